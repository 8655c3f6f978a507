//! Documents by iteration: strings, pairs of id and text, and records with named fields.

use super::{Batches, Names, Wanted};
use crate::errors::InputError;
use crate::strings::{printed, utf8};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyMapping, PyString, PyTuple};
use retold::Document;

/// Hands all documents on; tells of each field whether a document had it, if there were any.
/// Exceptions of the iterator pass through.
pub(super) fn feed(
    documents: &Bound<'_, PyAny>,
    names: &Names,
    batches: &mut Batches,
) -> PyResult<Vec<Option<bool>>> {
    refuse(documents)?;
    let mut reader = Reader::new(documents.py(), names);
    for (index, item) in documents.try_iter()?.enumerate() {
        let document = reader.document(index, &item?)?;
        if batches.push(documents.py(), document)? == Wanted::None {
            break;
        }
    }
    Ok(reader.has)
}

/// What can be iterated over, but not as documents.
fn refuse(documents: &Bound<'_, PyAny>) -> PyResult<()> {
    let single = documents.is_instance_of::<PyString>() || documents.is_instance_of::<PyBytes>();
    if single || documents.cast::<PyMapping>().is_ok() {
        let message = "documents are an iterable of strings, of (id, text) or of records, or a \
                       table; not a single one";
        return Err(PyTypeError::new_err(message));
    }
    // Iterating over a data frame gives the names of its columns.
    if documents.hasattr("columns")? && documents.hasattr("to_dict")? {
        return Err(PyTypeError::new_err(
            "this data frame has no __arrow_c_stream__, as pandas has since 2.2; give \
             frame.to_dict('records')",
        ));
    }
    Ok(())
}

struct Reader<'py, 'n> {
    names: &'n Names,
    text: Bound<'py, PyString>,
    id: Bound<'py, PyString>,
    fields: Vec<(Bound<'py, PyString>, String)>,
    has: Vec<Option<bool>>,
}

impl<'py, 'n> Reader<'py, 'n> {
    fn new(py: Python<'py>, names: &'n Names) -> Self {
        let name = |name: &str| PyString::new(py, name);
        Self {
            names,
            text: name(&names.text),
            id: name(&names.id),
            fields: names.fields.iter().map(|f| (name(&f.name), f.name.clone())).collect(),
            has: vec![None; names.fields.len()],
        }
    }

    fn document(&mut self, index: usize, item: &Bound<'py, PyAny>) -> PyResult<Document> {
        for has in &mut self.has {
            has.get_or_insert(false);
        }
        if let Ok(text) = item.cast::<PyString>() {
            return Ok(Document::new(self.id(index, None)?, text_of(index, text)?));
        }
        if let Ok(pair) = item.cast::<PyTuple>()
            && pair.len() == 2
        {
            let id = named(index, "its id", &pair.get_item(0)?)?;
            let text = string(index, "its text", &pair.get_item(1)?)?;
            return Ok(Document::new(self.id(index, id)?, text));
        }
        let get = |name: &Bound<'py, PyString>| member(item, name);
        let text = match get(&self.text)? {
            Some(text) => string(index, &format!("its `{}`", self.text), &text)?,
            None => {
                let message = format!("document {index} has no field `{}`", self.text);
                return Err(InputError::new_err(message));
            }
        };
        let id = get(&self.id)?.map(|id| named(index, "its id", &id)).transpose()?.flatten();
        let mut document = Document::new(self.id(index, id)?, text);
        for ((key, name), has) in self.fields.iter().zip(&mut self.has) {
            let Some(value) = get(key)? else { continue };
            *has = Some(true);
            if let Some(value) = named(index, name, &value)? {
                document = document.field(name.as_str(), value);
            }
        }
        Ok(document)
    }

    fn id(&self, index: usize, id: Option<String>) -> PyResult<String> {
        self.names.id(index, id).map_err(InputError::new_err)
    }
}

/// A member of a record; an error if it is none.
fn member<'py>(
    item: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Ok(record) = item.cast::<PyDict>() {
        return record.get_item(name);
    }
    match item.cast::<PyMapping>() {
        Ok(record) if record.contains(name)? => record.get_item(name).map(Some),
        Ok(_) => Ok(None),
        Err(_) => Err(InputError::new_err(format!(
            "a document is a string, a pair (id, text) or a record such as a dict, not {}",
            kind(item)
        ))),
    }
}

fn text_of(index: usize, text: &Bound<'_, PyString>) -> PyResult<String> {
    utf8(text, || format!("document {index}: its text"))
}

fn string(index: usize, what: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => utf8(text, || format!("document {index}: {what}")),
        Err(_) => Err(InputError::new_err(format!(
            "document {index}: {what} is no string but {}",
            kind(value)
        ))),
    }
}

/// An id or field.
fn named(index: usize, what: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    printed(value, || format!("document {index}: {what}"))
}

fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string())
}
