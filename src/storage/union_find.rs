//! Disjoint sets (Tarjan 1975): union by root number, path halving.

use super::slots::Slots;
use super::space::Space;
use crate::base::error::Result;
use rayon::prelude::*;

/// A forest over the numbers below its size. The root of a set is its lowest member, so that the
/// outcome does not depend on the order of joins.
#[derive(Debug)]
pub(crate) struct UnionFind {
    parents: Slots<u32>,
}

impl UnionFind {
    pub(crate) fn new(size: usize) -> Self {
        Self { parents: (0..size as u32).collect::<Vec<u32>>().into() }
    }

    /// In a file, if there are too many numbers for memory.
    pub(crate) fn apart(size: usize, space: &Space) -> Result<Self> {
        let mut parents = Slots::zeroed(size, space)?;
        parents.par_iter_mut().enumerate().for_each(|(i, parent)| *parent = i as u32);
        Ok(Self { parents })
    }

    /// As it was.
    pub(crate) fn of_parents(parents: &[u32], space: &Space) -> Result<Self> {
        let mut own = Slots::zeroed(parents.len(), space)?;
        own.copy_from_slice(parents);
        Ok(Self { parents: own })
    }

    /// What [`of_parents`](Self::of_parents) takes.
    pub(crate) fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// The lowest member of the set. Without writing, so that threads can ask at once.
    pub(crate) fn root(&self, mut of: usize) -> usize {
        while self.parents[of] as usize != of {
            of = self.parents[of] as usize;
        }
        of
    }

    pub(crate) fn connected(&self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.halve(a), self.halve(b));
        self.parents[a.max(b)] = a.min(b) as u32;
    }

    fn halve(&mut self, mut of: usize) -> usize {
        while self.parents[of] as usize != of {
            let grandparent = self.parents[self.parents[of] as usize];
            self.parents[of] = grandparent;
            of = grandparent as usize;
        }
        of
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_relabelling(joins in prop::collection::vec((0usize..30, 0usize..30), 0..40)) {
            let mut forest = UnionFind::new(30);
            let mut labels: Vec<usize> = (0..30).collect();
            for (a, b) in joins {
                forest.join(a, b);
                let (from, to) = (labels[a].max(labels[b]), labels[a].min(labels[b]));
                labels.iter_mut().filter(|label| **label == from).for_each(|label| *label = to);
            }
            for (i, label) in labels.iter().enumerate() {
                prop_assert_eq!(forest.root(i), *label);
            }
        }
    }
}
