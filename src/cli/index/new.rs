//! The records that were new, as they are written.

use super::documents::Documents;
use crate::error::shown;
use crate::job::refuse_input;
use crate::read::{Inputs, RecordPlace};
use crate::write::Sink;
use crate::{Error, Result};
use std::path::Path;

/// Where they go.
pub(super) struct New {
    sink: Sink,
    /// What was written last ends a line.
    ended: bool,
    begun: bool,
}

impl New {
    pub(super) fn open(path: &Path, inputs: &Inputs) -> Result<Self> {
        if inputs.is_whole_files() {
            return Err(Error::settings(format!(
                "whole files are documents here, and {} is one file; give JSON Lines or a table, \
                 make documents of lines or paragraphs with --split, or leave -o out and see \
                 `retold index query`",
                shown(path)
            )));
        }
        refuse_input(path, inputs)?;
        Ok(Self { sink: Sink::create(path)?, ended: true, begun: false })
    }

    /// Writes a record byte for byte; the first has the header before it.
    pub(super) fn write(&mut self, documents: &Documents, place: RecordPlace) -> Result<()> {
        self.begin(documents)?;
        self.line(&documents.record(place)?)
    }

    /// Puts the output under its name.
    pub(super) fn publish(mut self, documents: &Documents) -> Result<()> {
        self.begin(documents)?;
        self.sink.finish()?.publish()
    }

    fn begin(&mut self, documents: &Documents) -> Result<()> {
        match documents.header().filter(|_| !std::mem::replace(&mut self.begun, true)) {
            Some(header) => self.line(header),
            None => Ok(()),
        }
    }

    /// The last record of a file may lack its line end; what follows needs one.
    fn line(&mut self, bytes: &[u8]) -> Result<()> {
        if !std::mem::replace(&mut self.ended, bytes.ends_with(b"\n")) {
            self.sink.write(b"\n")?;
        }
        self.sink.write(bytes)
    }
}
