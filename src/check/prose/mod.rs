//! Pages to text: what of a file is prose, and where in the file it stands.
//!
//! ```text
//! bytes ── source ──> text ── markdown, html, rst, plain ──> Draft ──> Prose
//!                                    └── ignore: comments that leave parts out
//! ```
//!
//! Prose is what a reader of the page reads as sentences: paragraphs, headings, items, cells, the
//! text of links. Markup, code blocks, addresses, comments and front matter are left out. What is
//! left out within a word does not part it; words of two blocks never become one.
//!
//! Cost: linear in the file; the text, and 24 bytes for each run of it that stands there whole.

mod draft;
mod elements;
mod front;
mod hidden;
mod html;
mod ignore;
mod markdown;
mod nesting;
mod plain;
mod references;
mod rst;
mod source;
#[cfg(test)]
mod tests;

use crate::input::formats::origin::Origins;
use draft::Draft;
use source::Source;
use std::path::Path;

use source::Undecodable;

/// How a file is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    Markdown,
    Rst,
    Html,
    Plain,
}

/// The markup of files whose names end like this.
const EXTENSIONS: [(&str, Markup); 11] = [
    ("md", Markup::Markdown),
    ("markdown", Markup::Markdown),
    ("mdown", Markup::Markdown),
    ("mdx", Markup::Markdown),
    ("rst", Markup::Rst),
    ("rest", Markup::Rst),
    ("html", Markup::Html),
    ("htm", Markup::Html),
    ("xhtml", Markup::Html),
    ("txt", Markup::Plain),
    ("text", Markup::Plain),
];

impl Markup {
    /// By the extension of the file's name, in any case.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        let known = EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
        known.map(|(_, markup)| *markup)
    }
}

/// What of a file is prose.
#[derive(Clone, Debug)]
pub(crate) struct Prose {
    pub(crate) text: String,
    /// From the text to the bytes of the file.
    pub(crate) origins: Origins,
    /// A comment in the file asks to leave out all of it; the text is empty.
    pub(crate) ignores_all: bool,
}

impl Prose {
    pub(crate) fn read(bytes: &[u8], markup: Markup) -> Result<Self, Undecodable> {
        let source = Source::of(bytes)?;
        let mut draft = Draft::of(&source.text, source.base);
        match markup {
            Markup::Markdown => markdown::read(&mut draft),
            Markup::Rst => rst::read(&mut draft),
            Markup::Html => html::read(&mut draft, 0..source.text.len()),
            Markup::Plain => plain::read(&mut draft),
        }
        let mut prose = draft.finish();
        if let Some(wide) = &source.wide {
            prose.origins = source::through(&prose, wide);
        }
        Ok(prose)
    }
}
