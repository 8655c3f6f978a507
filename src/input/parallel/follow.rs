//! Reading records as they come, in order and in memory that does not grow: also from a pipe that
//! stays open.
//!
//! A thread of its own reads, and holds [`HELD`] pieces until they are wanted. It cannot be stopped
//! while it waits for a pipe, so nobody waits for it: it ends with the next piece.

use super::feed::Work;
use super::merge::refused;
use super::pieces::{Piece, Pieces};
use super::run::small_file;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::{Stage, Watch};
use crate::input::decode::buffer::Buffer;
use crate::input::formats::extract::{Extractor, Plan, Record};
use crate::input::place::RecordPlace;
use crate::input::reject::{Flaw, Rejected};
use crate::input::settings::OnError;
use crate::input::sources::inputs::{Inputs, at_file};
use crate::input::store::{Kept, Stored, read_at};
use crate::storage::map::Map;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Pieces that are read ahead.
const HELD: usize = 32;

/// How long it takes to notice that a run is to stop.
const NOTICED: Duration = Duration::from_millis(50);

/// Records that came together, of one input.
pub(crate) struct Portion<R> {
    pub(crate) path: PathBuf,
    /// What was made of each record.
    pub(crate) rows: Vec<(RecordPlace, R)>,
    pub(crate) rejected: Vec<Rejected>,
    /// Bytes on disk used for it.
    pub(crate) disk: u64,
    bytes: Bytes,
    /// Where the bytes begin in the input.
    offset: u64,
}

/// Whole records.
enum Bytes {
    None,
    Mapped(Arc<Map>, Range<usize>),
    Stream(Buffer),
    /// A small file, and where its records begin.
    File(Vec<u8>, usize),
}

impl Bytes {
    /// The bytes of what is no record, where they can be had again.
    fn of_flaw(stored: &Stored, offset: u64, len: u64) -> Self {
        let range = usize::try_from(offset).ok().zip(usize::try_from(len).ok());
        match (&stored.kept, range) {
            (Kept::Mapped(map), Some((start, len))) => {
                let end = start.saturating_add(len).min(map.len());
                Self::Mapped(Arc::clone(map), start.min(end)..end)
            }
            (Kept::File, Some(_)) => {
                read_at(&stored.path, offset, len).map_or(Self::None, |bytes| Self::File(bytes, 0))
            }
            _ => Self::None,
        }
    }

    fn all(&self) -> &[u8] {
        match self {
            Bytes::None => &[],
            Bytes::Mapped(map, range) => &map[range.clone()],
            Bytes::Stream(buffer) => buffer,
            Bytes::File(bytes, start) => &bytes[*start..],
        }
    }
}

impl<R> Portion<R> {
    /// The bytes of one of its records, with the line end; none of what a stream had that was
    /// no record.
    pub(crate) fn bytes(&self, place: RecordPlace) -> &[u8] {
        let all = self.bytes.all();
        let start = usize::try_from(place.offset.saturating_sub(self.offset)).unwrap_or(all.len());
        let len = usize::try_from(place.len).unwrap_or(usize::MAX);
        let start = start.min(all.len());
        &all[start..start.saturating_add(len).min(all.len())]
    }
}

enum Message<R> {
    Portion(Portion<R>),
    End(Result<()>),
}

/// Records that are being read.
pub(crate) struct Following<R> {
    portions: Receiver<Message<R>>,
    /// What was met in the search for what is ready.
    end: Option<Result<()>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl<R: Send + 'static> Following<R> {
    /// Begins to read. `visit` gets the path of the input and the number of the record in it.
    pub(crate) fn start(
        inputs: Inputs,
        visit: impl Fn(&Path, u32, &Record<'_>) -> R + Send + 'static,
    ) -> Result<Self> {
        let (to, portions) = sync_channel(HELD);
        let stop = Arc::<AtomicBool>::default();
        let stopped = Arc::clone(&stop);
        let read = move || {
            let end = run(inputs, &visit, &stopped, &to);
            // If nobody wants it any more, nobody has to know.
            let _ = to.send(Message::End(end));
        };
        let thread = std::thread::Builder::new().name("retold read".to_owned()).spawn(read);
        let thread = thread.map_err(|error| {
            Error::new(ErrorKind::Io, format!("cannot start a thread that reads: {error}"))
        })?;
        Ok(Self { portions, end: None, stop, thread: Some(thread) })
    }

    /// The next records, once they are there; nothing at the end.
    pub(crate) fn next(&mut self, watch: Watch<'_>) -> Result<Option<Portion<R>>> {
        loop {
            watch.advance(Stage::Read, 0)?;
            if let Some(end) = self.end.take() {
                return end.map(|()| None);
            }
            match self.portions.recv_timeout(NOTICED) {
                Ok(Message::Portion(portion)) => return Ok(Some(portion)),
                Ok(Message::End(end)) => self.end = Some(end),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.end = Some(self.gone()),
            }
        }
    }

    /// The next records, if they are there.
    pub(crate) fn ready(&mut self) -> Option<Portion<R>> {
        match self.portions.try_recv().ok()? {
            Message::Portion(portion) => Some(portion),
            Message::End(end) => {
                self.end = Some(end);
                None
            }
        }
    }

    /// The thread ended without a word.
    fn gone(&mut self) -> Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            _ => Ok(()),
        }
    }
}

impl<R> Drop for Following<R> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn run<R>(
    inputs: Inputs,
    visit: &impl Fn(&Path, u32, &Record<'_>) -> R,
    stop: &AtomicBool,
    to: &SyncSender<Message<R>>,
) -> Result<()> {
    let Inputs { sources, settings, plan, .. } = inputs;
    let mut pieces = Pieces::new(sources, &settings, &plan, stop).following();
    let mut reading =
        Reading { extractor: Extractor::new(&plan), on_error: settings.on_error, records: 0 };
    let mut checked = 0;
    while let Some(piece) = pieces.next() {
        // What is behind an input was read to its end.
        let source = piece.source as usize;
        if source > checked {
            pieces.stored[checked..source].iter().try_for_each(|one| one.verify_unchanged())?;
            (checked, reading.records) = (source, 0);
        }
        let (portion, error) = reading.portion(piece, &pieces.stored[source], &plan, visit)?;
        if to.send(Message::Portion(portion)).is_err() {
            return Ok(());
        }
        if let Some(error) = error {
            return Err(error);
        }
    }
    pieces.stored[checked..].iter().try_for_each(|one| one.verify_unchanged())
}

struct Reading<'p> {
    extractor: Extractor<'p>,
    on_error: OnError,
    /// Records of the input so far.
    records: u32,
}

impl Reading<'_> {
    /// What a piece of `stored` holds, and why there is no more.
    fn portion<R>(
        &mut self,
        piece: Piece,
        stored: &Stored,
        plan: &Plan,
        visit: &impl Fn(&Path, u32, &Record<'_>) -> R,
    ) -> Result<(Portion<R>, Option<Error>)> {
        let Piece { source, mut offset, disk, work, .. } = piece;
        let (bytes, flaw) = match work? {
            Work::Mapped(map, range) => (Bytes::Mapped(map, range), None),
            Work::Owned(buffer) => (Bytes::Stream(buffer), None),
            Work::File { path, size, header } => match small_file(&path, size, header, plan) {
                Ok((bytes, start)) => {
                    offset = start as u64;
                    (Bytes::File(bytes, start), None)
                }
                Err((flaw, len)) => (Bytes::None, Some((flaw, len, false))),
            },
            Work::Flawed { flaw, len, record } => (Bytes::None, Some((flaw, len, record))),
        };
        let (rows, rejected, path) = (Vec::new(), Vec::new(), stored.path.clone());
        let mut portion = Portion { path, rows, rejected, disk, bytes: Bytes::None, offset };
        if let Some((flaw, len, record)) = flaw {
            portion.bytes = Bytes::of_flaw(stored, offset, len);
            self.records = self.records.saturating_add(1);
            let place = RecordPlace { source, number: self.records, offset, len };
            let error = note(self.on_error, &mut portion, place, flaw, record);
            return Ok((portion, error));
        }
        let error = self.records(bytes.all(), source, &mut portion, visit);
        portion.bytes = bytes;
        Ok((portion, error))
    }

    fn records<R>(
        &mut self,
        bytes: &[u8],
        source: u32,
        portion: &mut Portion<R>,
        visit: &impl Fn(&Path, u32, &Record<'_>) -> R,
    ) -> Option<Error> {
        let (records, on_error) = (&mut self.records, self.on_error);
        let mut error = None;
        self.extractor.each(bytes, |range, record| {
            let Some(number) = records.checked_add(1) else {
                let many = Error::input("more than 4294967295 records in one input; split it");
                error = Some(at_file(many, portion.path.clone()));
                return ControlFlow::Break(());
            };
            *records = number;
            let (offset, len) = (portion.offset + range.start as u64, range.len() as u64);
            let place = RecordPlace { source, number, offset, len };
            match record {
                Ok(record) => portion.rows.push((place, visit(&portion.path, number, record))),
                Err(flaw) => error = note(on_error, portion, place, flaw, true),
            }
            if error.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        error
    }
}

/// Notes what cannot be used, or says why there is no more.
fn note<R>(
    on_error: OnError,
    portion: &mut Portion<R>,
    place: RecordPlace,
    flaw: Flaw,
    record: bool,
) -> Option<Error> {
    match refused(on_error, flaw, place, record, || portion.path.clone()) {
        Ok(rejected) => {
            portion.rejected.push(rejected);
            None
        }
        Err(error) => Some(error),
    }
}
