//! Small wordings that several reports share.

use crate::check::finding::{Checked, CorpusFacts, Finding, RuleId, Severity, Site};
use crate::report::paint::Paint;
use indicatif::HumanCount;

/// Characters of an excerpt that are looked at. Excerpts are shorter; what is not should neither
/// flood a report nor cost time.
pub(super) const EXCERPT: usize = 2_000;

/// Characters of the name of a corpus, a document or the like, where people read it.
pub(super) const NAME: usize = 60;

/// `1 note`, `2 notes`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", HumanCount(count), if count == 1 { "" } else { "s" })
}

/// At most so many characters; an ellipsis stands for the rest.
pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// `path:line:column`, as editors take it.
pub(super) fn place(site: &Site) -> String {
    format!("{}:{}:{}", site.path, site.start.line, site.start.column)
}

/// `2 errors, 1 note`.
pub(super) fn tally(checked: &Checked) -> String {
    let of = |severity| {
        let found = checked.findings.iter().filter(|finding| finding.severity == severity);
        found.count() as u64
    };
    let counts = Severity::ALL.into_iter().rev().map(|severity| (of(severity), severity.name()));
    let counts = counts.filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, name)| counted(count, name)).collect();
    if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
}

/// `12 files with 3,456 documents in test, train`.
pub(super) fn looked_at(checked: &Checked) -> String {
    let sum =
        |of: fn(&CorpusFacts) -> u64| checked.corpora.iter().map(of).fold(0, u64::saturating_add);
    let files = counted(sum(|corpus| corpus.files), "file");
    let documents = counted(sum(|corpus| corpus.documents), "document");
    let names = checked.corpora.iter().map(|corpus| clipped(&corpus.name, NAME));
    let names: Vec<String> = names.collect();
    let within = if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) };
    format!("{files} with {documents}{within}")
}

/// What narrows the findings, if something does.
pub(super) fn since(checked: &Checked) -> String {
    let since = checked.since.as_ref();
    let since = since.map(|since| format!("; only what changed since {}", clipped(since, NAME)));
    since.unwrap_or_default()
}

/// That accepted findings are no longer there, and what to do.
pub(super) fn gone(count: u64) -> String {
    let (are, them) = if count == 1 { ("is", "it") } else { ("are", "them") };
    format!("{} {are} gone; take {them} out of the baseline", counted(count, "accepted finding"))
}

/// In its colour.
pub(super) fn severity(severity: Severity, paint: Paint) -> String {
    match severity {
        Severity::Note => paint.dim(severity),
        Severity::Warning => paint.yellow(severity),
        Severity::Error => paint.red(severity),
    }
}

/// The findings by rule, in the order of the rules.
pub(super) fn by_rule<'f>(
    findings: impl Iterator<Item = &'f Finding> + Clone,
) -> impl Iterator<Item = (RuleId, Vec<&'f Finding>)> {
    RuleId::ALL
        .into_iter()
        .map(move |rule| {
            (rule, findings.clone().filter(|finding| finding.rule == rule).collect::<Vec<_>>())
        })
        .filter(|(_, findings)| !findings.is_empty())
}
