//! Looking for a text: keys to rows, rows to candidates, candidates to matches.
//!
//! ```text
//! keys -> rows that have one, oldest first, a bounded number for each key
//!      -> those whose signatures agree enough, the most alike first
//!      -> exact comparison of a bounded number
//! ```
//!
//! So a look-up has a bound whatever is in the index, also if a hundred thousand near copies share
//! all keys: [`PER_KEY`] rows a key are looked at, and [`COMPARED`] documents compared. Of a crowd
//! that is larger, the first that came stand for the others.

use super::query::{Maker, Query};
use super::row::Row;
use super::verdict::{IndexMatch, Verdict};
use super::{keys, told};
use crate::base::document::Relation;
use crate::base::error::{Error, ErrorKind, Result};
use crate::dedup::shingle::ShingleSet;
use crate::dedup::verify::judge;
use crate::index::disk::body::{self, Content};
use crate::index::disk::part::sources::Source;
use crate::index::settings::IndexSettings;
use crate::passages::between::PassageMatch;

/// Rows that are looked at for one key.
pub(crate) const PER_KEY: usize = 128;

/// Rows that are looked at for one key of a passage.
const PER_PASSAGE: usize = 16;

/// Documents that are compared for one text, as a whole and by passages.
pub(crate) const COMPARED: usize = 24;
const ALIGNED: usize = 8;

/// Matches of a verdict.
pub(crate) const MATCHES: usize = 8;

/// What a look-up sees.
pub(crate) struct Looker<'i> {
    pub(crate) settings: &'i IndexSettings,
    pub(crate) maker: &'i Maker,
    /// The oldest first.
    pub(crate) sources: &'i [Source],
    /// Documents that were seen before are no longer there.
    pub(crate) since: i64,
    /// Documents with a lower sequence number are passed over.
    pub(crate) from_seq: u64,
}

/// A row of a source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Place {
    pub(crate) source: u32,
    pub(super) row: u32,
}

/// A verdict, and what it cost and rests on.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) verdict: Verdict,
    /// The latest document that it names.
    pub(crate) last_seq: u64,
    /// Rows looked at and documents compared.
    pub(crate) rows: usize,
    pub(crate) compared: usize,
}

/// How a text and a document are related by passages, these, and the document's text.
type Told = ((Relation, f64), (Vec<PassageMatch>, String));

impl Looker<'_> {
    pub(crate) fn look(&self, query: &Query<'_>) -> Result<Looked> {
        let mut looked =
            Looked { verdict: Verdict { is_new: true, ..Verdict::default() }, ..Looked::default() };
        if query.is_empty() {
            return Ok(looked);
        }
        self.exact(query, &mut looked)?;
        if looked.verdict.matches.is_empty() {
            let places = self.near(query, &mut looked)?;
            if !query.passages.is_empty() {
                self.passages(query, &places, &mut looked)?;
            }
        }
        let matches = &mut looked.verdict.matches;
        matches.sort_by(|a, b| a.relation.cmp(&b.relation).then(b.score.total_cmp(&a.score)));
        matches.truncate(MATCHES);
        looked.verdict.is_new = !matches.iter().any(|one| self.settings.tells(one.relation));
        Ok(looked)
    }

    fn exact(&self, query: &Query<'_>, looked: &mut Looked) -> Result<()> {
        let mut places = Vec::new();
        self.rows_of(keys::exact(query.print.digest()), PER_KEY, &mut places)?;
        for place in places {
            let Some(row) = self.live_row(place, looked)? else { continue };
            if row.core.exact() == query.print.digest() {
                let id = self.body(place, &row)?.id;
                found(id, &row, (Relation::Exact, 1.0), None, looked);
                if looked.verdict.matches.len() == MATCHES {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Texts of one skeleton, and those near; returns all that were found.
    fn near(&self, query: &Query<'_>, looked: &mut Looked) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        for key in &query.bands {
            self.rows_of(*key, PER_KEY, &mut places)?;
        }
        if let Some(skeleton) = query.print.core.skeleton() {
            self.rows_of(keys::skeleton(skeleton), PER_KEY, &mut places)?;
        }
        places.sort_unstable();
        places.dedup();
        let least = self.settings.sameness().banding().min_agreeing;
        let mut candidates = Vec::new();
        for place in places {
            let Some(row) = self.live_row(place, looked)? else { continue };
            let agreeing = row.signature.agreeing(&query.print.signature);
            if agreeing >= least || row.core.shares_skeleton(&query.print.core) {
                candidates.push((std::cmp::Reverse(agreeing), place, row));
            }
        }
        candidates.sort_by_key(|(agreeing, place, _)| (*agreeing, *place));
        let mut related = Vec::new();
        for (_, place, row) in candidates.into_iter().take(COMPARED) {
            looked.compared += 1;
            let body = self.body(place, &row)?;
            let set = self.set(body.content);
            let threshold = self.settings.sameness().threshold();
            let verdict = judge((&row.core, &set), (&query.print.core, query.set()), threshold);
            related.extend(verdict.map(|verdict| (verdict, place, row, body.id)));
        }
        related.sort_by(|a, b| a.0.by_strength(&b.0).then(a.1.cmp(&b.1)));
        let places = related.iter().map(|(_, place, ..)| *place).collect();
        for (verdict, place, row, id) in related.into_iter().take(MATCHES) {
            let told = match self.settings.passages() {
                Some(_) => self.told(query, self.body(place, &row)?.content)?,
                None => None,
            };
            let told = told.map(|told| told.1);
            found(id, &row, (verdict.relation, verdict.score), told, looked);
        }
        Ok(places)
    }

    /// Texts with passages in common, but for those that were found already.
    fn passages(&self, query: &Query<'_>, known: &[Place], looked: &mut Looked) -> Result<()> {
        let mut places = Vec::new();
        for key in &query.passages {
            self.rows_of(*key, PER_PASSAGE, &mut places)?;
        }
        places.sort_unstable();
        let mut shared: Vec<(std::cmp::Reverse<usize>, Place)> = places
            .chunk_by(|a, b| a == b)
            .map(|same| (std::cmp::Reverse(same.len()), same[0]))
            .filter(|(_, place)| !known.contains(place))
            .collect();
        shared.sort_unstable();
        for (_, place) in shared.into_iter().take(ALIGNED) {
            let Some(row) = self.live_row(place, looked)? else { continue };
            looked.compared += 1;
            let body = self.body(place, &row)?;
            if let Some((related, told)) = self.told(query, body.content)? {
                found(body.id, &row, related, Some(told), looked);
            }
        }
        Ok(())
    }

    /// What a text and a document both tell, if that is asked for.
    fn told(&self, query: &Query<'_>, document: Content) -> Result<Option<Told>> {
        let Some(passages) = self.settings.passages() else { return Ok(None) };
        let Content::Text(text) = document else { return Ok(None) };
        let told = told::told(query.text, &text, passages)?;
        Ok(told.map(|(relation, passages)| (relation, (passages, text))))
    }

    fn set(&self, document: Content) -> ShingleSet {
        match document {
            Content::Text(text) => self.maker.set(&text),
            Content::Shingles(set) => set,
        }
    }

    pub(crate) fn body(&self, place: Place, row: &Row) -> Result<body::Body> {
        body_of(&self.sources[place.source as usize], row)
    }

    /// The row, if the document is there.
    pub(crate) fn live_row(&self, place: Place, looked: &mut Looked) -> Result<Option<Row>> {
        looked.rows += 1;
        let source = &self.sources[place.source as usize];
        if source.is_gone(place.row) {
            return Ok(None);
        }
        let row = source.row(place.row)?;
        Ok(Some(row).filter(|row| row.seen >= self.since && row.seq >= self.from_seq))
    }

    /// Adds rows of a key, the oldest first, and at most so many.
    pub(crate) fn rows_of(&self, key: u64, most: usize, places: &mut Vec<Place>) -> Result<()> {
        let mut left = most;
        for (source, number) in self.sources.iter().zip(0..) {
            if left == 0 {
                break;
            }
            let mut add = |row| {
                places.push(Place { source: number, row });
                left -= 1;
                left > 0
            };
            match source {
                Source::Part(part) => {
                    // Those that are gone cost little, but not nothing.
                    let mut gone = 16 * most;
                    part.find(key, |row| {
                        if !part.gone.has(row) {
                            return add(row);
                        }
                        gone -= 1;
                        gone > 0
                    })?;
                }
                Source::Fresh(fresh) => {
                    let docs = fresh.docs();
                    let there = docs.find(key).filter(|row| !docs.gone[*row as usize]);
                    for row in there.skip_while(|row| docs.rows[*row as usize].seq < self.from_seq)
                    {
                        if !add(row) {
                            break;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Adds a match to the verdict.
fn found(
    id: String,
    row: &Row,
    (relation, score): (Relation, f64),
    told: Option<(Vec<PassageMatch>, String)>,
    looked: &mut Looked,
) {
    looked.last_seq = looked.last_seq.max(row.seq);
    let seen = row.seen;
    let (passages, text) = told.map_or((Vec::new(), None), |told| (told.0, Some(told.1)));
    looked.verdict.matches.push(IndexMatch { id, relation, score, seen, passages, text });
}

/// The body of a row.
pub(super) fn body_of(source: &Source, row: &Row) -> Result<body::Body> {
    let bytes = source.body(row)?;
    body::decode(&bytes).ok_or_else(|| {
        Error::new(
            ErrorKind::Damaged,
            "a document of the index cannot be read, though its checksum is right",
        )
    })
}
