//! The tokens that retellings cover.

use std::ops::Range;

/// Whether two texts are chained or one with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sides {
    Two,
    /// Both sides of a chain lie in one text and must not overlap.
    One,
}

/// Tokens that belong to a retelling. Cost: a byte a token.
pub(super) struct Taken {
    a: Vec<bool>,
    /// Empty if there is one text.
    b: Vec<bool>,
    sides: Sides,
}

impl Taken {
    pub(super) fn new((a, b): (usize, usize), sides: Sides) -> Self {
        let b = if sides == Sides::Two { b } else { 0 };
        Self { a: vec![false; a], b: vec![false; b], sides }
    }

    fn b(&self) -> &[bool] {
        if self.sides == Sides::Two { &self.b } else { &self.a }
    }

    pub(super) fn any(&self, a: Range<usize>, b: Range<usize>) -> bool {
        self.a[a].contains(&true) || self.b()[b].contains(&true)
    }

    pub(super) fn take(&mut self, a: Range<usize>, b: Range<usize>) {
        self.a[a].fill(true);
        let other = if self.sides == Sides::Two { &mut self.b } else { &mut self.a };
        other[b].fill(true);
    }

    /// Spans widened at both ends by half the mean distance of their anchors, as far as nobody
    /// has taken the tokens: what is told begins before its first anchor and ends after its last.
    /// Anchors strewn evenly leave a whole distance uncovered; half of it claims too little rather
    /// than too much.
    pub(super) fn widen(
        &self,
        (a, b): (Range<usize>, Range<usize>),
        anchors: usize,
    ) -> (Range<usize>, Range<usize>) {
        let (mut wide_a, mut wide_b) = (wide(&a, &self.a, anchors), wide(&b, self.b(), anchors));
        if self.sides == Sides::One && wide_a.end > wide_b.start {
            let middle = a.end.midpoint(b.start);
            (wide_a.end, wide_b.start) = (wide_a.end.min(middle), wide_b.start.max(middle));
        }
        (wide_a, wide_b)
    }
}

fn wide(span: &Range<usize>, taken: &[bool], anchors: usize) -> Range<usize> {
    let by = span.len() / (2 * anchors.max(1));
    let before = taken[..span.start].iter().rev().take(by).take_while(|taken| !**taken);
    let after = taken[span.end..].iter().take(by).take_while(|taken| !**taken);
    span.start - before.count()..span.end + after.count()
}
