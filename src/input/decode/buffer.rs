//! Bytes that take what is left of those before in front of them without being moved.

use std::ops::Deref;

/// Bytes with some room before the first.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    start: usize,
}

impl Buffer {
    /// Room for `size` bytes, and for the part of a record in front of them.
    pub(super) fn with_room(size: usize) -> Self {
        let start = size / 16;
        let mut bytes = Vec::with_capacity(start.saturating_add(size));
        bytes.resize(start, 0);
        Self { bytes, start }
    }

    /// What the buffer grows by.
    pub(super) fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Adds what comes next; the longer of the two is not moved if there is room before it.
    pub(super) fn append(&mut self, mut next: Buffer) {
        if self.len() > next.start {
            self.bytes.extend_from_slice(&next);
            return;
        }
        next.start -= self.len();
        next.bytes[next.start..next.start + self.len()].copy_from_slice(self);
        *self = next;
    }

    /// Leaves what is behind the first `count` bytes, and returns these.
    pub(crate) fn take(&mut self, count: usize) -> Buffer {
        let rest = Buffer { bytes: self[count..].to_vec(), start: 0 };
        let mut taken = std::mem::replace(self, rest);
        taken.bytes.truncate(taken.start + count);
        taken
    }

    /// Drops the first `count` bytes.
    pub(crate) fn skip(&mut self, count: usize) {
        self.start += count.min(self.len());
        if self.is_empty() {
            self.bytes.clear();
            self.start = 0;
        }
    }
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, start: 0 }
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Append(usize, Vec<u8>),
        End(Vec<u8>),
        Take(prop::sample::Index),
        Skip(prop::sample::Index),
    }

    fn step() -> impl Strategy<Value = Step> {
        let bytes = || prop::collection::vec(any::<u8>(), 0..20);
        prop_oneof![
            (0usize..200, bytes()).prop_map(|(room, bytes)| Step::Append(room, bytes)),
            bytes().prop_map(Step::End),
            any::<prop::sample::Index>().prop_map(Step::Take),
            any::<prop::sample::Index>().prop_map(Step::Skip),
        ]
    }

    proptest! {
        #[test]
        fn it_holds_what_a_list_of_bytes_would(steps in prop::collection::vec(step(), 0..30)) {
            let (mut buffer, mut plain) = (Buffer::default(), Vec::new());
            for step in steps {
                match step {
                    Step::Append(room, bytes) => {
                        let mut next = Buffer::with_room(room);
                        next.end().extend_from_slice(&bytes);
                        buffer.append(next);
                        plain.extend_from_slice(&bytes);
                    }
                    Step::End(bytes) => {
                        buffer.end().extend_from_slice(&bytes);
                        plain.extend_from_slice(&bytes);
                    }
                    Step::Take(count) => {
                        let count = count.index(plain.len() + 1);
                        let taken: Vec<u8> = plain.drain(..count).collect();
                        prop_assert_eq!(&*buffer.take(count), taken.as_slice());
                    }
                    Step::Skip(count) => {
                        let count = count.index(plain.len() + 1);
                        drop(plain.drain(..count));
                        buffer.skip(count);
                    }
                }
                prop_assert_eq!(&*buffer, plain.as_slice());
            }
        }
    }
}
