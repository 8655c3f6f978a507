//! Containment by way of a third text.
//!
//! What stands in many texts is matched with some of them. If those go, because they repeat a text
//! that stays, then that text may hold it as well: so it is aligned with what its containers match
//! there.
//!
//! Cost: at most [`MAX_WAYS`] alignments for each text and container.

use crate::passages::align::extend::{Extender, Pair};
use crate::passages::chain::matches::Match;
use crate::passages::pipeline::Road;
use rayon::prelude::*;
use std::cmp::Reverse;

/// Matches of a container that are followed: the longest.
const MAX_WAYS: usize = 16;

/// A text, another, and the share of the tokens of the first that stand in the second.
pub(crate) type Share = (u32, u32, f64);

impl Road<'_> {
    /// What the matches of their containers show of contained texts, given as pairs of a text and
    /// a container. The same pair may be shown several times.
    pub(crate) fn by_way(&self, contained: &[(u32, u32)]) -> Vec<Share> {
        let mut of_text: Vec<(u32, Reverse<usize>, usize)> = Vec::new();
        for (at, one) in self.matches.iter().enumerate() {
            let len = Reverse(one.alignment.matches());
            of_text.extend([(one.texts.0, len, at), (one.texts.1, len, at)]);
        }
        of_text.par_sort_unstable();
        let extender = || Extender::new(self.settings.identity());
        let shares = contained.par_iter().map_init(extender, |extender, (inner, outer)| {
            let Some((token, there)) = self.meeting(*inner, *outer) else { return Vec::new() };
            let from = of_text.partition_point(|(text, ..)| text < outer);
            let ways = of_text[from..].iter().take_while(|(text, ..)| text == outer);
            let ways = ways.map(|(.., at)| &self.matches[*at]);
            let others = ways.filter(|way| !(way.texts.0 == *inner || way.texts.1 == *inner));
            let meetings = others.take(MAX_WAYS).filter_map(|way| onward(way, *outer, there));
            let share = |(third, at)| {
                let (a, b) = (self.texts[*inner as usize], self.texts[third as usize]);
                let pair = Pair { a, b, is_self: false };
                let found = extender.through(pair, token, at);
                (*inner, third, found.matches() as f64 / a.len() as f64)
            };
            meetings.map(share).collect::<Vec<Share>>()
        });
        shares.flatten_iter().collect()
    }

    /// A token of one text and the same of another, in the middle of their longest run.
    fn meeting(&self, one: u32, other: u32) -> Option<(usize, usize)> {
        let texts = (one.min(other), one.max(other));
        let start = self.matches.partition_point(|found| found.texts < texts);
        let found = self.matches[start..].iter().take_while(|found| found.texts == texts);
        let run = found.flat_map(|found| found.alignment.runs()).max_by_key(|run| run.len)?;
        let (a, b) = (run.a + run.len / 2, run.b + run.len / 2);
        Some(if one < other { (a, b) } else { (b, a) })
    }
}

/// The other text of a match, and its token there, if the match holds this token of the one.
fn onward(way: &Match, from: u32, token: usize) -> Option<(u32, usize)> {
    let is_a = way.texts.0 == from;
    let run = way.alignment.runs().iter().find(|run| {
        let start = if is_a { run.a } else { run.b };
        (start..start + run.len).contains(&token)
    })?;
    let other = if is_a { way.texts.1 } else { way.texts.0 };
    let at = if is_a { run.b + (token - run.a) } else { run.a + (token - run.b) };
    (other != from).then_some((other, at))
}
