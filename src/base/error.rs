//! The one error type.

use std::fmt;
use std::path::{Path, PathBuf};

/// A result whose error is [`Error`].
///
/// ```
/// fn threshold(text: &str) -> retold::Result<retold::Settings> {
///     let threshold = text.parse().unwrap_or(f64::NAN);
///     retold::Settings::builder().threshold(threshold).build()
/// }
/// assert!(threshold("0.8").is_ok());
/// assert!(threshold("much").is_err());
/// ```
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, told to a person: what was expected, what was found, what to do.
///
/// The type is opaque, so that it can grow without breaking callers; [`Error::kind`] is what
/// programs may branch on.
///
/// ```
/// let error = retold::Settings::builder().threshold(1.5).build().unwrap_err();
/// assert_eq!(error.kind(), retold::ErrorKind::Settings);
/// assert!(error.to_string().contains("1.5"));
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    place: Option<Place>,
    source: Option<std::io::Error>,
}

/// The kinds of [`Error`].
///
/// ```
/// let error = "30 days".parse::<retold::Window>().unwrap_err();
/// assert_eq!(error.kind(), retold::ErrorKind::Settings);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is out of range or contradicts another.
    Settings,
    /// A record or file does not hold what its format demands.
    Input,
    /// The system refused to read, write or map.
    Io,
    /// More would be removed than the budget allows; nothing was written.
    Budget,
    /// The run was cancelled through its [`CancelToken`](super::progress::CancelToken).
    Cancelled,
    /// An index is written by another process, or was opened for reading.
    Locked,
    /// A file of an index is not as it was written.
    Damaged,
}

/// Where in the input an error stands.
///
/// ```
/// let job = retold::DedupJob { inputs: vec!["no-such-file.jsonl".into()], ..Default::default() };
/// let error = retold::dedup_files(&job, &(), &Default::default()).unwrap_err();
/// // The file could not be opened, so there is no record to point at.
/// assert!(error.place().is_none_or(|place| place.record.is_none()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, or `-` for standard input.
    pub path: PathBuf,
    /// The record's number in the file, from 1.
    pub record: Option<u64>,
    /// The byte offset in the (decompressed) file.
    pub offset: Option<u64>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), place: None, source: None }))
    }

    pub(crate) fn settings(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Settings, message)
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "interrupted before the end")
    }

    /// An error of the system, met while doing `what` to `path`.
    pub(crate) fn io(what: &str, path: &Path, source: std::io::Error) -> Self {
        let advice = match source.kind() {
            std::io::ErrorKind::StorageFull => "; make room there or choose another place",
            std::io::ErrorKind::PermissionDenied => "; check its permissions",
            _ => "",
        };
        let message = format!("cannot {what} {}: {source}{advice}", shown(path));
        Self(Box::new(Inner { kind: ErrorKind::Io, message, place: None, source: Some(source) }))
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// What programs may branch on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where in the input the error stands, if it stands in an input.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The message without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

/// A path as it is shown to people: control characters escaped.
pub(crate) fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

/// Text that cannot move the cursor, ring a bell, or turn the reading direction of a terminal.
pub(crate) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        let hostile = c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
            || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}');
        if hostile { out.extend(c.escape_default()) } else { out.push(c) }
        out
    })
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.0.place {
            f.write_str(&shown(&place.path))?;
            if let Some(record) = place.record {
                write!(f, ", record {record}")?;
            }
            if let Some(offset) = place.offset {
                write!(f, ", byte {offset}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|e| e as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_place_and_hides_escapes() {
        let place = Place { path: "a\u{1b}[31m.jsonl".into(), record: Some(3), offset: Some(120) };
        let error = Error::input("expected an object, found a number").at(place);
        assert_eq!(
            error.to_string(),
            "a\\u{1b}[31m.jsonl, record 3, byte 120: expected an object, found a number"
        );
    }
}
