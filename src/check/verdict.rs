//! From what was found to what is told: what is new, what a limit allows, and where it stands.

use super::Explained;
use super::finding::{Finding, Position, RuleId, RuleOutcome, Severity, Site};
use super::found::{Found, Spot};
use super::library::{Library, Unreadable};
use super::limit::Limit;
use super::marked::Marked;
use super::plan::Plan;
use super::rule::Rule;
use super::site::sites;
use crate::base::error::{Error, Result};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

/// Findings with their severity, and what each rule came to.
pub(super) fn judge(
    plan: &Plan,
    library: &Library,
    new: &[Marked],
    accepted: &BTreeMap<usize, u64>,
) -> Result<(Vec<Finding>, Vec<RuleOutcome>)> {
    let (mut findings, mut outcomes, mut judged) = (Vec::new(), Vec::new(), Vec::new());
    for (number, rule) in plan.rules.iter().enumerate() {
        let of_rule: Vec<&Marked> = new.iter().filter(|one| one.found.rule == number).collect();
        let Judged { severities, exceeded } = severities(library, rule, &of_rule);
        let unreadable = unreadable(plan, library, rule);
        outcomes.push(RuleOutcome {
            rule: rule.id,
            scope: plan.scope(rule),
            severity: rule.severity,
            found: (of_rule.len() + unreadable.len()) as u64,
            accepted: accepted.get(&number).copied().unwrap_or_default(),
            limit: limit(rule),
            exceeded: exceeded || !unreadable.is_empty(),
        });
        findings.extend(unreadable);
        judged.extend(of_rule.into_iter().zip(severities));
    }
    // All at once, so that no file is looked at twice.
    let all: Vec<&Spot> = judged.iter().flat_map(|(one, _)| spots(&one.found)).collect();
    let mut sites = sites(plan, library, &all)?.into_iter();
    let told = judged.iter().map_while(|(one, severity)| finding(plan, one, *severity, &mut sites));
    findings.extend(told);
    refuse_unlooked(plan, library)?;
    findings.sort_by(|a, b| {
        let place = |one: &Finding| (one.rule, one.site.path.clone(), one.site.start);
        b.severity.cmp(&a.severity).then_with(|| place(a).cmp(&place(b)))
    });
    Ok((findings, outcomes))
}

fn limit(rule: &Rule) -> Option<String> {
    let per = rule.max_per_source.map(|limit| format!("{limit} per source"));
    let limits: Vec<String> = rule.max.map(|max| max.to_string()).into_iter().chain(per).collect();
    (!limits.is_empty()).then(|| limits.join(", "))
}

struct Judged {
    severities: Vec<Severity>,
    exceeded: bool,
}

/// What limits leave of a rule's severity: what they allow is a note.
fn severities(library: &Library, rule: &Rule, found: &[&Marked]) -> Judged {
    let by_tokens = matches!(rule.id, RuleId::RepeatedPassages | RuleId::Boilerplate);
    let docs = || library.of(rule.of);
    let weigh = |limit: Limit, of: &[&Marked], whole: &dyn Fn() -> u64| match limit {
        Limit::Count(_) => limit.allows(of.len() as u64, 0),
        Limit::Share(_) => limit.allows(of.iter().map(|one| one.found.weight).sum(), whole()),
    };
    let size = |doc: crate::base::document::DocId| {
        if by_tokens { library.row(doc).tokens.len() as u64 } else { 1 }
    };
    let all_over = match rule.max {
        Some(max) => !weigh(max, found, &|| docs().map(size).sum()),
        None => rule.max_per_source.is_none() && !found.is_empty(),
    };
    let source = |one: &Marked| {
        let doc = one.found.spots[one.found.first.min(one.found.spots.len() - 1)].doc;
        library.doc(doc).source.as_deref().unwrap_or_default()
    };
    let mut over = BTreeMap::new();
    if let Some(max) = rule.max_per_source {
        let mut by_source: BTreeMap<&str, Vec<&Marked>> = BTreeMap::new();
        for one in found {
            by_source.entry(source(one)).or_default().push(one);
        }
        for (name, of_source) in by_source {
            let is_its = |doc: &crate::base::document::DocId| {
                library.doc(*doc).source.as_deref().unwrap_or_default() == name
            };
            let whole = || docs().filter(is_its).map(size).sum();
            over.insert(name, !weigh(max, &of_source, &whole));
        }
    }
    let is_over = |one: &&Marked| all_over || over.get(source(one)).is_some_and(|over| *over);
    let exceeded = all_over || over.values().any(|over| *over);
    let severity = |one: &&Marked| if is_over(one) { rule.severity } else { Severity::Note };
    Judged { severities: found.iter().map(severity).collect(), exceeded }
}

/// The places of a finding, where to look first before the others.
fn spots(found: &Found) -> impl Iterator<Item = &Spot> {
    let first = found.first.min(found.spots.len() - 1);
    let others = found.spots.iter().enumerate().filter(move |(at, _)| *at != first);
    std::iter::once(&found.spots[first]).chain(others.map(|(_, spot)| spot))
}

fn finding(
    plan: &Plan,
    one: &Marked,
    severity: Severity,
    sites: &mut impl Iterator<Item = Site>,
) -> Option<Finding> {
    let found = &one.found;
    Some(Finding {
        rule: plan.rules[found.rule].id,
        severity,
        fingerprint: one.fingerprint.clone(),
        message: found.message.clone(),
        relation: found.relation,
        score: found.score,
        site: sites.next()?,
        related: sites.take(found.spots.len() - 1).collect(),
    })
}

/// The findings whose fingerprints begin so, with the texts at their first two places.
pub(super) fn explain(
    library: &Library,
    marked: &[Marked],
    findings: &[Finding],
    name: &str,
) -> Result<Vec<Explained>> {
    let mut explained = Vec::new();
    for finding in findings.iter().filter(|finding| finding.fingerprint.starts_with(name)) {
        let Some(one) = marked.iter().find(|one| one.fingerprint == finding.fingerprint) else {
            continue;
        };
        let mut texts = Vec::new();
        for spot in spots(&one.found).take(2) {
            let (text, ..) = library.prose(spot.doc)?;
            let span = spot.span.as_ref().map_or(0..text.len(), |(_, bytes)| bytes.clone());
            texts.push(text.get(span).unwrap_or_default().to_owned());
        }
        explained.push(Explained { finding: finding.clone(), texts });
    }
    Ok(explained)
}

/// Files of the rule's corpus that hold no text: nothing is known of them, which is never allowed.
fn unreadable(plan: &Plan, library: &Library, rule: &Rule) -> Vec<Finding> {
    let files = library.unreadable.iter();
    let files = files.filter(|file| rule.id == RuleId::Encoding && file.corpus == rule.of);
    let finding = |Unreadable { corpus, shown, offset }: &Unreadable| {
        let place = Position { line: 1, column: 1, byte: *offset as u64 };
        let mut hash = Xxh3::new();
        hash.update(shown.as_bytes());
        Finding {
            rule: RuleId::Encoding,
            severity: Severity::Error,
            fingerprint: format!("{:016x}", hash.digest()),
            message: format!("{shown} is no UTF-8 at byte {offset}, and was not compared"),
            relation: None,
            score: None,
            site: Site {
                corpus: plan.corpora[*corpus].name.clone(),
                path: shown.clone(),
                id: None,
                start: place,
                end: place,
                excerpt: String::new(),
            },
            related: Vec::new(),
        }
    };
    files.map(finding).collect()
}

/// Where no rule would tell of a file that was not compared, the check has not run.
fn refuse_unlooked(plan: &Plan, library: &Library) -> Result<()> {
    let told = |corpus: usize| {
        plan.rules.iter().any(|rule| rule.id == RuleId::Encoding && rule.of == corpus)
    };
    match library.unreadable.iter().find(|file| !told(file.corpus)) {
        None => Ok(()),
        Some(file) => Err(Error::input(format!(
            "{} is no UTF-8 at byte {}; convert it, leave it out with `ignore`, or turn on the \
             rule `encoding`, which tells of such files",
            crate::base::error::escape(&file.shown),
            file.offset
        ))),
    }
}
