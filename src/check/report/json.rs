//! The report for programs, as `docs/check-report.md` specifies it.

use super::Facts;
use crate::check::finding::{Checked, Severity};
use serde::Serialize;
use std::io::{self, Write};

/// The version of this form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    format: u32,
    version: &'static str,
    #[serde(flatten)]
    checked: &'a Checked,
    fail_on: Severity,
    fails: bool,
}

pub(super) fn write(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    let report = Report {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        checked,
        fail_on: facts.fail_on,
        fails: facts.fails(checked),
    };
    serde_json::to_writer(&mut *to, &report)?;
    writeln!(to)
}
