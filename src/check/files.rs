//! Patterns and paths to files.
//!
//! Patterns name what they mean, so they look into folders that git ignores; folders that are named
//! themselves are walked as git sees them. Hidden files and folders are passed over by both.
//!
//! Cost: one look at each entry of the folders that a pattern can lie in.

use super::plan::{CorpusPlan, Paths};
use super::prose::Markup;
use crate::base::error::{Error, Result, escape, shown};
use crate::input::settings::{Format, Split};
use crate::input::sources::walk::by_name as format_by_name;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;
use std::path::{Component, Path, PathBuf};

/// A file of a corpus, and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One document.
    Page(Markup),
    /// Many records.
    Records(Format),
}

impl Input {
    pub(super) fn is_page(&self) -> bool {
        matches!(self.kind, Kind::Page(_))
    }
}

/// All files of a corpus, by path; an error if a pattern or folder has none: a gate that checks
/// nothing must not pass.
pub(super) fn inputs(root: &Path, corpus: &CorpusPlan) -> Result<Vec<Input>> {
    let mut found = match &corpus.paths {
        Paths::Globs { globs, ignore } => matching(root, corpus, globs, ignore)?,
        Paths::Named(paths) => named(corpus, paths)?,
    };
    found.sort_by(|a, b| bytes(&a.path).cmp(bytes(&b.path)));
    found.dedup();
    Ok(found)
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn matching(
    root: &Path,
    corpus: &CorpusPlan,
    globs: &[String],
    ignore: &[String],
) -> Result<Vec<Input>> {
    let ignored = set(ignore)?;
    let mut all = Vec::new();
    for glob in globs {
        let pattern = pattern(glob)?.compile_matcher();
        let before = all.len();
        let mut unknown = 0;
        let from = root.join(fixed(glob));
        let files = if from.exists() { walk(&from, false)? } else { Vec::new() };
        for path in files {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            if !pattern.is_match(relative) || ignored.is_match(relative) {
                continue;
            }
            match kind(corpus, &path) {
                Some(kind) => all.push(Input { path, kind }),
                None => unknown += 1,
            }
        }
        if all.len() == before {
            return Err(Error::input(nothing(&corpus.name, glob, unknown)));
        }
    }
    if globs.is_empty() {
        let name = escape(&corpus.name);
        return Err(Error::settings(format!("[corpus.{name}] has no paths")));
    }
    Ok(all)
}

fn nothing(corpus: &str, glob: &str, unknown: usize) -> String {
    let (corpus, glob) = (escape(corpus), escape(glob));
    let why = match unknown {
        0 => "matches no file".to_owned(),
        some => format!("matches {some} files, none of a known ending; say `format`"),
    };
    format!("[corpus.{corpus}]: the pattern `{glob}` {why}; a check of nothing proves nothing")
}

fn named(corpus: &CorpusPlan, paths: &[PathBuf]) -> Result<Vec<Input>> {
    let mut all = Vec::new();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|error| Error::io("open", path, error))?;
        if !meta.is_dir() {
            // What is named itself is meant, whatever its ending.
            let kind = kind(corpus, path).unwrap_or(Kind::Page(Markup::Plain));
            all.push(Input { path: path.clone(), kind });
            continue;
        }
        let before = all.len();
        let files = walk(path, true)?.into_iter();
        all.extend(files.filter_map(|path| Some(Input { kind: kind(corpus, &path)?, path })));
        if all.len() == before {
            return Err(Error::input(format!(
                "the folder {} holds no Markdown, reStructuredText, HTML, plain text, JSON Lines \
                 or CSV file; a check of nothing proves nothing",
                shown(path)
            )));
        }
    }
    Ok(all)
}

fn kind(corpus: &CorpusPlan, path: &Path) -> Option<Kind> {
    let is_page = corpus.read.split == Split::File;
    match corpus.read.format {
        Some(Format::Text) if is_page => {
            Some(Kind::Page(Markup::of_path(path).unwrap_or(Markup::Plain)))
        }
        Some(format) => Some(Kind::Records(format)),
        None => match Markup::of_path(path) {
            Some(Markup::Plain) if !is_page => Some(Kind::Records(Format::Text)),
            Some(markup) => Some(Kind::Page(markup)),
            None => format_by_name(path).map(Kind::Records),
        },
    }
}

/// The folder that all matches of a pattern lie in.
fn fixed(glob: &str) -> PathBuf {
    let is_fixed = |part: &Component<'_>| {
        !part.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[{\\".contains(byte))
    };
    let path = Path::new(glob);
    let fixed: PathBuf = path.components().take_while(is_fixed).collect();
    if fixed == path { path.parent().unwrap_or(Path::new("")).to_owned() } else { fixed }
}

/// All files below a folder.
fn walk(folder: &Path, as_git: bool) -> Result<Vec<PathBuf>> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut walk = WalkBuilder::new(here);
    walk.standard_filters(as_git).hidden(true).require_git(false);
    let mut files = Vec::new();
    for entry in walk.build() {
        let entry = entry.map_err(|error| {
            Error::input(format!("cannot look into a folder: {}", escape(&error.to_string())))
        })?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let path = entry.into_path();
            files.push(path.strip_prefix("./").map_or(path.clone(), Path::to_owned));
        }
    }
    Ok(files)
}

fn pattern(glob: &str) -> Result<Glob> {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| {
        Error::settings(format!("`{}` is no pattern: {}", escape(glob), error.kind()))
    })
}

fn set(globs: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(pattern(glob)?);
    }
    set.build().map_err(|error| Error::settings(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_begin_where_they_can_match() {
        for (glob, folder) in [
            ("data/train/**/*.jsonl", "data/train"),
            ("*.md", ""),
            ("docs/a.md", "docs"),
            ("a[b]/c.md", ""),
        ] {
            assert_eq!(fixed(glob), Path::new(folder), "{glob}");
        }
    }
}
