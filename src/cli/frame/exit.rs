//! How the command ends.

use crate::base::error::{Error, ErrorKind};
use std::io::Write;
use std::process::ExitCode;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// All was done.
    Done = 0,
    /// A budget or gate failed.
    Failed = 1,
    /// The command could not run, or was interrupted.
    CouldNotRun = 2,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Tells of an error on standard error.
pub(crate) fn report(done: anyhow::Result<ExitStatus>) -> ExitStatus {
    let error = match done {
        Ok(status) => return status,
        Err(error) => error,
    };
    if is_broken_pipe(&error) {
        return ExitStatus::Done;
    }
    let own = error.downcast_ref::<Error>();
    let kind = own.map(Error::kind);
    let message = match own {
        Some(own) if own.kind() == ErrorKind::Cancelled => {
            "interrupted; nothing was written".to_owned()
        }
        // Its message tells the cause already.
        Some(own) => own.to_string(),
        None => format!("{error:#}"),
    };
    complain(&message);
    match kind {
        Some(ErrorKind::Budget) => ExitStatus::Failed,
        _ => ExitStatus::CouldNotRun,
    }
}

/// One line on standard error; there is nowhere to tell if even that fails.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "retold: {message}");
}

/// The reader of what is printed needs no more, as `head` does. Records that were not all written
/// are another matter, and have an error of their own.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
