//! A table of as many rows as there are documents or texts, to be filled in any order.

use super::rows::Rows;
use super::space::Space;
use crate::base::error::Result;
use bytemuck::Pod;
use memmap2::MmapMut;
use std::io::{self, Read};
use std::marker::PhantomData;

/// Rows that can be written to.
pub(crate) type Slots<T> = Rows<T, MmapMut>;

impl<T: Pod> Slots<T> {
    /// So many rows, all zero.
    pub(crate) fn zeroed(len: usize, space: &Space) -> Result<Self> {
        let bytes = (len * size_of::<T>()) as u64;
        if bytes <= space.for_table() {
            return Ok(vec![T::zeroed(); len].into());
        }
        let mut file = space.file(bytes)?;
        // Written, not only made so long: a full disk is an error here, and a signal later.
        let zeros = io::copy(&mut io::repeat(0).take(bytes), &mut file);
        zeros.map_err(|error| space.failed(error))?;
        // SAFETY: the file has no name, so nothing else can write to it or cut it short.
        let map = unsafe { MmapMut::map_mut(&file) }.map_err(|error| space.failed(error))?;
        Ok(Rows::Mapped(map, PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::memory::Memory;

    #[test]
    fn mapped_slots_are_zero_and_hold() {
        let space = Space::new(Memory::LEAST, None);
        let len = 2 * space.for_table() as usize / 4;
        let mut slots = Slots::<u32>::zeroed(len, &space).unwrap();
        assert!(matches!(slots, Rows::Mapped(..)));
        assert!(slots.iter().all(|slot| *slot == 0));
        slots[len - 1] = 7;
        assert_eq!(slots[len - 1], 7);
    }
}
