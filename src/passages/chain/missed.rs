//! Long runs that no alignment holds: an extension that other links led past one took another way,
//! and was cut elsewhere.
//!
//! Cost: the length of each long run, and a look at the alignments around it.

use super::links::Link;
use super::rows::Rows;
use crate::passages::align::Alignment;
use crate::passages::align::extend::Pair;
use std::ops::Range;

/// The runs that begin at long links, as far as nothing in `parts` holds them.
pub(super) fn missed(
    parts: &[Alignment],
    pair: Pair<'_>,
    links: &[Link],
    rows: Rows,
) -> Vec<Alignment> {
    let mut known: Vec<Held> = parts.iter().flat_map(|one| Held::by(one, rows)).collect();
    known.sort_unstable_by_key(|held| held.a.start);
    let mut known = known.into_iter().peekable();
    // What may hold runs to come.
    let mut open: Vec<Held> = Vec::new();
    let mut missed: Vec<Alignment> = Vec::new();
    for link in links.iter().filter(|link| link.is_long) {
        let (a, b) = link.places;
        let run = Alignment::new(vec![pair.run_through(a as usize, b as usize)]);
        let start = run.a().start;
        open.extend(std::iter::from_fn(|| known.next_if(|held| held.a.start <= start)));
        open.retain(|held| held.a.end > start);
        let is_row = rows.step(&run).is_some();
        let is_long = run.matches() >= rows.min_tokens;
        if is_long && !open.iter().any(|held| held.holds(&run, is_row)) {
            open.extend(Held::by(&run, rows));
            missed.push(run);
        }
    }
    missed
}

/// What an alignment will tell of the tokens that it spans.
struct Held {
    a: Range<usize>,
    b: Range<usize>,
    /// Of a row, which is told in units: all sides of these, sorted.
    units: Option<Vec<Range<usize>>>,
}

impl Held {
    /// By an alignment, and by each of its units if it is a row.
    fn by(alignment: &Alignment, rows: Rows) -> Vec<Held> {
        let whole = |one: &Alignment| Held { a: one.a(), b: one.b(), units: None };
        if rows.step(alignment).is_none() {
            return vec![whole(alignment)];
        }
        let units = rows.units(alignment.clone());
        let mut spans: Vec<Range<usize>> =
            units.iter().flat_map(|unit| [unit.a(), unit.b()]).collect();
        spans.sort_unstable_by_key(|span| span.start);
        let row = Held { units: Some(spans), ..whole(alignment) };
        units.iter().map(whole).chain([row]).collect()
    }

    /// Units hold a row together; all else is held in one piece.
    fn holds(&self, run: &Alignment, is_row: bool) -> bool {
        let inside = |span: &Range<usize>, outer: &Range<usize>| {
            outer.start <= span.start && span.end <= outer.end
        };
        let (a, b) = (run.a(), run.b());
        let spanned = inside(&a, &self.a) && inside(&b, &self.b);
        spanned
            && match &self.units {
                None => true,
                Some(units) => is_row && covers(units, &a) && covers(units, &b),
            }
    }
}

/// Whether sorted spans leave no gap in another.
fn covers(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    let from = spans.partition_point(|one| one.end <= span.start);
    let mut reached = span.start;
    for one in spans[from..].iter().take_while(|one| one.start < span.end) {
        if one.start > reached {
            return false;
        }
        reached = reached.max(one.end);
    }
    reached >= span.end
}
