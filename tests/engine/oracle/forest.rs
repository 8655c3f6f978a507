//! Connected components, the shortest way.

#[derive(Debug)]
pub(crate) struct Forest(Vec<usize>);

impl Forest {
    pub(crate) fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    pub(crate) fn root(&mut self, of: usize) -> usize {
        let mut root = of;
        while self.0[root] != root {
            root = self.0[root];
        }
        self.0[of] = root;
        root
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The components of two and more members, sorted.
    pub(crate) fn components(mut self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.0.len()];
        for i in 0..self.0.len() {
            members[self.root(i)].push(i);
        }
        members.retain(|component| component.len() > 1);
        members
    }
}
