//! Paths to files: folders are walked, in an order that is the same everywhere.
//!
//! Symbolic links to files are read, those to folders are not followed: a loop of them would never
//! end, and a folder reached twice would be its own duplicate. Hidden files and folders are passed
//! over. No file may be given twice, by whatever names.
//!
//! Cost: one look at each entry, and its path in memory.

use crate::base::error::{Error, Result, shown};
use crate::input::reject::Flaw;
use crate::input::settings::Format;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An input that was named or met in a folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// The same for every name of the file.
    real: PathBuf,
    pub(super) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    Stdin,
    /// A regular file.
    File,
    /// A pipe or device.
    Pipe,
    Broken(Flaw),
}

/// All inputs, in order: as given, and by the bytes of their paths within each folder.
pub(super) fn discover(paths: &[PathBuf], format: Option<Format>) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            _ if path.as_os_str() == "-" => {
                found.push(Found { path: path.clone(), real: path.clone(), what: What::Stdin });
            }
            Ok(meta) if meta.is_dir() => folder(path, format, &mut found)?,
            Ok(meta) => {
                let what = if meta.is_file() { What::File } else { What::Pipe };
                found.push(named(path.clone(), what));
            }
            Err(error) => found.push(broken(path.clone(), error)),
        }
    }
    refuse_twins(&found)?;
    Ok(found)
}

fn folder(root: &Path, format: Option<Format>, found: &mut Vec<Found>) -> Result<()> {
    let from = found.len();
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let mut folders = vec![(root.to_owned(), real)];
    while let Some((folder, real)) = folders.pop() {
        if let Err(error) = entries(&folder, &real, format, &mut folders, found) {
            found.push(broken(folder, error));
        }
    }
    if found.len() == from {
        let known = match format {
            Some(format) => endings(format).join(", "),
            None => ".jsonl, .ndjson, .json, .csv, .tsv, .txt or .text".to_owned(),
        };
        return Err(Error::input(format!(
            "the folder {} holds no file to be read: they are known by {known}, and may be \
             compressed as .gz, .zst, .bz2 or .xz; a file of another name must be named itself",
            shown(root)
        )));
    }
    found[from..].sort_by(|a, b| {
        a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes())
    });
    Ok(())
}

fn entries(
    folder: &Path,
    real: &Path,
    format: Option<Format>,
    folders: &mut Vec<(PathBuf, PathBuf)>,
    found: &mut Vec<Found>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            folders.push((path, real.join(name)));
            continue;
        }
        if by_name(&path).is_none_or(|known| format.is_some_and(|format| format != known)) {
            continue;
        }
        if kind.is_file() {
            found.push(Found { path, real: real.join(name), what: What::File });
        } else if kind.is_symlink() {
            match fs::metadata(&path) {
                Ok(meta) if meta.is_file() => found.push(named(path, What::File)),
                Ok(_) => {}
                Err(error) => found.push(broken(path, error)),
            }
        }
    }
    Ok(())
}

fn named(path: PathBuf, what: What) -> Found {
    let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    Found { path, real, what }
}

fn broken(path: PathBuf, error: std::io::Error) -> Found {
    let dangling = error.kind() == std::io::ErrorKind::NotFound && path.is_symlink();
    let what = if dangling { "follow the symbolic link" } else { "open" };
    let flaw = Flaw::unreadable(Error::io(what, &path, error));
    Found { real: path.clone(), path, what: What::Broken(flaw) }
}

fn refuse_twins(found: &[Found]) -> Result<()> {
    let mut names = HashMap::with_capacity(found.len());
    for Found { path, real, .. } in found {
        if let Some(first) = names.insert(real, path) {
            let (first, second) = (shown(first), shown(path));
            let which = if first == second {
                format!("{first} is given twice")
            } else {
                format!("{first} and {second} are the same file")
            };
            return Err(Error::input(format!(
                "{which}; each of its records would be a duplicate of itself, so give it once"
            )));
        }
    }
    Ok(())
}

/// The format that the name shows, with or without the ending of a compression.
pub(crate) fn by_name(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = [".gz", ".zst", ".bz2", ".xz"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    [Format::JsonLines, Format::Csv, Format::Tsv, Format::Text]
        .into_iter()
        .find(|format| endings(*format).iter().any(|ending| name.ends_with(ending)))
}

fn endings(format: Format) -> &'static [&'static str] {
    match format {
        Format::JsonLines => &[".jsonl", ".ndjson", ".json"],
        Format::Csv => &[".csv"],
        Format::Tsv => &[".tsv"],
        Format::Text => &[".txt", ".text"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name() {
        for (name, format) in [
            ("a.jsonl", Some(Format::JsonLines)),
            ("b/A.JSON.GZ", Some(Format::JsonLines)),
            ("a.txt.xz", Some(Format::Text)),
            ("a.csv.gz.gz", None),
            ("a.gz", None),
            ("README", None),
        ] {
            assert_eq!(by_name(Path::new(name)), format, "{name}");
        }
    }
}
