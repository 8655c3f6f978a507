//! A summary of a job in Markdown: the verdict, the rules, and the findings folded below them.

use super::Facts;
use super::markup::{code, fenced, inline};
use super::wording::{
    EXCERPT, NAME, by_rule, clipped, counted, gone, looked_at, place, since, tally,
};
use super::words::{Piece, Rows, flat, rows};
use crate::check::finding::{Checked, Finding, RuleId, RuleOutcome, Stale};
use indicatif::HumanCount;
use std::io::{self, Write};

/// Bytes of all findings. Hosts refuse a summary of more than 1 MiB as a whole, and the rest needs
/// room, too.
const FINDINGS: usize = 500 << 10;

/// Rows of the table of rules, and stale entries. A character may take more than 20 bytes as an
/// escape, so these have some 400 KiB at most.
const ROWS: usize = 100;

/// Characters of a message, and of a path.
const MESSAGE: usize = 400;

/// Other places of a finding that are listed.
const PLACES: usize = 5;

pub(super) fn write(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    let verdict = if facts.fails(checked) { "failed" } else { "passed" };
    writeln!(to, "## retold check: {verdict}\n")?;
    let since = inline(&since(checked));
    writeln!(to, "{}; fails on {}{since}.\n", tally(checked), facts.fail_on)?;
    writeln!(to, "{}.\n", inline(&clipped(&looked_at(checked), MESSAGE)))?;
    rules(to, &checked.rules)?;
    let shown = shown(checked);
    let blocks = checked.findings.iter().zip(&shown);
    for (rule, findings) in by_rule(checked.findings.iter().take(shown.len())) {
        let blocks = blocks.clone().filter(|(finding, _)| finding.rule == rule);
        details(to, rule, findings.len(), blocks.map(|(_, block)| block.as_str()))?;
    }
    match checked.findings.len() - shown.len() {
        0 => {}
        more => writeln!(to, "and {more} more, for which there is no room here.\n")?,
    }
    stale(to, &checked.stale)
}

fn rules(to: &mut dyn Write, rules: &[RuleOutcome]) -> io::Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(to, "| rule | scope | severity | found | accepted | limit |")?;
    writeln!(to, "|---|---|---|--:|--:|---|")?;
    for rule in rules.iter().take(ROWS) {
        let RuleOutcome { severity, found, accepted, .. } = rule;
        let scope = code(&clipped(&rule.scope, NAME));
        let limit = inline(&clipped(rule.limit.as_deref().unwrap_or_default(), NAME));
        let exceeded = if rule.exceeded { " **exceeded**" } else { "" };
        let (found, accepted) = (HumanCount(*found), HumanCount(*accepted));
        let name = rule.rule;
        writeln!(
            to,
            "| {name} | {scope} | {severity} | {found} | {accepted} | {limit}{exceeded} |"
        )?;
    }
    more(to, rules.len())?;
    writeln!(to)
}

fn more(to: &mut dyn Write, of: usize) -> io::Result<()> {
    match of.saturating_sub(ROWS) {
        0 => Ok(()),
        more => writeln!(to, "\nand {more} more"),
    }
}

/// The first findings, which are the worst, as far as there is room.
fn shown(checked: &Checked) -> Vec<String> {
    let mut bytes = 0;
    let fits = |block: &String| {
        bytes += block.len();
        bytes <= FINDINGS
    };
    checked.findings.iter().map(block).take_while(fits).collect()
}

fn details<'b>(
    to: &mut dyn Write,
    rule: RuleId,
    count: usize,
    blocks: impl Iterator<Item = &'b str>,
) -> io::Result<()> {
    let count = counted(count as u64, "finding");
    writeln!(to, "<details><summary><b>{rule}</b>: {count}</summary>\n")?;
    writeln!(to, "{} {}.\n", rule.describes(), rule.advice())?;
    for block in blocks {
        write!(to, "{block}")?;
    }
    writeln!(to, "</details>\n")
}

/// One finding; it ends with a blank line.
fn block(finding: &Finding) -> String {
    let place_here = code(&clipped(&place(&finding.site), MESSAGE));
    let message = inline(&clipped(&finding.message, MESSAGE));
    let fingerprint = code(&clipped(&finding.fingerprint, NAME));
    let mut block = format!("**{}** {place_here} {message} {fingerprint}\n\n", finding.severity);
    block.push_str(&excerpts(finding));
    if !finding.related.is_empty() {
        let others = finding.related.iter().take(PLACES);
        let mut others: Vec<String> =
            others.map(|site| code(&clipped(&place(site), MESSAGE))).collect();
        if let Some(more) = finding.related.len().checked_sub(PLACES).filter(|more| *more > 0) {
            others.push(format!("and {more} more"));
        }
        block.push_str(&format!("\nalso {}\n", others.join(", ")));
    }
    block.push('\n');
    block
}

fn excerpts(finding: &Finding) -> String {
    let here = &finding.site.excerpt;
    let other = finding.related.first().map(|first| rows(here, &first.excerpt));
    match other {
        Some(Rows::Differ([a, b])) => {
            let block = format!("- {}\n+ {}", marked(&a, "[-", "-]"), marked(&b, "{+", "+}"));
            fenced("diff", &block)
        }
        Some(Rows::Same(text)) => fenced("", &text),
        None => fenced("", &flat(&clipped(here, EXCERPT))),
    }
}

fn marked(row: &[Piece], open: &str, close: &str) -> String {
    let mark = |piece: &Piece| {
        if piece.differs { format!("{open}{}{close}", piece.text) } else { piece.text.clone() }
    };
    row.iter().map(mark).collect()
}

fn stale(to: &mut dyn Write, stale: &[Stale]) -> io::Result<()> {
    if stale.is_empty() {
        return Ok(());
    }
    writeln!(to, "{}:\n", gone(stale.len() as u64))?;
    for Stale { rule, path } in stale.iter().take(ROWS) {
        writeln!(to, "- {rule} {}", code(&clipped(path, NAME)))?;
    }
    more(to, stale.len())?;
    writeln!(to)
}
