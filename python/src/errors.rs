//! Errors as exceptions: a class for each kind, all of them `RetoldError`.
//!
//! The classes are written in Python, where one can have two bases.

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use retold::{Error, ErrorKind};

pyo3::import_exception!(retold.errors, RetoldError);
pyo3::import_exception!(retold.errors, SettingsError);
pyo3::import_exception!(retold.errors, InputError);
pyo3::import_exception!(retold.errors, IoError);
pyo3::import_exception!(retold.errors, BudgetError);
pyo3::import_exception!(retold.errors, LockedError);
pyo3::import_exception!(retold.errors, DamagedError);

/// The exception for an error of the library.
pub(crate) fn exception(error: Error) -> PyErr {
    let message = error.to_string();
    match error.kind() {
        ErrorKind::Settings => SettingsError::new_err(message),
        ErrorKind::Input => InputError::new_err(message),
        ErrorKind::Io => IoError::new_err(message),
        ErrorKind::Budget => BudgetError::new_err(message),
        ErrorKind::Locked => LockedError::new_err(message),
        ErrorKind::Damaged => DamagedError::new_err(message),
        // Only a signal cancels a job.
        ErrorKind::Cancelled => PyKeyboardInterrupt::new_err(message),
        _ => RetoldError::new_err(message),
    }
}
