//! Pages, read or known from an earlier run.
//!
//! Cost: of a page that the cache knows by its stamp, a look at the file's dates; of one it knows by
//! its content, reading it; of others, what prose and fingerprint cost, on all threads.

use super::cache::stamp::Stamp;
use super::cache::{Cache, Used};
use super::files::{Input, Kind};
use super::prose::{Markup, Prose};
use super::rules::faults::faults;
use crate::base::error::{Error, Result};
use crate::base::progress::{Stage, Watch};
use crate::check::cache::entry::Entry;
use crate::dedup::sketch::Signature;
use crate::dedup::sketch::core::Core;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::settings::Settings;
use crate::text::row::TokenRow;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Raised with any change to what counts as prose or to how tokens are made.
const VERSION: u32 = 2;
/// The flag of a page that is to be left alone; the bits below count faults.
const IGNORED: u32 = 1 << 31;

/// What is known of a page.
pub(super) struct Page {
    pub(super) row: TokenRow,
    pub(super) print: Fingerprint,
    pub(super) text_bytes: u64,
    pub(super) faults: u32,
    pub(super) is_ignored: bool,
}

/// Reads pages, and remembers them for the next run.
pub(super) struct Pages<'c> {
    fingerprinter: Fingerprinter,
    cache: Option<&'c Cache>,
    met: Vec<Met>,
}

/// A page that was met, as the cache keeps it.
struct Met {
    path: PathBuf,
    stamp: Stamp,
    content: u128,
    words: Vec<u32>,
    text_bytes: u64,
    flags: u32,
}

/// A page, or the byte from which on it is no text.
type Read = std::result::Result<Page, usize>;

/// What all that the cache keeps depends on but the page.
pub(super) fn key(settings: &Settings) -> String {
    let bands = settings.banding();
    format!(
        "pages {VERSION}, {} bands of {} rows, shingles of {} tokens, seed {}",
        bands.bands,
        bands.rows,
        settings.shingle_tokens(),
        settings.seed()
    )
}

impl<'c> Pages<'c> {
    pub(super) fn new(settings: &Settings, cache: Option<&'c Cache>) -> Self {
        Self { fingerprinter: Fingerprinter::new(settings), cache, met: Vec::new() }
    }

    /// All these pages, in order.
    pub(super) fn read(&mut self, inputs: &[Input], watch: Watch<'_>) -> Result<Vec<Read>> {
        let state = || self.fingerprinter.clone();
        let made = inputs.par_iter().map_init(state, |fingerprinter, input| {
            let Kind::Page(markup) = input.kind else { return Ok(None) };
            let (read, met) = self.page(&input.path, markup, fingerprinter)?;
            let bytes = met.as_ref().map_or(0, |met| met.text_bytes);
            watch.advance(Stage::Read, bytes)?;
            Ok(Some((read, met)))
        });
        let made: Vec<Option<(Read, Option<Met>)>> = made.collect::<Result<_>>()?;
        let mut all = Vec::with_capacity(made.len());
        for (read, met) in made.into_iter().flatten() {
            all.push(read);
            self.met.extend(met);
        }
        Ok(all)
    }

    fn page(
        &self,
        path: &Path,
        markup: Markup,
        fingerprinter: &mut Fingerprinter,
    ) -> Result<(Read, Option<Met>)> {
        let failed = |error| Error::io("read", path, error);
        // Taken before the reading, so that what is written meanwhile shows.
        let stamp = Stamp::of(&std::fs::metadata(path).map_err(failed)?);
        if let Some(known) = self.cache.and_then(|cache| cache.by_stamp(path, &stamp))
            && let Some(page) = Page::of_entry(&known)
        {
            return Ok((Ok(page), Some(Met::new(path, stamp, &known))));
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let content = xxh3_128_with_seed(&bytes, markup as u64);
        if let Some(known) = self.cache.and_then(|cache| cache.by_content(content))
            && let Some(page) = Page::of_entry(&known)
        {
            return Ok((Ok(page), Some(Met::new(path, stamp, &known))));
        }
        let prose = match Prose::read(&bytes, markup) {
            Ok(prose) => prose,
            Err(undecodable) => return Ok((Err(undecodable.offset), None)),
        };
        let page = Page::of_prose(&prose, fingerprinter);
        let (words, flags) = (page.words(), page.flags());
        let (path, text_bytes) = (path.to_owned(), page.text_bytes);
        let met = self.cache.map(|_| Met { path, stamp, content, words, text_bytes, flags });
        Ok((Ok(page), met))
    }

    /// Keeps what was met; an error is no one's loss but the next run's.
    pub(super) fn finish(self) -> Result<()> {
        let Some(cache) = self.cache else { return Ok(()) };
        cache.save(&self.met.iter().map(Met::used).collect::<Vec<_>>())
    }
}

impl Met {
    fn used(&self) -> Used<'_> {
        let Self { path, stamp, content, words, text_bytes, flags } = self;
        let (content, text_bytes, flags) = (*content, *text_bytes, *flags);
        Used { path, stamp: *stamp, entry: Entry { content, words, text_bytes, flags } }
    }

    fn new(path: &Path, stamp: Stamp, entry: &Entry<'_>) -> Self {
        let Entry { content, words, text_bytes, flags } = *entry;
        Self { path: path.to_owned(), stamp, content, words: words.to_vec(), text_bytes, flags }
    }
}

/// Words of a digest and a signature.
const CORE: usize = size_of::<Core>() / 4;
const SIGNATURE: usize = size_of::<Signature>() / 4;

impl Page {
    fn of_prose(prose: &Prose, fingerprinter: &mut Fingerprinter) -> Self {
        let print = fingerprinter.fingerprint(&prose.text);
        Self {
            row: fingerprinter.token_row(&print),
            print,
            text_bytes: prose.text.len() as u64,
            faults: faults(&prose.text).min(IGNORED - 1),
            is_ignored: prose.ignores_all,
        }
    }

    /// As the cache keeps it: digests, signature, number of keys, keys (the lower half first), tokens.
    fn words(&self) -> Vec<u32> {
        let Fingerprint { core, signature, keys } = &self.print;
        let mut words: Vec<u32> = Vec::with_capacity(CORE + SIGNATURE + 1 + 2 * keys.len());
        words.extend(bytemuck::cast_slice::<_, u32>(std::slice::from_ref(core)));
        let signature = bytemuck::bytes_of(signature).chunks_exact(4);
        words.extend(signature.map(bytemuck::pod_read_unaligned::<u32>));
        words.push(keys.len() as u32);
        words.extend(keys.iter().flat_map(|key| [*key as u32, (key >> 32) as u32]));
        words.extend(self.row.tokens.iter());
        words
    }

    fn of_entry(entry: &Entry<'_>) -> Option<Self> {
        let (core, rest) = entry.words.split_at_checked(CORE)?;
        let (signature, rest) = rest.split_at_checked(SIGNATURE)?;
        let (keys, rest) = rest.split_first()?;
        let (keys, tokens) = rest.split_at_checked(2 * *keys as usize)?;
        let key = |halves: &[u32]| u64::from(halves[0]) | u64::from(halves[1]) << 32;
        let keys = keys.chunks_exact(2).map(key).collect();
        let core: Core = bytemuck::try_pod_read_unaligned(bytemuck::cast_slice(core)).ok()?;
        let signature = bytemuck::try_pod_read_unaligned(bytemuck::cast_slice(signature)).ok()?;
        Some(Self {
            row: TokenRow { digest: core.exact(), tokens: tokens.into() },
            print: Fingerprint { core, signature, keys },
            text_bytes: entry.text_bytes,
            faults: entry.flags & !IGNORED,
            is_ignored: entry.flags & IGNORED != 0,
        })
    }

    fn flags(&self) -> u32 {
        self.faults | if self.is_ignored { IGNORED } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_it_was_kept_as() {
        let settings = Settings::default();
        let text = "The port said on Friday that two boats would sail again from the north pier.";
        for text in [text, "", "caf\u{c3}\u{a9}"] {
            let prose = Prose::read(text.as_bytes(), Markup::Plain).unwrap();
            let page = Page::of_prose(&prose, &mut Fingerprinter::new(&settings));
            let (words, flags) = (page.words(), page.flags());
            let entry = Entry { content: 0, words: &words, text_bytes: page.text_bytes, flags };
            let known = Page::of_entry(&entry).unwrap();
            assert_eq!((&known.print, known.faults), (&page.print, page.faults));
            assert_eq!(known.row.tokens, page.row.tokens);
            for short in 0..CORE + SIGNATURE + 1 {
                assert!(Page::of_entry(&Entry { words: &words[..short], ..entry }).is_none());
            }
        }
    }
}
