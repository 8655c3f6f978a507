//! The documents of all corpora, and where each stands.
//!
//! Cost: four bytes a token and some 400 a document; texts stay in their files, and are read again
//! when they are looked at.

use super::prose::{Markup, Prose};
use crate::base::document::{DocId, Texts};
use crate::base::error::{Error, Result};
use crate::dedup::sketch::fingerprint::Fingerprint;
use crate::input::formats::origin::Origins;
use crate::input::place::RecordPlace;
use crate::input::store::Store;
use crate::settings::Settings;
use crate::text::row::TokenRow;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// All that is checked. Documents are numbered through all corpora, in their order.
#[derive(Default)]
pub(super) struct Library {
    /// What fingerprints are made by.
    pub(super) settings: Settings,
    pub(super) files: Vec<File>,
    pub(super) docs: Vec<Doc>,
    pub(super) rows: Vec<TokenRow>,
    pub(super) prints: Vec<Fingerprint>,
    pub(super) stores: Vec<Store>,
    /// The documents of each corpus.
    pub(super) corpora: Vec<Range<usize>>,
    /// Files that hold no text that can be read.
    pub(super) unreadable: Vec<Unreadable>,
}

/// A file that documents stand in.
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Relative to the root, with `/`.
    pub(super) shown: String,
}

/// A file whose bytes are no text.
pub(super) struct Unreadable {
    pub(super) corpus: usize,
    pub(super) shown: String,
    pub(super) offset: usize,
}

/// One document.
pub(super) struct Doc {
    pub(super) file: u32,
    pub(super) corpus: u32,
    pub(super) at: At,
    pub(super) id: Option<Box<str>>,
    pub(super) source: Option<Box<str>>,
    pub(super) text_bytes: u64,
    /// Characters that were decoded wrongly.
    pub(super) faults: u32,
    /// The file says that it is to be left alone.
    pub(super) is_ignored: bool,
    pub(super) touched: Touched,
}

/// Where a document stands in its file.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// It is the whole file.
    Page(Markup),
    Record {
        store: u32,
        place: RecordPlace,
    },
}

/// What of a document the change brought, if only that is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    Nothing,
    All,
    /// Lines of the file, from 1.
    Lines(Vec<Range<u64>>),
}

impl Library {
    pub(super) fn doc(&self, doc: DocId) -> &Doc {
        &self.docs[doc.index()]
    }

    pub(super) fn file(&self, doc: DocId) -> &File {
        &self.files[self.doc(doc).file as usize]
    }

    pub(super) fn row(&self, doc: DocId) -> &TokenRow {
        &self.rows[doc.index()]
    }

    /// The documents of a corpus.
    pub(super) fn of(&self, corpus: usize) -> impl Iterator<Item = DocId> + use<> {
        self.corpora[corpus].clone().map(|doc| DocId(doc as u32))
    }

    /// How many tokens a corpus has.
    pub(super) fn tokens(&self, corpus: usize) -> u64 {
        self.of(corpus).map(|doc| self.row(doc).tokens.len() as u64).sum()
    }

    /// The text of a document, and where in its file it came from.
    pub(super) fn prose(&self, doc: DocId) -> Result<(String, Origins, u64)> {
        match self.doc(doc).at {
            At::Page(markup) => {
                let Prose { text, origins, .. } = page(&self.file(doc).path, markup)?;
                Ok((text, origins, 0))
            }
            At::Record { store, place } => {
                let (store, mut text) = (&self.stores[store as usize], String::new());
                store.text(place, &mut text)?;
                Ok((text, store.origins(place)?, place.offset))
            }
        }
    }
}

impl Texts for Library {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        match self.doc(doc).at {
            At::Page(markup) => *into = page(&self.file(doc).path, markup)?.text,
            At::Record { store, place } => self.stores[store as usize].text(place, into)?,
        }
        Ok(())
    }
}

/// Some documents of a library, numbered anew.
pub(super) struct Part<'l> {
    pub(super) library: &'l Library,
    pub(super) docs: Vec<DocId>,
}

impl Part<'_> {
    /// The library's number of a document.
    pub(super) fn global(&self, doc: DocId) -> DocId {
        self.docs[doc.index()]
    }
}

impl Texts for Part<'_> {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        self.library.read(self.global(doc), into)
    }
}

fn page(path: &Path, markup: Markup) -> Result<Prose> {
    let bytes = std::fs::read(path).map_err(|error| Error::io("read again", path, error))?;
    // It was text when the check began.
    Prose::read(&bytes, markup).map_err(|_| {
        let path = crate::base::error::shown(path);
        Error::input(format!("{path} changed while it was checked; run again"))
    })
}
