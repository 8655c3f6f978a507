//! Why a record or file cannot be used.

use crate::base::error::Error;
use crate::input::place::RecordPlace;
use serde::{Deserialize, Serialize};

/// The kinds of reasons, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum RejectKind {
    /// The file cannot be opened or read.
    Unreadable,
    /// The file is in a format or compression that is not read here.
    Unsupported,
    /// The text is UTF-16 or UTF-32.
    Utf16,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// The compressed stream ends early.
    Truncated,
    /// The compressed stream is damaged.
    Corrupt,
    /// The compressed stream grows beyond what news does.
    Bomb,
    /// The record is longer than allowed.
    TooLong,
    /// The line is not JSON.
    InvalidJson,
    /// The line is JSON, but no object.
    NotAnObject,
    /// The record has no text, or `null`.
    MissingText,
    /// The text is a number, list or the like.
    TextNotAString,
    /// The row has more or fewer fields than the header.
    #[cfg(feature = "tables")]
    RaggedRow,
    /// A quote is open at the end of the file.
    UnterminatedQuote,
}

impl RejectKind {
    /// The name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Unsupported => "unsupported",
            Self::Utf16 => "utf-16",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::Bomb => "bomb",
            Self::TooLong => "too-long",
            Self::InvalidJson => "invalid-json",
            Self::NotAnObject => "not-an-object",
            Self::MissingText => "missing-text",
            Self::TextNotAString => "text-not-a-string",
            #[cfg(feature = "tables")]
            Self::RaggedRow => "ragged-row",
            Self::UnterminatedQuote => "unterminated-quote",
        }
    }
}

/// A record or the rest of a file that was passed over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// Where it stands; its bytes can be copied from there. Of a file that could not be read on,
    /// the bytes that were read and belong to no record; none, if there are none.
    pub(crate) place: RecordPlace,
    /// Why, for programs.
    pub(crate) kind: RejectKind,
    /// Why, for people.
    pub(crate) reason: String,
}

/// What is wrong with a record or a file, before it is known what becomes of it.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) kind: RejectKind,
    pub(super) error: Error,
}

impl Flaw {
    pub(super) fn new(kind: RejectKind, reason: impl Into<String>) -> Self {
        Self { kind, error: Error::input(reason) }
    }

    pub(super) fn unreadable(error: Error) -> Self {
        Self { kind: RejectKind::Unreadable, error }
    }
}
