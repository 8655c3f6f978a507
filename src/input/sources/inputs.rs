//! The inputs of a run: found, looked at, and agreed on a format.
//!
//! Cost: each file is opened once and its first bytes read, in parallel; nothing stays open but
//! streams.

use super::walk::{self, Found, What};
use crate::base::error::{Error, ErrorKind, Place, Result, shown};
use crate::input::decode::opened::{Header, Opened};
use crate::input::formats::extract::Plan;
use crate::input::reject::Flaw;
use crate::input::settings::{Format, OnError, ReadSettings, Split};
use crate::input::sniff::{self, Codec};
use crate::input::stamp::Stamp;
use rayon::prelude::*;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How much text tells a format that the name does not.
const SAMPLE: usize = 64 << 10;

/// Inputs that are ready to be read.
pub(crate) struct Inputs {
    pub(crate) sources: Vec<Source>,
    pub(crate) settings: ReadSettings,
    pub(crate) plan: Plan,
    pub(crate) header: Option<Vec<u8>>,
    format: Format,
}

/// How a stream is begun.
type Begin = fn(Box<dyn Read + Send>, u64, &Path) -> std::result::Result<Opened, Flaw>;

/// One input.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) stamp: Option<Stamp>,
    pub(crate) origin: Origin,
    /// The length of the header of a table.
    pub(crate) header: u64,
}

pub(crate) enum Origin {
    /// A regular file.
    Plain,
    /// A compressed regular file.
    Packed(Codec),
    /// A pipe, device or standard input, opened.
    Stream(Box<Opened>),
    Broken(Flaw),
}

impl Inputs {
    /// Plain text, cut in whatever way.
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    /// JSON Lines.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::JsonLines
    }

    /// Every file is a document.
    pub(crate) fn is_whole_files(&self) -> bool {
        self.is_text() && self.settings.split == Split::File
    }

    /// Finds the files of `paths` and looks at each.
    pub(crate) fn open(paths: &[PathBuf], settings: ReadSettings) -> Result<Self> {
        Self::look(paths, settings, Opened::new)
    }

    /// As [`open`](Self::open), for reading them as they come: a stream may have no end, and its
    /// first line is all that is waited for.
    #[cfg(feature = "index")]
    pub(crate) fn open_following(paths: &[PathBuf], settings: ReadSettings) -> Result<Self> {
        Self::look(paths, settings, Opened::following)
    }

    fn look(paths: &[PathBuf], settings: ReadSettings, begin: Begin) -> Result<Self> {
        let found = walk::discover(paths, settings.format)?;
        let looks: Vec<_> =
            found.into_par_iter().map(|found| Look::at(found, &settings, begin)).collect();
        let mut sources = Vec::with_capacity(looks.len());
        let mut agreed = Agreed::default();
        for look in looks {
            agreed.add(&look)?;
            match look.source {
                Source { origin: Origin::Broken(flaw), path, .. }
                    if settings.on_error == OnError::Fail =>
                {
                    return Err(at_file(flaw.error, path));
                }
                source => sources.push(source),
            }
        }
        let format = settings.format.or(agreed.format).unwrap_or(Format::Text);
        let (plan, header) = match format {
            Format::JsonLines | Format::Text => (Plan::json_or_text(format, &settings), None),
            Format::Csv | Format::Tsv => table_plan(agreed.table, format, &settings)?,
        };
        Ok(Self { sources, settings, plan, header, format })
    }

    /// The size of all inputs on disk; not known if there is a stream among them.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        let size = |source: &Source| match &source.origin {
            Origin::Broken(_) => Some(0),
            _ => source.stamp.map(|stamp| stamp.size),
        };
        self.sources.iter().map(size).sum()
    }

    /// The size of all inputs, where none is compressed or a stream.
    pub(crate) fn plain_bytes(&self) -> Option<u64> {
        let plain = |source: &Source| matches!(source.origin, Origin::Plain);
        self.sources.iter().all(plain).then(|| self.total_bytes())?
    }

    /// All inputs, in order, each with what it is like, if it is a file that lasts.
    pub(crate) fn stamps(&self) -> impl Iterator<Item = (&Path, Option<impl std::fmt::Display>)> {
        self.sources.iter().map(|source| (source.path.as_path(), source.stamp))
    }

    /// The paths of all inputs, in order.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }
}

/// An error about a whole file; one of the system names it already.
pub(crate) fn at_file(error: Error, path: PathBuf) -> Error {
    match error.kind() {
        ErrorKind::Io => error,
        _ => error.at(Place { path, record: None, offset: None }),
    }
}

#[cfg(feature = "tables")]
fn table_plan(
    table: Option<(PathBuf, Header)>,
    format: Format,
    settings: &ReadSettings,
) -> Result<(Plan, Option<Header>)> {
    use crate::input::formats::table::Columns;
    // Without any header there are no rows either.
    let Some((path, header)) = table else {
        return Ok((Plan::json_or_text(format, settings), None));
    };
    let columns = Columns::of(&header, format, settings).map_err(|error| at_file(error, path))?;
    Ok((Plan::rows(columns, settings), Some(header)))
}

#[cfg(not(feature = "tables"))]
fn table_plan(
    _: Option<(PathBuf, Header)>,
    format: Format,
    _: &ReadSettings,
) -> Result<(Plan, Option<Header>)> {
    Err(Error::settings(format!(
        "this build cannot read {}: it was made without the feature `tables`",
        format.name()
    )))
}

/// What all files have in common so far.
#[derive(Default)]
struct Agreed {
    format: Option<Format>,
    first: PathBuf,
    table: Option<(PathBuf, Header)>,
}

impl Agreed {
    fn add(&mut self, look: &Look) -> Result<()> {
        let path = &look.source.path;
        if let Some(format) = look.format {
            let agreed = *self.format.get_or_insert_with(|| {
                self.first.clone_from(path);
                format
            });
            if agreed != format {
                return Err(Error::input(format!(
                    "all inputs of a run must have one format, but {} is {} and {} is {}; \
                     give one of them, or tell the format of both with --input-format",
                    shown(&self.first),
                    agreed.name(),
                    shown(path),
                    format.name()
                )));
            }
        }
        #[cfg(feature = "tables")]
        if let (Some(header), Some(format)) = (&look.header, look.format) {
            let (first, agreed) = self.table.get_or_insert_with(|| (path.clone(), header.clone()));
            crate::input::formats::table::same_header((first, agreed), (path, header), format)?;
        }
        Ok(())
    }
}

/// What one look at a file tells.
struct Look {
    source: Source,
    format: Option<Format>,
    #[cfg_attr(not(feature = "tables"), expect(dead_code))]
    header: Option<Header>,
}

impl Look {
    fn at(found: Found, settings: &ReadSettings, begin: Begin) -> Self {
        let Found { path, what, .. } = found;
        let (format, header) = (settings.format.or(walk::by_name(&path)), None);
        let source = Source { path, stamp: None, origin: Origin::Plain, header: 0 };
        let mut look = Self { source, format, header };
        if let Err(flaw) = look.open(what, settings, begin) {
            look.source.origin = Origin::Broken(flaw);
        }
        look
    }

    fn open(
        &mut self,
        what: What,
        settings: &ReadSettings,
        begin: Begin,
    ) -> std::result::Result<(), Flaw> {
        let path = &self.source.path;
        let no_open = |error| Flaw::unreadable(Error::io("open", path, error));
        let raw: Box<dyn Read + Send> = match what {
            What::Stdin => Box::new(std::io::stdin()),
            What::Broken(flaw) => return Err(flaw),
            What::File | What::Pipe => {
                let file = File::open(path).map_err(no_open)?;
                let meta = file.metadata().map_err(no_open)?;
                self.source.stamp = meta.is_file().then(|| Stamp::of(&meta));
                Box::new(file)
            }
        };
        // A file has an end, and all of its beginning is there.
        let begin = if self.source.stamp.is_some() { Opened::new } else { begin };
        let mut opened = begin(raw, settings.max_ratio, path)?;
        if self.format.is_none() {
            opened.look(SAMPLE, path);
            self.format = sniff::format(&opened.head, &settings.text_field);
        }
        #[cfg(feature = "tables")]
        if let Some(format @ (Format::Csv | Format::Tsv)) = self.format {
            self.header = crate::input::formats::table::header(&mut opened, path, format)?;
            self.source.header = self.header.as_ref().map_or(0, |header| header.len() as u64);
        }
        self.source.origin = match (self.source.stamp, opened.codec) {
            (None, _) => Origin::Stream(Box::new(opened)),
            (Some(_), Some(codec)) => Origin::Packed(codec),
            (Some(_), None) => Origin::Plain,
        };
        Ok(())
    }
}
