//! Tables by the Arrow C stream interface: pyarrow, Polars, pandas and others, without depending
//! on any of them. A stream of strings alone, such as a column, is read as texts.

use super::columns::Column;
use super::{Batches, Names, Wanted};
use crate::errors::{InputError, SettingsError};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use retold::Document;
use std::ops::Range;

/// The name that the interface gives to capsules of streams.
const CAPSULE: &std::ffi::CStr = c"arrow_array_stream";

/// Rows that are made into documents between two looks at signals.
const ROWS: usize = 1024;

/// The stream of an object, if it has one.
pub(super) fn stream(documents: &Bound<'_, PyAny>) -> PyResult<Option<ArrayStreamReader>> {
    if !documents.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    let capsule = documents.call_method0("__arrow_c_stream__")?;
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(CAPSULE))?;
    // SAFETY: a capsule of this name holds a valid stream, says the interface. It is moved out, and
    // what stays behind is marked as released, so the capsule does not release it again.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
    if stream.get_next().is_none() {
        return Err(InputError::new_err("the Arrow stream cannot be read: it gives no arrays"));
    }
    ArrayStreamReader::try_new(stream).map(Some).map_err(unreadable)
}

fn unreadable(error: ArrowError) -> PyErr {
    InputError::new_err(format!("the Arrow stream cannot be read: {error}"))
}

/// Hands all rows on; tells of each field whether the table has it.
pub(super) fn feed(
    py: Python<'_>,
    mut stream: ArrayStreamReader,
    names: &Names,
    batches: &mut Batches,
) -> PyResult<Vec<Option<bool>>> {
    let mut has = vec![None; names.fields.len()];
    let mut from = 0;
    loop {
        // The producer may want the lock, be it on another thread.
        let next = py.detach(|| stream.next());
        let Some(array) = next.transpose().map_err(unreadable)? else { return Ok(has) };
        let table = Table::new(&array, names)?;
        for (has, column) in has.iter_mut().zip(&table.fields) {
            *has = Some(column.is_some());
        }
        for start in (0..array.len()).step_by(ROWS) {
            let rows = start..array.len().min(start + ROWS);
            let documents = py.detach(|| table.documents(from, rows));
            for document in documents.map_err(InputError::new_err)? {
                if batches.push(py, document)? == Wanted::None {
                    return Ok(has);
                }
            }
        }
        from += array.len();
    }
}

/// The columns that are wanted of a batch of rows.
struct Table<'a> {
    text: Column<'a>,
    text_name: &'a str,
    id: Option<Column<'a>>,
    fields: Vec<Option<(&'a str, Column<'a>)>>,
    names: &'a Names,
}

impl<'a> Table<'a> {
    fn new(array: &'a ArrayRef, names: &'a Names) -> PyResult<Self> {
        let Some(rows) = array.as_struct_opt() else {
            let text = Column::text(array, "the column")?;
            let fields = names.fields.iter().map(|_| None).collect();
            return Ok(Self { text, text_name: "text", id: None, fields, names });
        };
        let Some(text) = rows.column_by_name(&names.text) else {
            return Err(SettingsError::new_err(format!(
                "the table has no column `{}` for the text; it has {}",
                names.text,
                rows.column_names().join(", ")
            )));
        };
        let column = |name: &'a str| {
            rows.column_by_name(name).map(|array| Column::value(array, name)).transpose()
        };
        let field = |name: &'a str| Ok(column(name)?.map(|column| (name, column)));
        let fields = names.fields.iter().map(|wanted| field(&wanted.name));
        Ok(Self {
            text: Column::text(text, &names.text)?,
            text_name: &names.text,
            id: column(&names.id)?,
            fields: fields.collect::<PyResult<_>>()?,
            names,
        })
    }

    /// Documents of some rows, the first of all being number `from`.
    fn documents(&self, from: usize, rows: Range<usize>) -> Result<Vec<Document>, String> {
        let document = |row: usize| {
            let index = from + row;
            let text = self.text.at(row).ok_or_else(|| {
                format!("document {index}: its `{}` is null, not a string", self.text_name)
            })?;
            let id = self.id.as_ref().and_then(|id| id.at(row));
            let mut document = Document::new(self.names.id(index, id)?, text);
            for (name, column) in self.fields.iter().flatten() {
                if let Some(value) = column.at(row) {
                    document = document.field(*name, value);
                }
            }
            Ok(document)
        };
        rows.map(document).collect()
    }
}
