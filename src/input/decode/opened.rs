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
        Self::begun(start, raw, max_ratio)
    }

    /// Opens a stream that may have no end, and waits for its first line only.
    #[cfg(feature = "index")]
    pub(crate) fn following(
        mut raw: Box<dyn Read + Send>,
        max_ratio: u64,
        path: &Path,
    ) -> std::result::Result<Self, Flaw> {
        let mut start = Vec::new();
        let mut byte = [0];
        while start.len() < sniff::HEAD && !start.contains(&b'\n') && sniff::codec(&start).is_none()
        {
            match raw.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => start.push(byte[0]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Flaw::unreadable(Error::io("read", path, error))),
            }
        }
        let opened = Self::begun(start, raw, max_ratio)?;
        Ok(Self { stream: opened.stream.eager(), ..opened })
    }

    fn begun(
        start: Vec<u8>,
        raw: Box<dyn Read + Send>,
        max_ratio: u64,
    ) -> std::result::Result<Self, Flaw> {
        let codec = sniff::codec(&start);
        if codec.is_none() {
            sniff::refuse_others(&start)?;
        }
        let stream = Stream::new(Cursor::new(start).chain(raw), codec, max_ratio)?;
        Ok(Self { stream, head: Buffer::default(), flaw: None, codec })
    }

    /// Reads ahead until the head has `size` bytes, or a line of an eager stream; tells whether more
    /// may come.
    pub(crate) fn look(&mut self, size: usize, path: &Path) -> bool {
        if self.stream.is_eager() {
            return self.look_at_line(size, path);
        }
        if self.head.len() < size && self.flaw.is_none() {
            self.flaw = self.stream.grow(size, &mut self.head, path).err();
        }
        self.head.len() >= size
    }

    fn look_at_line(&mut self, size: usize, path: &Path) -> bool {
        while self.flaw.is_none() {
            match self.stream.grow(size.max(self.head.len() + 1), &mut self.head, path) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(flaw) => self.flaw = Some(flaw),
            }
            if self.head.len() >= size || self.head.trim_ascii_start().contains(&b'\n') {
                return true;
            }
        }
        false
    }
}

/// A header, as it stands in a file.
pub(crate) type Header = Vec<u8>;
