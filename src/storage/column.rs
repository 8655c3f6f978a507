//! A column: rows of one size, in memory or mapped.

use super::map::Map;
use super::rows::Rows;
use super::space::Space;
use crate::base::error::Result;
use crate::storage::saved::Saved;
use bytemuck::{Pod, cast_slice};
use std::fs::File;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use xxhash_rust::xxh3::Xxh3;

/// Bytes that are written to a file at once.
const BUFFER: usize = 1 << 20;

/// A column that rows are added to.
pub(crate) struct Growing<T> {
    /// All rows, or those that are not in the file yet.
    rows: Vec<T>,
    file: Option<File>,
    /// Rows in the file.
    written: usize,
    /// Of what is in the file, where somebody else will look at it.
    checksum: Option<Box<Xxh3>>,
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), file: None, written: 0, checksum: None }
    }
}

impl<T: Pod> Growing<T> {
    pub(crate) fn len(&self) -> usize {
        self.written + self.rows.len()
    }

    /// Bytes in memory.
    pub(crate) fn held(&self) -> u64 {
        size_of_val(&self.rows[..]) as u64
    }

    pub(crate) fn push(&mut self, row: T, space: &Space) -> Result<()> {
        self.extend(&[row], space)
    }

    pub(crate) fn extend(&mut self, rows: &[T], space: &Space) -> Result<()> {
        self.rows.extend_from_slice(rows);
        if self.file.is_some() && self.held() >= BUFFER as u64 { self.flush(space) } else { Ok(()) }
    }

    /// From now on in a file.
    pub(crate) fn spill(&mut self, space: &Space) -> Result<()> {
        if self.file.is_none() {
            self.file = Some(space.file(2 * self.held())?);
            self.flush(space)?;
            self.rows.shrink_to(BUFFER / size_of::<T>());
        }
        Ok(())
    }

    fn flush(&mut self, space: &Space) -> Result<()> {
        if let Some(file) = &mut self.file {
            let bytes = cast_slice(&self.rows);
            file.write_all(bytes).map_err(|error| space.failed(error))?;
            self.checksum.iter_mut().for_each(|checksum| checksum.update(bytes));
            self.written += self.rows.len();
            self.rows.clear();
        }
        Ok(())
    }

    /// Goes on in a file that holds so much already; none if it does not.
    pub(super) fn resumed(mut file: File, saved: Saved) -> io::Result<Option<Self>> {
        let len = (saved.rows * size_of::<T>()) as u64;
        if file.metadata()?.len() < len {
            return Ok(None);
        }
        file.set_len(len)?;
        let mut checksum = Box::new(Xxh3::new());
        let mut buffer = vec![0; BUFFER];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                count => checksum.update(&buffer[..count]),
            }
        }
        let good = saved.rows == 0 || checksum.digest() == saved.checksum;
        let (rows, written) = (Vec::new(), saved.rows);
        Ok(good.then_some(Self { rows, file: Some(file), written, checksum: Some(checksum) }))
    }

    /// Writes down all rows, and tells how far the file is good.
    pub(crate) fn save(&mut self, space: &Space) -> Result<Saved> {
        self.flush(space)?;
        let checksum = self.checksum.as_ref().map_or(0, |checksum| checksum.digest());
        Ok(Saved { rows: self.written, checksum })
    }

    /// The column, to be read.
    pub(crate) fn seal(mut self, space: &Space) -> Result<Column<T>> {
        self.flush(space)?;
        let map = self.file.map(|file| Map::spool(&file)).transpose();
        Ok(match map.map_err(|error| space.failed(error))? {
            Some(map) if self.written > 0 => Column::mapped(map),
            _ => self.rows.into(),
        })
    }
}

/// A column that is complete.
pub(crate) type Column<T> = Rows<T, Map>;

impl<T: Pod> Column<T> {
    /// Of a file that holds nothing but rows.
    pub(super) fn mapped(map: Map) -> Self {
        Rows::Mapped(map, PhantomData)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::memory::Memory;

    #[test]
    fn files_hold_what_memory_holds() {
        let space = Space::new(Memory::LEAST, None);
        for spill_at in [0, 1, 700_000, 1_000_000] {
            let mut growing = Growing::default();
            for row in 0..1_000_000u32 {
                if row == spill_at {
                    growing.spill(&space).unwrap();
                }
                growing.push(row, &space).unwrap();
            }
            assert_eq!(growing.len(), 1_000_000);
            let column = growing.seal(&space).unwrap();
            assert!(column.iter().copied().eq(0..1_000_000));
        }
        let mut empty = Growing::<u64>::default();
        empty.spill(&space).unwrap();
        assert!(empty.seal(&space).unwrap().is_empty());
    }
}
