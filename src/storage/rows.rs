//! Rows of one size, in memory or in a mapped file: what columns and slots have in common.

use bytemuck::{Pod, cast_slice, cast_slice_mut};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// Rows that are held, or mapped by an `M`.
#[derive(Debug)]
pub(crate) enum Rows<T, M> {
    Held(Vec<T>),
    /// A file that holds nothing but rows.
    Mapped(M, PhantomData<T>),
}

impl<T, M> From<Vec<T>> for Rows<T, M> {
    fn from(rows: Vec<T>) -> Self {
        Rows::Held(rows)
    }
}

impl<T: Pod, M: Deref<Target = [u8]>> Deref for Rows<T, M> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Rows::Held(rows) => rows,
            // Maps begin at a page, and only whole rows are written.
            Rows::Mapped(map, _) => cast_slice(map),
        }
    }
}

impl<T: Pod, M: DerefMut<Target = [u8]>> DerefMut for Rows<T, M> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Rows::Held(rows) => rows,
            Rows::Mapped(map, _) => cast_slice_mut(map),
        }
    }
}
