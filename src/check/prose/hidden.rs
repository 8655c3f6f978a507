//! An element of HTML that is left out, and where it ends.
//!
//! No tree is built: an element that must be ended is over when as many elements of its name have
//! ended as began; one that need not be is over where a sibling begins or its parent ends. So
//! what is not well formed costs no more than what is.

use super::elements::{ends_before, is_block, is_open_ended};

/// An element whose start tag was read.
pub(super) struct Hidden {
    name: Vec<u8>,
    /// How many elements that tell where it ends are open in it.
    inside: usize,
}

impl Hidden {
    pub(super) fn new(name: &[u8]) -> Self {
        Self { name: name.to_vec(), inside: 0 }
    }

    /// Whether the element is over before this start tag.
    pub(super) fn ends_before(&mut self, name: &[u8]) -> bool {
        if self.inside == 0 && ends_before(&self.name, name) {
            return true;
        }
        self.inside += usize::from(self.counts(name));
        false
    }

    /// Whether the element is over with this end tag.
    pub(super) fn ends_with(&mut self, name: &[u8]) -> bool {
        if self.inside == 0 {
            return name == self.name || self.counts(name);
        }
        self.inside -= usize::from(self.counts(name));
        false
    }

    fn counts(&self, name: &[u8]) -> bool {
        if is_open_ended(&self.name) {
            return is_block(name) && !is_open_ended(name);
        }
        name == self.name
    }
}
