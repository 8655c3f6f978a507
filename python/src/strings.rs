//! Python strings as UTF-8.
//!
//! A Python string can hold half of a surrogate pair, which UTF-8 cannot: that is an error of the
//! input, never a replaced character. Cost: a copy of the text.

use crate::errors::InputError;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// A value as text: numbers and dates as they are printed, `None` as nothing.
pub(crate) fn printed(
    value: &Bound<'_, PyAny>,
    what: impl FnOnce() -> String,
) -> PyResult<Option<String>> {
    if value.is_none() {
        return Ok(None);
    }
    utf8(&value.str()?, what).map(Some)
}

/// The string in UTF-8; `what` names it in errors.
pub(crate) fn utf8(text: &Bound<'_, PyString>, what: impl FnOnce() -> String) -> PyResult<String> {
    match text.to_cow() {
        Ok(text) => Ok(text.into_owned()),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
            Err(InputError::new_err(format!(
                "{} has a lone surrogate, which UTF-8 cannot hold; replace it, as with \
                 text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')",
                what()
            )))
        }
        Err(error) => Err(error),
    }
}
