//! The report for people at a terminal: what was found, where, and what to do.

use super::wording::{NAME, by_rule, clipped, place, severity};
use super::words::{Piece, Rows, flat, rows};
use super::{Facts, totals};
use crate::base::error::escape;
use crate::check::finding::{Checked, Finding, RuleId, Site};
use crate::report::paint::Paint;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Other places of a finding that are listed.
const PLACES: usize = 5;

/// Characters of a message.
const MESSAGE: usize = 400;

/// Before excerpts and other places.
const INDENT: &str = "    ";

pub(super) fn write(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    for (rule, findings) in by_rule(checked.findings.iter()) {
        group(to, rule, findings, facts)?;
    }
    totals::write(to, checked, facts)
}

fn group(
    to: &mut dyn Write,
    rule: RuleId,
    mut findings: Vec<&Finding>,
    facts: &Facts,
) -> io::Result<()> {
    let Facts { paint, .. } = facts;
    writeln!(to, "{}  {}", paint.bold(rule), rule.describes())?;
    writeln!(to, "{}", paint.dim(format_args!("{}.", rule.advice())))?;
    // A reader goes through one file after the other, from its beginning.
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.site.start, finding.site.end);
        a.site.path.cmp(&b.site.path).then_with(|| key(a).cmp(&key(b)))
    });
    let mut path = None;
    for finding in findings {
        if path.replace(&finding.site.path) != Some(&finding.site.path) {
            writeln!(to)?;
        }
        one(to, finding, facts)?;
    }
    writeln!(to)
}

fn one(to: &mut dyn Write, finding: &Finding, facts: &Facts) -> io::Result<()> {
    let Facts { paint, .. } = facts;
    writeln!(
        to,
        "{}  {}  {}  {}",
        paint.bold(escape(&place(&finding.site))),
        severity(finding.severity, *paint),
        escape(&clipped(&finding.message, MESSAGE)),
        paint.dim(format_args!("[{}]", escape(&finding.fingerprint)))
    )?;
    excerpts(to, finding, facts)?;
    for site in finding.related.iter().take(PLACES) {
        writeln!(to, "{INDENT}{}", paint.dim(also(site)))?;
    }
    match finding.related.len().saturating_sub(PLACES) {
        0 => Ok(()),
        more => writeln!(to, "{INDENT}{}", paint.dim(format_args!("and {more} more"))),
    }
}

fn also(site: &Site) -> String {
    let id = site.id.as_ref().map(|id| format!("  {}", clipped(id, NAME)));
    escape(&format!("also {}{}", place(site), id.unwrap_or_default()))
}

/// What stands at the place, and what stands at the first other if it differs.
fn excerpts(to: &mut dyn Write, finding: &Finding, facts: &Facts) -> io::Result<()> {
    let here = &finding.site.excerpt;
    let Some(first) = finding.related.first() else {
        return row(to, ' ', &[same(flat(here))], facts);
    };
    match rows(here, &first.excerpt) {
        Rows::Same(text) => row(to, '=', &[same(text)], facts),
        Rows::Differ([a, b]) => {
            row(to, '-', &a, facts)?;
            row(to, '+', &b, facts)
        }
    }
}

fn same(text: String) -> Piece {
    Piece { text, differs: false }
}

/// As many columns as the screen has; an ellipsis stands for the rest.
fn row(to: &mut dyn Write, sign: char, pieces: &[Piece], facts: &Facts) -> io::Result<()> {
    if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
        return Ok(());
    }
    let Facts { paint, width, .. } = *facts;
    // The sign, a blank, and the ellipsis.
    let mut room = width.saturating_sub(INDENT.len() + 3).max(20);
    write!(to, "{INDENT}{} ", paint.dim(sign))?;
    for piece in pieces {
        let text = marked(piece, sign, paint);
        let shown = fitting(&text, room);
        write!(to, "{}", painted(shown, piece, sign, paint))?;
        if shown.len() < text.len() {
            write!(to, "…")?;
            break;
        }
        room -= shown.width().min(room);
    }
    writeln!(to)
}

fn marked(piece: &Piece, sign: char, paint: Paint) -> String {
    if piece.differs && !paint.is_coloured() {
        let (open, close) = if sign == '-' { ('[', ']') } else { ('{', '}') };
        format!("{open}{sign}{}{sign}{close}", piece.text)
    } else {
        piece.text.clone()
    }
}

fn painted(text: &str, piece: &Piece, sign: char, paint: Paint) -> String {
    match (piece.differs, sign) {
        (false, _) => text.to_owned(),
        (true, '-') => paint.red(text),
        (true, _) => paint.green(text),
    }
}

/// The beginning that is no wider than this.
fn fitting(text: &str, room: usize) -> &str {
    let mut width = 0;
    for (at, c) in text.char_indices() {
        width += c.width().unwrap_or(0);
        if width > room {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}
