//! The records that were new, as they are written.

use super::documents::Documents;
use crate::base::error::{Error, Result, shown};
use crate::input::place::RecordPlace;
use crate::input::settings::OnError;
use crate::input::sources::inputs::Inputs;
use crate::jobs::dedup::output::{refuse_input, rejected_beside};
use crate::output::sink::{Sink, is_stdout};
use std::path::{Path, PathBuf};

/// Where they go.
pub(crate) struct New {
    sink: Sink,
    /// Where records that could not be read are listed.
    rejected: Option<PathBuf>,
    /// What was written last ends a line.
    ended: bool,
    begun: bool,
}

impl New {
    pub(crate) fn open(path: &Path, on_error: OnError, inputs: &Inputs) -> Result<Self> {
        if inputs.is_whole_files() {
            return Err(Error::settings(format!(
                "whole files are documents here, and {} is one file; give JSON Lines or a table, \
                 make documents of lines or paragraphs with --split, or leave -o out and see \
                 `retold index query`",
                shown(path)
            )));
        }
        if is_stdout(path) && on_error == OnError::Skip {
            return Err(Error::settings(
                "records that are skipped are listed beside the output, which standard output has \
                 no place for; name a file with -o",
            ));
        }
        let rejected = Some(rejected_beside(path)).filter(|_| !is_stdout(path));
        refuse_input(path, inputs)?;
        rejected.as_deref().map_or(Ok(()), |path| refuse_input(path, inputs))?;
        Ok(Self { sink: Sink::create(path)?, rejected, ended: true, begun: false })
    }

    /// Writes a record byte for byte; the first has the header before it.
    pub(crate) fn write(&mut self, documents: &Documents, place: RecordPlace) -> Result<()> {
        self.begin(documents)?;
        self.line(&documents.record(place)?)
    }

    /// Puts the output under its name.
    pub(crate) fn publish(mut self, documents: &Documents) -> Result<()> {
        self.begin(documents)?;
        let mut lines = documents.rejected_lines().peekable();
        if let Some(path) = self.rejected.filter(|_| lines.peek().is_some()) {
            let mut sink = Sink::create(&path)?;
            lines.try_for_each(|line| sink.write(&line?))?;
            sink.finish()?.publish()?;
        }
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
