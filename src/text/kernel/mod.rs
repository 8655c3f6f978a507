//! Finding units: the first pass over the text.
//!
//! A *unit* is a piece of text that nothing reaches out of, no folding, composition or reordering:
//! it ends at separators, and before and after the letters of scripts without spaces. Nearly
//! every unit is a token as it stands, once ASCII capitals are folded. The few others are *odd*:
//! something in them folds, may compose or change places, or they begin with a mark or with a
//! digit beyond ASCII. Those the second pass looks at character by character.
//!
//! The kernels look at a block of some 64 bytes at once: [`block`] says what they find out of its
//! bytes, and how units follow from that. [`scalar`] is the twin that all are tested against.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod block;
mod scalar;
#[cfg(test)]
mod tests;

use super::hash::PADDING;
use std::sync::OnceLock;

/// How the hot loop runs on this machine: a value of it shows that the machine can. For benches;
/// no part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Which);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// Those that this machine runs, best last.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Kernel(Which::Scalar)];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(avx2::detected().then_some(Kernel(Which::Avx2)));
            all.extend(avx512::detected().then_some(Kernel(Which::Avx512)));
        }
        all
    }

    /// The fastest that this machine runs.
    #[inline]
    pub fn detect() -> Self {
        static DETECTED: OnceLock<Kernel> = OnceLock::new();
        *DETECTED.get_or_init(|| Self::all().pop().unwrap_or(Kernel(Which::Scalar)))
    }

    /// The machine has AVX-512 with F, BW, DQ, VBMI and VBMI2.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    pub(crate) fn has_avx512(self) -> bool {
        self.0 == Which::Avx512
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self.0 {
            Which::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Which::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Which::Avx512 => "avx512",
        }
    }

    /// Replaces the contents of `units` by the units of `text`.
    #[inline]
    pub(crate) fn scan(self, text: &str, units: &mut Units) {
        units.clear_for(text);
        match self.0 {
            Which::Scalar => scalar::scan(text, units),
            // SAFETY: this variant is made by `all` alone, and only where its features are found.
            #[cfg(target_arch = "x86_64")]
            Which::Avx2 => unsafe { avx2::scan(text, units) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Which::Avx512 => unsafe { avx512::scan(text, units) },
        }
        units.folded[text.len()..text.len() + PADDING].fill(0);
    }
}

/// Offsets or places that a kernel writes a block of at a time.
const ROOM: usize = 64;

/// What the first pass leaves of a window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    folded: Vec<u8>,
    starts: Offsets,
    ends: Offsets,
    odd: Vec<u32>,
}

impl Units {
    fn clear_for(&mut self, text: &str) {
        debug_assert!(u32::try_from(text.len()).is_ok());
        let room = text.len() + 2 * ROOM;
        if self.folded.len() < room {
            self.folded.resize(room, 0);
        }
        self.starts.clear_for(room);
        self.ends.clear_for(room);
        self.odd.clear();
    }

    /// The text with ASCII capitals folded, and padding.
    pub(crate) fn folded(&self) -> &[u8] {
        &self.folded
    }

    /// Where each unit starts.
    pub(crate) fn starts(&self) -> &[u32] {
        self.starts.as_slice()
    }

    /// Where each unit ends, in the same order.
    pub(crate) fn ends(&self) -> &[u32] {
        self.ends.as_slice()
    }

    /// Which units are odd, in order.
    pub(crate) fn odd(&self) -> &[u32] {
        &self.odd
    }

    /// The unit of this number is odd.
    fn push_odd(&mut self, unit: u32) {
        if self.odd.last() != Some(&unit) {
            self.odd.push(unit);
        }
    }
}

/// A list of offsets that grows by up to [`ROOM`] at a time.
#[derive(Clone, Debug, Default)]
struct Offsets {
    /// Longer than what is in use.
    offsets: Vec<u32>,
    len: usize,
}

impl Offsets {
    fn clear_for(&mut self, room: usize) {
        self.len = 0;
        if self.offsets.len() < room {
            self.offsets.resize(room, 0);
        }
    }

    fn as_slice(&self) -> &[u32] {
        &self.offsets[..self.len]
    }

    #[inline(always)]
    fn push(&mut self, offset: u32) {
        self.offsets[self.len] = offset;
        self.len += 1;
    }
}
