//! Kept records whose repeated passages are cut out or marked.

use super::cuts::{Cut, Cuts};
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::dedup::pipeline::Outcome;
use crate::jobs::corpus::reading::Corpus;
use crate::output::sink::Sink;
use crate::report::named::Named;
use crate::report::passages::cut_line;
use rayon::prelude::*;
use std::borrow::Cow;

/// Records that are changed at once.
const BATCH: usize = 1024;

/// A record as it is to be written, and a line for everything that is cut out of it.
type Changed<'c> = (Cow<'c, [u8]>, Vec<Vec<u8>>);

/// Hands over every kept record as it is to be written, and lists what is cut out of it.
pub(super) fn each_changed(
    (corpus, outcome, cuts): (&Corpus, &Outcome, &Cuts),
    list: &mut Option<Sink>,
    watch: Watch<'_>,
    mut write: impl FnMut(DocId, &[u8]) -> Result<()>,
) -> Result<()> {
    let kept: Vec<DocId> = outcome.kept().collect();
    for (batch, first) in kept.chunks(BATCH).zip((1u64..).step_by(BATCH)) {
        let numbered = batch.par_iter().enumerate();
        let changed = numbered.map(|(at, doc)| changed(corpus, cuts, (*doc, first + at as u64)));
        let changed: Vec<Changed<'_>> = changed.collect::<Result<_>>()?;
        for (doc, (bytes, lines)) in batch.iter().zip(changed) {
            write(*doc, &bytes)?;
            watch.advance(Stage::Write, corpus.place(*doc).len)?;
            if let Some(list) = list {
                lines.iter().try_for_each(|line| list.write(line))?;
            }
        }
    }
    Ok(())
}

/// A kept record, changed; its number among the kept ones goes into the lines.
fn changed<'c>(
    corpus: &'c Corpus,
    cuts: &Cuts,
    (doc, number): (DocId, u64),
) -> Result<Changed<'c>> {
    let whole = corpus.store.bytes(corpus.place(doc))?;
    let (rest, cut) = cuts.apply(doc, whole.clone(), corpus)?;
    let name = corpus.name(doc)?;
    let line = |cut: &Cut| {
        let first = corpus.name(cut.first)?.id;
        let bytes = &whole[cut.bytes.clone()];
        cut_line((&name, number), (cut.bytes.start, bytes), (cut.passage, &first))
    };
    let lines = cut.iter().map(line).collect::<Result<_>>()?;
    Ok((rest, lines))
}
