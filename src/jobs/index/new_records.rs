//! The records that were new, as they are written.

use crate::base::error::{Error, Result, shown};
use crate::input::parallel::follow::Portion;
use crate::input::place::RecordPlace;
use crate::input::settings::OnError;
use crate::input::sources::inputs::Inputs;
use crate::jobs::dedup::output::{refuse_input, rejected_beside};
use crate::output::sink::{Sink, is_stdout};
use crate::report::records::rejected_line;
use std::path::{Path, PathBuf};

/// Where they go.
pub(super) struct New {
    sink: Sink,
    /// Where records that could not be read are listed, and the list, once there is one.
    rejected: Option<PathBuf>,
    list: Option<Sink>,
    /// What was written last ends a line.
    ended: bool,
    /// The header of a table, until it is written.
    header: Option<Vec<u8>>,
    /// Whoever reads it need not wait for its end.
    is_stdout: bool,
}

impl New {
    pub(super) fn open(path: &Path, on_error: OnError, inputs: &Inputs) -> Result<Self> {
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
        let (sink, header) = (Sink::create(path)?, inputs.header.clone());
        Ok(Self { sink, rejected, list: None, ended: true, header, is_stdout: is_stdout(path) })
    }

    /// Writes a record byte for byte; the first has the header before it.
    pub(super) fn write<R>(&mut self, portion: &Portion<R>, place: RecordPlace) -> Result<()> {
        self.begin()?;
        self.line(portion.bytes(place))
    }

    /// Lists what could not be read.
    pub(super) fn reject<R>(&mut self, portion: &Portion<R>) -> Result<()> {
        let Some(path) = &self.rejected else { return Ok(()) };
        for rejected in &portion.rejected {
            let line = rejected_line(&portion.path, rejected, portion.bytes(rejected.place))?;
            let list = match &mut self.list {
                Some(list) => list,
                none => none.insert(Sink::create(path)?),
            };
            list.write(&line)?;
        }
        Ok(())
    }

    /// Lets a reader of standard output have what was written.
    pub(super) fn flush(&mut self) -> Result<()> {
        if self.is_stdout { self.sink.flush() } else { Ok(()) }
    }

    /// Puts the output under its name.
    pub(super) fn publish(mut self) -> Result<()> {
        self.begin()?;
        if let Some(list) = self.list {
            list.finish()?.publish()?;
        }
        self.sink.finish()?.publish()
    }

    fn begin(&mut self) -> Result<()> {
        match self.header.take() {
            Some(header) => self.line(&header),
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
