//! Workflow commands, which GitHub shows beside the lines of a change.
//!
//! The host shows only so many annotations of a step, the first, so the worst come first.

use super::wording::{clipped, place};
use crate::base::error::escape;
use crate::check::finding::{Checked, Finding, Severity, Site};
use std::cmp::Reverse;
use std::io::{self, Write};

/// Characters of a message.
const MESSAGE: usize = 2_000;

pub(super) fn write(to: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    // Stable: those that matter as much stay in the order of rules and places.
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings.into_iter().try_for_each(|finding| command(to, finding))
}

fn command(to: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let level = match finding.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let path = property(&finding.site.path);
    let lines = lines(&finding.site);
    let title = property(finding.rule.name());
    writeln!(to, "::{level} file={path},{lines},title={title}::{}", data(&message(finding)))
}

fn message(finding: &Finding) -> String {
    let mut message = clipped(&finding.message, MESSAGE);
    if let Some(first) = finding.related.first() {
        message.push_str(&format!("\nalso {}", clipped(&place(first), MESSAGE)));
    }
    if finding.related.len() > 1 {
        message.push_str(&format!(" and {} more", finding.related.len() - 1));
    }
    message.push_str(&format!("\n{}.", finding.rule.advice()));
    message
}

/// The host takes the last line and column for a part of the place, and columns only where all
/// stands on one line.
fn lines(site: &Site) -> String {
    let (start, end) = (site.start, site.end);
    let last_line = if end.column <= 1 { end.line.saturating_sub(1) } else { end.line };
    let last_line = last_line.max(start.line);
    if last_line > start.line || end.line > last_line {
        return format!("line={},endLine={last_line}", start.line);
    }
    let last_column = end.column.saturating_sub(1).max(start.column);
    format!("line={0},endLine={0},col={1},endColumn={last_column}", start.line, start.column)
}

/// The message: what stands behind the second `::`.
fn data(text: &str) -> String {
    encoded(text, &[])
}

/// A value in the list before it.
fn property(text: &str) -> String {
    encoded(text, &[':', ','])
}

/// What the runner decodes again, and `also`, in hexadecimal; all else that could harm a terminal
/// is made visible.
fn encoded(text: &str, also: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '\r' | '\n') || also.contains(&c) {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push_str(&escape(c.encode_utf8(&mut [0; 4])));
        }
    }
    out
}
