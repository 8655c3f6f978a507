//! Finding runs of word bytes: the first pass over the text.
//!
//! A *word byte* is an ASCII letter or digit, or any byte of a non-ASCII character (those are
//! looked at again, one by one, by the second pass). The kernel writes the text with ASCII
//! capitals folded, and the *edges*: the offsets where runs of word bytes start and end, in turn.
//!
//! ```text
//! word  = letter | digit | (byte >= 0x80)      one bit a byte
//! edges = word ^ (word << 1 | last bit before)  starts and ends, alternating
//! ```

#[cfg(target_arch = "x86_64")]
#[path = "kernel_avx2.rs"]
mod avx2;

/// The implementations, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Kernel {
    /// The fastest that this machine runs.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            return Kernel::Avx2;
        }
        Kernel::Scalar
    }

    /// Writes `text` folded and its edges, in place of what the buffers held; a run that is open
    /// at the end is closed there.
    pub(crate) fn scan(self, text: &[u8], folded: &mut Vec<u8>, edges: &mut Vec<u32>) {
        debug_assert!(u32::try_from(text.len()).is_ok());
        folded.clear();
        edges.clear();
        let open = match self {
            Kernel::Scalar => scan_scalar(text, 0, false, folded, edges),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this variant is made by `detect` alone, and only where AVX2 is found.
            Kernel::Avx2 => unsafe { avx2::scan(text, folded, edges) },
        };
        if open {
            edges.push(text.len() as u32);
        }
        folded.extend([0; super::hash::PADDING]);
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The twin of every kernel, and their tail: scans from `from` on, in a run if `open`; tells
/// whether a run is open at the end.
fn scan_scalar(
    text: &[u8],
    from: usize,
    mut open: bool,
    folded: &mut Vec<u8>,
    edges: &mut Vec<u32>,
) -> bool {
    for (i, byte) in text.iter().enumerate().skip(from) {
        folded.push(byte.to_ascii_lowercase());
        if is_word(*byte) != open {
            open = !open;
            edges.push(i as u32);
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(kernel: Kernel, text: &[u8]) -> (Vec<u8>, Vec<u32>) {
        let (mut folded, mut edges) = (vec![1; 9], vec![7; 3]);
        kernel.scan(text, &mut folded, &mut edges);
        (folded, edges)
    }

    #[test]
    fn edges_of_a_line() {
        let (folded, edges) = scan(Kernel::Scalar, b"The 2nd \xC3\x89t\xC3\xA9");
        assert!(folded.starts_with(b"the 2nd \xC3\x89t\xC3\xA9"));
        assert_eq!(edges, [0, 3, 4, 7, 8, 13]);
    }

    proptest! {
        #[test]
        fn every_kernel_equals_the_scalar(text in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(scan(Kernel::detect(), &text), scan(Kernel::Scalar, &text));
        }

        #[test]
        fn wordy_text_too(text in "[a-zA-Z0-9 ,.é’]{0,300}") {
            let text = text.as_bytes();
            prop_assert_eq!(scan(Kernel::detect(), text), scan(Kernel::Scalar, text));
        }
    }
}
