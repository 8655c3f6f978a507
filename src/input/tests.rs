//! Every format, through every way of reading it.

use super::parallel::rows::Rows;
use super::reject::RejectKind;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::{CancelToken, Watch};
use crate::input::formats::extract::Record;
use crate::input::parallel::gathered::Gathered;
use crate::input::parallel::run::gather;
use crate::input::place::RecordPlace;
use crate::input::reject::Rejected;
use crate::input::settings::{OnError, ReadSettings};
use crate::input::sources::inputs::Inputs;
use crate::input::store::Store;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[cfg(feature = "compression")]
mod ahead;
mod formats;
mod origins;
mod origins_any;
#[cfg(feature = "compression")]
mod streams;
mod troubles;

/// All that was read.
struct Reading<R> {
    rows: Vec<R>,
    places: Vec<RecordPlace>,
    store: Store,
    rejected: Vec<Rejected>,
    blank: u64,
    bytes: u64,
}

/// A record as it was visited.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    text: String,
    id: Option<String>,
    fields: Vec<Option<String>>,
}

fn row(text: &str, id: Option<&str>, fields: &[Option<&str>]) -> Row {
    let owned = |text: &str| text.to_owned();
    let fields = fields.iter().map(|field| field.map(owned)).collect();
    Row { text: text.to_owned(), id: id.map(owned), fields }
}

fn read_all(paths: &[PathBuf], settings: ReadSettings) -> Result<Reading<Row>> {
    let inputs = Inputs::open(paths, settings)?;
    let cancel = CancelToken::default();
    let visit = |_: &mut (), record: &Record<'_>| Row {
        text: record.text.to_owned(),
        id: record.id.map(str::to_owned),
        fields: record.fields.iter().map(|field| field.as_deref().map(str::to_owned)).collect(),
    };
    let (watch, from) = (Watch::new(&(), &cancel), Default::default());
    let gathered = gather(inputs, watch, || (), visit, Rows::default(), from)?;
    let Gathered { rows: Rows { rows, places }, store, rejected, blank, bytes } = gathered;
    let reading = Reading { rows, places, store, rejected, blank, bytes };
    check_store(&reading);
    Ok(reading)
}

/// The store tells of every record what its visitor was told.
fn check_store(reading: &Reading<Row>) {
    assert_eq!(reading.rows.len(), reading.places.len());
    assert!(reading.places.is_sorted());
    let mut text = String::from("old");
    for (row, place) in reading.rows.iter().zip(&reading.places) {
        reading.store.text(*place, &mut text).unwrap();
        assert_eq!(text, row.text);
        assert_eq!(reading.store.id(*place).unwrap(), row.id);
        let bytes = reading.store.bytes(*place).unwrap();
        assert_eq!(bytes.len() as u64, place.len);
        assert!(crate::fuzzing::input::origins_fit(
            &reading.store.origins(*place).unwrap(),
            &bytes,
            &text
        ));
        assert!(reading.store.reads_as(&bytes, &text));
    }
    reading.store.verify_unchanged().unwrap();
}

/// The bytes of all records, put together.
fn bytes_of(reading: &Reading<Row>) -> Vec<u8> {
    let bytes = reading.places.iter().map(|place| reading.store.bytes(*place).unwrap());
    bytes.collect::<Vec<_>>().concat()
}

fn texts(reading: &Reading<Row>) -> Vec<&str> {
    reading.rows.iter().map(|row| row.text.as_str()).collect()
}

/// A folder of files for one test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn read(&self, name: &str, settings: ReadSettings) -> Result<Reading<Row>> {
        read_all(&[self.path(name)], settings)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }
}

fn skipping() -> ReadSettings {
    ReadSettings { on_error: OnError::Skip, ..Default::default() }
}

fn failed(result: Result<Reading<Row>>) -> Error {
    result.map(|reading| reading.rows).unwrap_err()
}
