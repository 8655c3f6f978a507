//! SARIF 2.1.0, the form that code hosts and editors take findings in.

mod log;

use super::uri;
use super::wording::{EXCERPT, clipped};
use crate::check::finding::{Checked, Finding, RuleId, Severity, Site};
use log::*;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Other places of a finding; readers of the form refuse results with thousands.
const PLACES: usize = 100;

pub(super) fn write(to: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let levels = levels(checked);
    let results = checked.findings.iter().map(|finding| result(finding, &levels)).collect();
    let rules = levels.iter().map(|(rule, level)| descriptor(*rule, *level)).collect();
    let driver = Driver { name: "retold", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer(&mut *to, &log)?;
    writeln!(to)
}

/// The rules of the check, in the order of their ids, each with the most that it came to.
fn levels(checked: &Checked) -> BTreeMap<RuleId, Severity> {
    let outcomes = checked.rules.iter().map(|outcome| (outcome.rule, outcome.severity));
    let findings = checked.findings.iter().map(|finding| (finding.rule, finding.severity));
    let mut levels = BTreeMap::new();
    for (rule, severity) in outcomes.chain(findings) {
        let level = levels.entry(rule).or_insert(severity);
        *level = severity.max(*level);
    }
    levels
}

fn descriptor(rule: RuleId, level: Severity) -> Rule {
    Rule {
        id: rule.name(),
        short_description: Message::plain(rule.describes()),
        default_configuration: Configuration { level: level.name() },
        help: Message::plain(format!("{}.", rule.advice())),
    }
}

fn result<'a>(finding: &'a Finding, levels: &BTreeMap<RuleId, Severity>) -> Found<'a> {
    let related = finding.related.iter().take(PLACES).enumerate();
    Found {
        rule_id: finding.rule.name(),
        rule_index: levels.range(..finding.rule).count(),
        level: finding.severity.name(),
        message: Message::plain(without_links(&finding.message)),
        locations: [location(&finding.site, None)],
        related_locations: related.map(|(i, site)| location(site, Some(i))).collect(),
        partial_fingerprints: Fingerprints { v1: &finding.fingerprint },
        properties: Properties {
            corpus: &finding.site.corpus,
            id: finding.site.id.as_deref(),
            relation: finding.relation,
            score: finding.score,
            places: finding.related.len() + 1,
        },
    }
}

fn location(site: &Site, id: Option<usize>) -> Location {
    let (start, end) = (site.start, site.end);
    // The form has no empty text before the first line or column.
    let region = Region {
        start_line: start.line.max(1),
        start_column: start.column.max(1),
        end_line: end.line.max(start.line).max(1),
        end_column: end.column.max(1),
        byte_offset: start.byte,
        byte_length: end.byte.saturating_sub(start.byte),
        snippet: Snippet { text: clipped(&site.excerpt, EXCERPT) },
    };
    let also = |_| {
        let named = site.id.as_ref().map(|id| format!(", {id}")).unwrap_or_default();
        Message::plain(without_links(&format!("also in {}{named}", site.corpus)))
    };
    Location {
        id,
        message: id.map(also),
        physical_location: Physical { artifact_location: artifact(&site.path), region },
    }
}

/// Relative to the root of the sources; an absolute path is no part of them.
fn artifact(path: &str) -> Artifact {
    let uri = uri::reference(path);
    if path.starts_with('/') {
        Artifact { uri: format!("file://{uri}"), uri_base_id: None }
    } else {
        Artifact { uri, uri_base_id: Some("%SRCROOT%") }
    }
}

/// In a message of this form, `[text](target)` is a link. None is ours, so none is from the corpus
/// either.
fn without_links(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}
