//! The bytes of every record, after reading.
//!
//! Large inputs stay mapped, small ones are read again when asked for, and all that came as a
//! stream lies in one spool file. So the memory used does not grow with the input.
//!
//! Cost: 24 bytes a record; to look at one again, a page of memory or, for a small file, opening
//! it.

use super::formats::extract::{Extractor, Plan, Record};
use super::formats::origin::Origins;
use crate::base::error::{Error, Place, Result};
use crate::input::place::RecordPlace;
use crate::input::stamp::Stamp;
use crate::storage::map::Map;
use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Random access to what was read.
#[derive(Debug)]
pub(crate) struct Store {
    pub(super) plan: Plan,
    pub(super) header: Option<Vec<u8>>,
    pub(super) sources: Vec<Stored>,
    pub(super) spool: Option<Map>,
}

/// One input.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) path: PathBuf,
    /// What the file was like when it was opened, if it is one that lasts.
    pub(super) stamp: Option<Stamp>,
    pub(super) kept: Kept,
}

/// Where the bytes of an input are.
#[derive(Debug)]
pub(super) enum Kept {
    /// Nothing was read of it.
    Nowhere,
    Mapped(Arc<Map>),
    /// In the file itself.
    File,
    /// In the spool, from this byte on.
    Spool(u64),
}

impl Stored {
    /// An error if the file is not what it was when it was opened.
    pub(super) fn verify_unchanged(&self) -> Result<()> {
        let Some(stamp) = self.stamp else { return Ok(()) };
        let now = std::fs::metadata(&self.path)
            .map_err(|error| Error::io("read again", &self.path, error))?;
        if Stamp::of(&now) == stamp {
            return Ok(());
        }
        let message = format!(
            "the file changed while it was in use: it had {} bytes, it now has {}; run again when \
             nothing writes to it",
            stamp.size,
            now.len()
        );
        Err(Error::input(message).at(Place { path: self.path.clone(), record: None, offset: None }))
    }
}

impl Store {
    /// The record as it stands in the input, with its line end if it has one.
    pub(crate) fn bytes(&self, place: RecordPlace) -> Result<Cow<'_, [u8]>> {
        if place.len == 0 {
            // Of a stream that failed at once there is nothing, not even a spool.
            return Ok(Cow::Borrowed(&[]));
        }
        let source = self.source(place.source);
        let changed = || self.changed(place);
        match &source.kept {
            Kept::Nowhere => Ok(Cow::Borrowed(&[])),
            Kept::Mapped(map) => slice(map, place.offset, place.len).ok_or_else(changed),
            Kept::Spool(start) => self
                .spool
                .as_ref()
                .and_then(|spool| slice(spool, start + place.offset, place.len))
                .ok_or_else(changed),
            Kept::File => {
                let bytes = read_at(&source.path, place.offset, place.len)
                    .map_err(|error| Error::io("read", &source.path, error))?;
                if bytes.len() as u64 == place.len { Ok(Cow::Owned(bytes)) } else { Err(changed()) }
            }
        }
    }

    /// Replaces `into` by the text of the record, as it was when it was visited.
    pub(crate) fn text(&self, place: RecordPlace, into: &mut String) -> Result<()> {
        into.clear();
        self.look(place, |record| into.push_str(record.text))
    }

    /// Looks at where in the record its text came from, as [`text`](Self::text) gives it.
    ///
    /// All that is read has such a place: members of objects with their escapes, cells with their
    /// doubled quotes, lines and paragraphs without the space around them, files behind their
    /// byte order mark, and UTF-16 by its units.
    pub(crate) fn origins(&self, place: RecordPlace) -> Result<Origins> {
        self.plan.origins(&self.bytes(place)?).ok_or_else(|| self.changed(place))
    }

    /// Whether `record`, in place of one of these, would be read as one record with this text;
    /// lines and paragraphs lose the space around it.
    ///
    /// What was cut out of a record may leave something else: a blank line where there was text,
    /// two paragraphs, a quote that now opens a cell, two halves of a surrogate pair that now
    /// meet.
    pub(crate) fn reads_as(&self, record: &[u8], text: &str) -> bool {
        self.plan.reads_as(record, text)
    }

    /// The name of the record, if it has one.
    pub(crate) fn id(&self, place: RecordPlace) -> Result<Option<String>> {
        self.look(place, |record| record.id.map(str::to_owned))
    }

    /// The path of an input as it was given; `-` for standard input.
    pub(crate) fn path(&self, source: u32) -> &Path {
        &self.source(source).path
    }

    /// The header of the first table, as it stands there.
    pub(crate) fn header(&self) -> Option<&[u8]> {
        self.header.as_deref()
    }

    /// An error if a file is not what it was when it was opened: what was read of it may then be
    /// half old and half new.
    pub(crate) fn verify_unchanged(&self) -> Result<()> {
        self.sources.iter().try_for_each(Stored::verify_unchanged)
    }

    /// For people: where the record stands.
    pub(crate) fn place(&self, place: RecordPlace) -> Place {
        Place {
            path: self.path(place.source).to_owned(),
            record: Some(u64::from(place.number)),
            offset: Some(place.offset),
        }
    }

    fn source(&self, source: u32) -> &Stored {
        &self.sources[source as usize]
    }

    /// Looks at the record as it was visited.
    pub(crate) fn look<T>(
        &self,
        place: RecordPlace,
        look: impl FnOnce(&Record<'_>) -> T,
    ) -> Result<T> {
        let bytes = self.bytes(place)?;
        let (mut look, mut seen) = (Some(look), None);
        Extractor::new(&self.plan).each(&bytes, |_, record| {
            seen = record.ok().and_then(|record| Some(look.take()?(record)));
            ControlFlow::Break(())
        });
        seen.ok_or_else(|| self.changed(place))
    }

    fn changed(&self, place: RecordPlace) -> Error {
        let message =
            "the record is no longer what it was; run again when nothing writes to the file";
        Error::input(message).at(self.place(place))
    }
}

fn slice(bytes: &[u8], offset: u64, len: u64) -> Option<Cow<'_, [u8]>> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(len).ok()?)?;
    bytes.get(start..end).map(Cow::Borrowed)
}

pub(super) fn read_at(path: &Path, offset: u64, len: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(len).read_to_end(&mut bytes)?;
    Ok(bytes)
}
