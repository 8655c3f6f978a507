//! Sorted runs of entries, band by band: how documents with one key are found without holding
//! all keys.
//!
//! An entry is a key of 64 bits and a document of 32, [packed](super::packed). The entries of some
//! documents are sorted for each band and laid down one band behind the other: a run. Later, band by
//! band and range by range of the keys, the runs are read side by side and merged.
//!
//! Cost: 8.3 bytes an entry; a sort of each run, and one pass to merge them.

use super::column::{Column, Growing};
use super::gather::{range, sort};
use super::packed::{Entry, pack, unpack, words};
use super::space::Space;
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::storage::saved::Saved;
use rayon::prelude::*;

/// Entries that are merged at once, about.
const PART: usize = 1 << 16;

/// The sorted entries of some documents, packed band by band.
#[derive(Debug)]
pub(crate) struct SortedRun {
    entries: Vec<u64>,
    /// Where each band begins, and where the last ends.
    starts: Vec<usize>,
}

impl SortedRun {
    /// Sorts the entries of every band, in parallel: `of` lists the keys of one, as many as
    /// `counts` says, each with the number of its document among the `documents` from `first` on.
    pub(crate) fn new(
        first: DocId,
        documents: usize,
        counts: &[usize],
        of: impl Fn(usize, &mut Vec<(u64, u32)>) + Sync,
    ) -> Self {
        let words = |count: &usize| words(*count, documents);
        let mut starts = vec![0];
        starts.extend(counts.iter().scan(0, |end, count| {
            *end += words(count);
            Some(*end)
        }));
        let mut entries = vec![0; counts.iter().map(words).sum()];
        let mut slices = Vec::with_capacity(counts.len());
        let mut rest = &mut entries[..];
        for count in counts {
            let (slice, behind) = rest.split_at_mut(words(count));
            slices.push(slice);
            rest = behind;
        }
        slices.into_par_iter().enumerate().for_each_init(Vec::new, |keys, (band, slice)| {
            keys.clear();
            of(band, keys);
            pack(first, documents, keys, slice);
        });
        Self { entries, starts }
    }
}

/// Runs that are still being made.
#[derive(Default)]
pub(crate) struct RunsBuilder {
    held: Vec<Vec<u64>>,
    file: Option<Growing<u64>>,
    starts: Vec<Vec<usize>>,
}

impl RunsBuilder {
    /// Bytes in memory.
    pub(crate) fn held(&self) -> u64 {
        8 * self.held.iter().map(|run| run.len() as u64).sum::<u64>()
    }

    pub(crate) fn add(&mut self, run: SortedRun, space: &Space) -> Result<()> {
        self.starts.push(run.starts);
        match &mut self.file {
            Some(file) => file.extend(&run.entries, space),
            None => {
                self.held.push(run.entries);
                Ok(())
            }
        }
    }

    /// Goes on with runs in a file.
    pub(crate) fn resumed(file: Growing<u64>, starts: Vec<Vec<usize>>) -> Self {
        Self { held: Vec::new(), file: Some(file), starts }
    }

    /// How far the file is good, and where the bands of the last run begin in it.
    pub(crate) fn save(&mut self, space: &Space) -> Result<(Saved, Vec<usize>)> {
        let saved = self.file.as_mut().map_or(Ok(Saved::default()), |file| file.save(space))?;
        Ok((saved, self.starts.last().cloned().unwrap_or_default()))
    }

    /// From now on in a file.
    pub(crate) fn spill(&mut self, space: &Space) -> Result<()> {
        if self.file.is_none() {
            let mut file = Growing::default();
            file.spill(space)?;
            for run in std::mem::take(&mut self.held) {
                file.extend(&run, space)?;
            }
            self.file = Some(file);
        }
        Ok(())
    }

    pub(crate) fn seal(self, space: &Space) -> Result<Runs> {
        let entries = match self.file {
            Some(file) => Entries::File(file.seal(space)?),
            None => Entries::Held(self.held),
        };
        Ok(Runs { entries, starts: self.starts })
    }
}

/// Entries of several runs, with room to merge them that is used again.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) entries: Vec<Entry>,
    unsorted: Vec<Entry>,
}

/// All runs.
#[derive(Debug)]
pub(crate) struct Runs {
    entries: Entries,
    /// Of each run: where its bands begin, within it.
    starts: Vec<Vec<usize>>,
}

#[derive(Debug)]
enum Entries {
    Held(Vec<Vec<u64>>),
    /// Run behind run.
    File(Column<u64>),
}

impl Runs {
    /// Into how many parts each band is best cut.
    pub(crate) fn parts(&self, documents: usize) -> usize {
        documents.div_ceil(PART).next_power_of_two()
    }

    /// The entries of a part of a band, sorted; keys do not reach across parts.
    pub(crate) fn part(&self, band: usize, part: usize, parts: usize, into: &mut Merged) {
        let range = range(part, parts.ilog2());
        let Merged { entries, unsorted } = into;
        entries.clear();
        if self.starts.len() < 2 {
            self.band(band).for_each(|run| unpack(run, range.clone(), entries));
            return;
        }
        unsorted.clear();
        self.band(band).for_each(|run| unpack(run, range.clone(), unsorted));
        entries.resize(unsorted.len(), Entry { key: 0, doc: DocId(0) });
        sort(&[unsorted], range, entries);
    }

    fn band(&self, band: usize) -> impl Iterator<Item = &[u64]> {
        let mut before = 0;
        self.starts.iter().enumerate().map(move |(i, starts)| {
            let run = match &self.entries {
                Entries::Held(runs) => &runs[i][..],
                Entries::File(all) => &all[before..],
            };
            before += starts.last().copied().unwrap_or(0);
            &run[starts[band]..starts[band + 1]]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::memory::Memory;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_hold_all_entries_in_order(
            runs in prop::collection::vec(prop::collection::vec(any::<(u8, u64)>(), 0..40), 0..5),
            spill_at in 0usize..6,
            bits in 0u32..4,
        ) {
            let space = Space::new(Memory::LEAST, None);
            let mut builder = RunsBuilder::default();
            let mut expected = vec![Vec::new(); 3];
            let mut first = 0;
            for (i, run) in runs.iter().enumerate() {
                if i == spill_at {
                    builder.spill(&space).unwrap();
                }
                let of = |band: usize| {
                    let of_band = run.iter().zip(0..).filter(move |((b, _), _)| usize::from(b % 3) == band);
                    of_band.map(|((_, key), doc)| (*key, doc))
                };
                let counts = [0, 1, 2].map(|band| of(band).count());
                let put = |band, keys: &mut Vec<_>| keys.extend(of(band));
                builder.add(SortedRun::new(DocId(first), run.len(), &counts, put), &space).unwrap();
                for (band, expected) in expected.iter_mut().enumerate() {
                    expected.extend(of(band).map(|(key, doc)| Entry { key, doc: DocId(first + doc) }));
                }
                first += run.len() as u32;
            }
            let sealed = builder.seal(&space).unwrap();
            for (band, mut expected) in expected.into_iter().enumerate() {
                expected.sort_unstable();
                let (mut found, mut part) = (Vec::new(), Merged::default());
                for i in 0..1 << bits {
                    sealed.part(band, i, 1 << bits, &mut part);
                    found.extend_from_slice(&part.entries);
                }
                prop_assert_eq!(found, expected);
            }
        }
    }
}
