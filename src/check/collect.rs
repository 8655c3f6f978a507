//! Files to a library.
//!
//! Cost: one pass over the text; of pages that the cache knows, a look at the file's date.

use super::cache::Cache;
use super::files::{Input, Kind, inputs};
use super::library::{At, Doc, File, Library, Touched, Unreadable};
use super::pages::Pages;
use super::plan::{CorpusPlan, Plan};
use super::rules::faults::faults;
use super::since::Changes;
use crate::base::error::{Error, Result};
use crate::base::progress::{Stage, Watch};
use crate::check::since::change::Change;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::input::parallel::rows::{Reading, read};
use crate::input::settings::Format;
use crate::input::sources::inputs::Inputs;
use crate::settings::Settings;
use crate::text::row::TokenRow;
use ahash::AHashSet;
use std::path::{Path, PathBuf};

/// Reads all corpora of a plan. Fingerprints are those of `settings`.
pub(super) fn collect(
    plan: &Plan,
    settings: Settings,
    changes: Option<&Changes>,
    cache: Option<&Cache>,
    watch: Watch<'_>,
) -> Result<(Library, Result<()>)> {
    watch.begin(Stage::Read, None)?;
    let mut pages = Pages::new(&settings, cache);
    let mut library = Library { settings, ..Library::default() };
    for (number, corpus) in plan.corpora.iter().enumerate() {
        let from = library.docs.len();
        let (of_pages, of_records): (Vec<Input>, Vec<Input>) =
            inputs(&plan.root, corpus)?.into_iter().partition(|input| input.is_page());
        let mut gathering = Gathering { plan, number, corpus, changes, library: &mut library };
        gathering.pages(&of_pages, &mut pages, watch)?;
        gathering.records(&of_records, watch)?;
        let unreadable = library.unreadable.iter().any(|file| file.corpus == number);
        if library.docs.len() == from && !unreadable {
            return Err(Error::input(format!(
                "the corpus {} holds no document; a check of nothing proves nothing",
                crate::base::error::escape(&corpus.name)
            )));
        }
        library.corpora.push(from..library.docs.len());
    }
    Ok((library, pages.finish()))
}

/// A corpus on its way into the library.
struct Gathering<'g> {
    plan: &'g Plan,
    number: usize,
    corpus: &'g CorpusPlan,
    changes: Option<&'g Changes>,
    library: &'g mut Library,
}

/// What is kept of a record.
struct Row {
    id: Option<Box<str>>,
    source: Option<Box<str>>,
    text_bytes: u64,
    faults: u32,
    print: Fingerprint,
    tokens: TokenRow,
}

impl Gathering<'_> {
    fn file(&mut self, path: &Path) -> u32 {
        let shown = shown(&self.plan.root, path);
        self.library.files.push(File { path: path.to_owned(), shown });
        (self.library.files.len() - 1) as u32
    }

    fn pages(&mut self, inputs: &[Input], pages: &mut Pages<'_>, watch: Watch<'_>) -> Result<()> {
        for (input, page) in inputs.iter().zip(pages.read(inputs, watch)?) {
            let (Kind::Page(markup), file) = (input.kind, self.file(&input.path)) else { continue };
            let page = match page {
                Ok(page) => page,
                Err(undecodable) => {
                    let shown = self.library.files[file as usize].shown.clone();
                    let corpus = self.number;
                    self.library.unreadable.push(Unreadable { corpus, shown, offset: undecodable });
                    continue;
                }
            };
            let touched = match self.changes.map(|changes| changes.of(&input.path)) {
                None | Some(Change::Added) => Touched::All,
                Some(Change::Unchanged) => Touched::Nothing,
                Some(Change::Lines(lines)) => Touched::Lines(lines),
            };
            self.library.docs.push(Doc {
                file,
                corpus: self.number as u32,
                at: At::Page(markup),
                id: None,
                source: None,
                text_bytes: page.text_bytes,
                faults: page.faults,
                is_ignored: page.is_ignored,
                touched,
            });
            self.library.prints.push(page.print);
            self.library.rows.push(page.row);
        }
        Ok(())
    }

    fn records(&mut self, inputs: &[Input], watch: Watch<'_>) -> Result<()> {
        // Formats are not mixed in one reading.
        for format in [Format::JsonLines, Format::Csv, Format::Tsv, Format::Text] {
            let of_format = inputs.iter().filter(|input| input.kind == Kind::Records(format));
            let paths: Vec<PathBuf> = of_format.map(|input| input.path.clone()).collect();
            if !paths.is_empty() {
                self.of_format(format, &paths, watch)?;
            }
        }
        Ok(())
    }

    fn of_format(&mut self, format: Format, paths: &[PathBuf], watch: Watch<'_>) -> Result<()> {
        let mut how = self.corpus.read.clone();
        how.format = Some(format);
        how.optional_fields = vec![self.corpus.source_field.clone()];
        let fingerprinter = Fingerprinter::new(&self.library.settings);
        let Reading { rows, places, store, .. } = read(
            Inputs::open(paths, how)?,
            watch,
            || fingerprinter.clone(),
            |fingerprinter, record| {
                let print = fingerprinter.fingerprint(record.text);
                Row {
                    id: record.id.map(Into::into),
                    source: record
                        .fields
                        .first()
                        .and_then(|value| value.as_deref().map(Into::into)),
                    text_bytes: record.text.len() as u64,
                    faults: faults(record.text),
                    tokens: fingerprinter.token_row(&print),
                    print,
                }
            },
        )?;
        let files: Vec<u32> = paths.iter().map(|path| self.file(path)).collect();
        let mut old = Old::new(self.changes);
        let number = self.library.stores.len() as u32;
        for (row, place) in rows.into_iter().zip(places) {
            let path = store.path(place.source);
            let touched = old.touched(path, || store.bytes(place))?;
            let file =
                paths.iter().position(|known| known == path).map_or(files[0], |at| files[at]);
            self.library.docs.push(Doc {
                file,
                corpus: self.number as u32,
                at: At::Record { store: number, place },
                id: row.id,
                source: row.source,
                text_bytes: row.text_bytes,
                faults: row.faults,
                is_ignored: false,
                touched,
            });
            self.library.prints.push(row.print);
            self.library.rows.push(row.tokens);
        }
        self.library.stores.push(store);
        Ok(())
    }
}

/// A path as findings show it.
fn shown(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned();
    if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace('\\', "/") }
}

/// The lines that a file had at the reference, looked at once a file.
struct Old<'c> {
    changes: Option<&'c Changes>,
    path: PathBuf,
    lines: Lines,
}

enum Lines {
    Untouched,
    New,
    Known(AHashSet<u64>),
}

impl<'c> Old<'c> {
    fn new(changes: Option<&'c Changes>) -> Self {
        Self { changes, path: PathBuf::new(), lines: Lines::New }
    }

    /// A record is touched if one of its lines was not there; records come file by file.
    fn touched<'b>(
        &mut self,
        path: &Path,
        bytes: impl FnOnce() -> Result<std::borrow::Cow<'b, [u8]>>,
    ) -> Result<Touched> {
        let Some(changes) = self.changes else { return Ok(Touched::All) };
        if self.path != path {
            self.path = path.to_owned();
            self.lines = match changes.of(path) {
                Change::Unchanged => Lines::Untouched,
                Change::Added => Lines::New,
                Change::Lines(_) => match changes.old(path)? {
                    Some(old) => Lines::Known(hashes(&old).collect()),
                    None => Lines::New,
                },
            };
        }
        Ok(match &self.lines {
            Lines::Untouched => Touched::Nothing,
            Lines::New => Touched::All,
            Lines::Known(known) => {
                let new = hashes(&bytes()?).any(|line| !known.contains(&line));
                if new { Touched::All } else { Touched::Nothing }
            }
        })
    }
}

fn hashes(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.map(|line| xxhash_rust::xxh3::xxh3_64(line.strip_suffix(b"\r").unwrap_or(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_root() {
        assert_eq!(shown(Path::new("a"), Path::new("a/b.md")), "b.md");
        assert_eq!(shown(Path::new(""), Path::new("./b.md")), "b.md");
    }
}
