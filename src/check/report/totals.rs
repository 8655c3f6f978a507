//! What stands below the findings: rules, corpora, what is accepted in vain, and the verdict.

use super::Facts;
use super::wording::{NAME, clipped, counted, gone, looked_at, severity, since, tally};
use crate::base::error::escape;
use crate::check::finding::{Checked, CorpusFacts, RuleOutcome, Stale};
use indicatif::{HumanBytes, HumanCount};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Stale entries that are listed.
const STALE: usize = 10;

pub(super) fn write(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    if checked.findings.is_empty() {
        stale(to, &checked.stale, facts)?;
        return reassure(to, checked, facts);
    }
    rules(to, &checked.rules, facts)?;
    corpora(to, &checked.corpora, facts)?;
    stale(to, &checked.stale, facts)?;
    let verdict =
        if facts.fails(checked) { facts.paint.red("failed") } else { facts.paint.green("passed") };
    let since = escape(&since(checked));
    writeln!(to, "{verdict}: {}; fails on {}{since}", tally(checked), facts.fail_on)
}

fn reassure(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    let accepted = checked.rules.iter().map(|rule| rule.accepted).fold(0, u64::saturating_add);
    let accepted = match accepted {
        0 => String::new(),
        accepted => format!("; {} accepted", counted(accepted, "finding")),
    };
    let passed = facts.paint.green("passed");
    let looked_at = escape(&looked_at(checked));
    let seconds = facts.seconds;
    let since = escape(&since(checked));
    writeln!(to, "{passed}: nothing found{accepted}; {looked_at}, {seconds:.2} s{since}")
}

fn rules(to: &mut dyn Write, rules: &[RuleOutcome], facts: &Facts) -> io::Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    let names: Vec<[String; 2]> = rules
        .iter()
        .map(|rule| [rule.rule.name().to_owned(), escape(&clipped(&rule.scope, NAME))])
        .collect();
    let width = |column: usize, title: &str| {
        let widths = names.iter().map(|names| names[column].width());
        widths.max().unwrap_or(0).max(title.len())
    };
    let (rule_width, scope_width) = (width(0, "rule"), width(1, "scope"));
    let head = format!("{}  {}", padded("rule", rule_width), padded("scope", scope_width));
    writeln!(to, "{}", facts.paint.dim(format_args!("{head}     found  accepted  limit")))?;
    for (rule, [name, scope]) in rules.iter().zip(&names) {
        let (found, accepted) =
            (HumanCount(rule.found).to_string(), HumanCount(rule.accepted).to_string());
        let names = format!("{}  {}", padded(name, rule_width), padded(scope, scope_width));
        let row = format!("{names}  {found:>8}  {accepted:>8}  {}", limit(rule, facts));
        writeln!(to, "{}", row.trim_end())?;
    }
    writeln!(to)
}

fn limit(rule: &RuleOutcome, facts: &Facts) -> String {
    let limit = rule.limit.as_deref().map(escape).unwrap_or_default();
    if !rule.exceeded {
        return limit;
    }
    let gap = if limit.is_empty() { "" } else { ", " };
    format!("{limit}{gap}exceeded: {}", severity(rule.severity, facts.paint))
}

/// Format widths count characters, and some take two columns.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn corpora(to: &mut dyn Write, corpora: &[CorpusFacts], facts: &Facts) -> io::Result<()> {
    for corpus in corpora {
        let CorpusFacts { name, files, documents, text_bytes, tokens } = corpus;
        writeln!(
            to,
            "{}  {}, {}, {} of text, {}",
            facts.paint.bold(escape(&clipped(name, NAME))),
            counted(*files, "file"),
            counted(*documents, "document"),
            HumanBytes(*text_bytes),
            counted(*tokens, "token")
        )?;
    }
    writeln!(to, "{}", facts.paint.dim(format_args!("in {:.2} s", facts.seconds)))?;
    writeln!(to)
}

fn stale(to: &mut dyn Write, stale: &[Stale], facts: &Facts) -> io::Result<()> {
    if stale.is_empty() {
        return Ok(());
    }
    writeln!(to, "{}:", gone(stale.len() as u64))?;
    for Stale { rule, path } in stale.iter().take(STALE) {
        writeln!(to, "    {rule}  {}", escape(path))?;
    }
    if let Some(more) = stale.len().checked_sub(STALE).filter(|more| *more > 0) {
        writeln!(to, "    {}", facts.paint.dim(format_args!("and {more} more")))?;
    }
    writeln!(to)
}
