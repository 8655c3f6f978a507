//! From what was found to what is told: what is new, what a limit allows, and where it stands.

use super::Explained;
use super::baseline::{Baseline, Entry};
use super::finding::{Finding, Position, RuleId, RuleOutcome, Severity, Site, Stale};
use super::found::{Found, Mark, Spot};
use super::library::{Library, Touched, Unreadable};
use super::limit::Limit;
use super::plan::{Plan, Rule};
use super::site::{lines, sites};
use crate::{Error, Result};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

/// A finding with the marks of its places.
pub(super) struct Marked {
    pub(super) found: Found,
    pub(super) marks: Vec<Mark>,
    /// Each place that an acceptance is for is accepted.
    pub(super) accepted: Vec<bool>,
    pub(super) fingerprint: String,
}

/// Marks and fingerprints, in the order of what was found.
pub(super) fn mark(plan: &Plan, library: &Library, found: Vec<Found>) -> Vec<Marked> {
    let mut counts: BTreeMap<(usize, Mark), u32> = BTreeMap::new();
    let mark = |found: Found| {
        let marks = found.marks(library);
        let first = marks.first().cloned().unwrap_or_default();
        let nth = counts.entry((found.rule, first.clone())).or_default();
        *nth += 1;
        let rule = &plan.rules[found.rule];
        let mut hash = Xxh3::new();
        hash.update(rule.id.name().as_bytes());
        hash.update(plan.scope(rule).as_bytes());
        first.0.iter().for_each(|one| hash.update(&one.to_le_bytes()));
        hash.update(&nth.to_le_bytes());
        let accepted = vec![false; marks.len()];
        Marked { found, marks, accepted, fingerprint: format!("{:016x}", hash.digest()) }
    };
    found.into_iter().map(mark).collect()
}

/// The entries of a baseline that would accept all of these.
pub(super) fn entries(plan: &Plan, library: &Library, all: &[Marked]) -> Vec<Entry> {
    let of_one = |one: &Marked| {
        let rule = &plan.rules[one.found.rule];
        let entry = |(spot, mark): (&Spot, &Mark)| Entry {
            rule: rule.id,
            scope: plan.scope(rule),
            path: library.file(spot.doc).shown.clone(),
            id: library.doc(spot.doc).id.as_deref().map(str::to_owned),
            text: mark.clone(),
            within: spot.span.as_ref().map(|_| Mark::of(&library.row(spot.doc).tokens).short()),
        };
        one.found.spots.iter().zip(&one.marks).map(entry).collect::<Vec<_>>()
    };
    all.iter().flat_map(of_one).collect()
}

/// Accepts what the baseline has; gives what of it is stale.
pub(super) fn accept(
    plan: &Plan,
    library: &Library,
    all: &mut [Marked],
    baseline: &Baseline,
) -> Vec<Stale> {
    let (accepted, stale) = baseline.matched(&entries(plan, library, all));
    let mut accepted = accepted.into_iter();
    for one in all {
        one.accepted.iter_mut().zip(accepted.by_ref()).for_each(|(to, from)| *to = from);
    }
    stale
}

impl Marked {
    pub(super) fn is_accepted(&self) -> bool {
        self.accepted.iter().all(|accepted| *accepted)
    }

    /// Whether the change touched a place of it; then that is where to look first.
    pub(super) fn is_touched(&mut self, library: &Library) -> Result<bool> {
        let mut touched = Vec::with_capacity(self.found.spots.len());
        for spot in &self.found.spots {
            touched.push(is_touched(library, spot)?);
        }
        let is_new = |at: &usize| self.accepted.get(*at).is_some_and(|accepted| !accepted);
        let all = 0..touched.len();
        let first = all.clone().filter(|at| touched[*at]).find(is_new);
        if let Some(first) = first.or(all.clone().find(|at| touched[*at])) {
            self.found.first = first;
        }
        Ok(touched.contains(&true))
    }

    /// Of a passage that has one place too many, that is the one to look at.
    pub(super) fn look_at_new(&mut self) {
        let is_new = |at: usize| self.accepted.get(at).is_some_and(|accepted| !accepted);
        // One side of a pair is as good as the other.
        if self.accepted.len() > 1
            && !is_new(self.found.first)
            && let Some(new) = (0..self.accepted.len()).find(|at| is_new(*at))
        {
            self.found.first = new;
        }
    }
}

fn is_touched(library: &Library, spot: &Spot) -> Result<bool> {
    Ok(match (&library.doc(spot.doc).touched, &spot.span) {
        (Touched::Nothing, _) => false,
        (Touched::All, _) | (Touched::Lines(_), None) => true,
        (Touched::Lines(touched), Some(_)) => {
            let lines = lines(library, spot)?;
            touched.iter().any(|range| range.start < lines.end && lines.start < range.end)
        }
    })
}

/// Findings with their severity, and what each rule came to.
pub(super) fn judge(
    plan: &Plan,
    library: &Library,
    new: &[Marked],
    accepted: &BTreeMap<usize, u64>,
) -> Result<(Vec<Finding>, Vec<RuleOutcome>)> {
    let (mut findings, mut outcomes) = (Vec::new(), Vec::new());
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
        for (one, severity) in of_rule.into_iter().zip(severities) {
            findings.push(finding(plan, library, one, severity)?);
        }
    }
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
    let size = |doc: crate::DocId| {
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
            let is_its = |doc: &crate::DocId| {
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

fn finding(plan: &Plan, library: &Library, one: &Marked, severity: Severity) -> Result<Finding> {
    let found = &one.found;
    let first = found.first.min(found.spots.len() - 1);
    let others = found.spots.iter().enumerate().filter(|(at, _)| *at != first);
    let spots: Vec<&Spot> =
        std::iter::once(&found.spots[first]).chain(others.map(|(_, spot)| spot)).collect();
    let mut sites = sites(plan, library, &spots)?.into_iter();
    let lost =
        || Error::input("a finding has no place; run again when nothing writes to the files");
    Ok(Finding {
        rule: plan.rules[found.rule].id,
        severity,
        fingerprint: one.fingerprint.clone(),
        message: found.message.clone(),
        relation: found.relation,
        score: found.score,
        site: sites.next().ok_or_else(lost)?,
        related: sites.collect(),
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
        let first = one.found.first.min(one.found.spots.len() - 1);
        let second = (0..one.found.spots.len()).find(|at| *at != first);
        let mut texts = Vec::new();
        for at in std::iter::once(first).chain(second) {
            let spot = &one.found.spots[at];
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
            crate::error::escape(&file.shown),
            file.offset
        ))),
    }
}
