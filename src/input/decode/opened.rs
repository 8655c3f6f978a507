//! A source that was opened, and the header of its table.

use crate::base::error::Error;
use crate::input::decode::buffer::Buffer;
use crate::input::decode::decoder::Stream;
use crate::input::reject::Flaw;
use crate::input::sniff::{self, Codec};
use std::io::{Cursor, Read};
use std::path::Path;

/// A stream of which a part was read ahead.
pub(crate) struct Opened {
    pub(crate) stream: Stream,
    pub(crate) head: Buffer,
    /// What was met after the head.
    pub(crate) flaw: Option<Flaw>,
    pub(crate) codec: Option<Codec>,
}

impl Opened {
    pub(crate) fn new(
        mut raw: Box<dyn Read + Send>,
        max_ratio: u64,
        path: &Path,
    ) -> std::result::Result<Self, Flaw> {
        let mut start = Vec::new();
        raw.by_ref()
            .take(sniff::HEAD as u64)
            .read_to_end(&mut start)
            .map_err(|error| Flaw::unreadable(Error::io("read", path, error)))?;
        let codec = sniff::codec(&start);
        if codec.is_none() {
            sniff::refuse_others(&start)?;
        }
        let stream = Stream::new(Cursor::new(start).chain(raw), codec, max_ratio)?;
        Ok(Self { stream, head: Buffer::default(), flaw: None, codec })
    }

    /// Reads ahead until the head has `size` bytes; tells whether it has.
    pub(crate) fn look(&mut self, size: usize, path: &Path) -> bool {
        if self.head.len() < size && self.flaw.is_none() {
            self.flaw = self.stream.grow(size, &mut self.head, path).err();
        }
        self.head.len() >= size
    }
}

/// A header, as it stands in a file.
pub(crate) type Header = Vec<u8>;
