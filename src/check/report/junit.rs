//! XML in the form of JUnit: a suite for every rule of the check, a failed case for every finding
//! that fails it.

use super::Facts;
use super::wording::{EXCERPT, clipped, place};
use super::xml::text;
use crate::check::finding::{Checked, Finding, RuleId};
use std::io::{self, Write};

/// Other places of a finding that are listed.
const PLACES: usize = 20;

/// Characters of a message.
const MESSAGE: usize = 2_000;

/// A rule in its scope.
struct Suite<'c> {
    rule: RuleId,
    scope: &'c str,
    findings: Vec<&'c Finding>,
}

pub(super) fn write(to: &mut dyn Write, checked: &Checked, facts: &Facts) -> io::Result<()> {
    let suites = suites(checked);
    let cases: usize = suites.iter().map(|suite| suite.findings.len().max(1)).sum();
    let failures = checked.at_least(facts.fail_on);
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        to,
        "<testsuites name=\"retold check\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\">"
    )?;
    for suite in &suites {
        write_suite(to, suite, facts)?;
    }
    writeln!(to, "</testsuites>")
}

fn suites(checked: &Checked) -> Vec<Suite<'_>> {
    let suite = |rule, scope| Suite { rule, scope, findings: Vec::new() };
    let outcomes = checked.rules.iter();
    let mut suites: Vec<_> = outcomes.map(|one| suite(one.rule, one.scope.as_str())).collect();
    for finding in &checked.findings {
        let at = position(&suites, finding).unwrap_or_else(|| {
            suites.push(suite(finding.rule, finding.site.corpus.as_str()));
            suites.len() - 1
        });
        suites[at].findings.push(finding);
    }
    suites
}

/// The suite whose scope the finding is in, or else one of its rule.
fn position(suites: &[Suite<'_>], finding: &Finding) -> Option<usize> {
    let here = &finding.site.corpus;
    let pair = finding.related.first().map(|site| &site.corpus).filter(|there| *there != here);
    let pairs = pair.map(|there| [format!("{here} in {there}"), format!("{there} in {here}")]);
    let is_scope = |scope| {
        scope == here.as_str()
            || pairs.as_ref().is_some_and(|pairs| pairs.iter().any(|pair| pair == scope))
    };
    let of_rule = |suite: &Suite<'_>| suite.rule == finding.rule;
    let exact = suites.iter().position(|suite| of_rule(suite) && is_scope(suite.scope));
    exact.or_else(|| suites.iter().position(of_rule))
}

fn write_suite(to: &mut dyn Write, suite: &Suite<'_>, facts: &Facts) -> io::Result<()> {
    let name = text(&format!("{}: {}", suite.rule, suite.scope));
    let failing = suite.findings.iter().filter(|finding| finding.severity >= facts.fail_on);
    let (cases, failures) = (suite.findings.len().max(1), failing.count());
    writeln!(
        to,
        "<testsuite name=\"{name}\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\" \
         skipped=\"0\">"
    )?;
    if suite.findings.is_empty() {
        let scope = text(suite.scope);
        writeln!(to, "<testcase classname=\"retold.{}\" name=\"{scope}\"/>", suite.rule)?;
    }
    for finding in &suite.findings {
        case(to, finding, facts)?;
    }
    writeln!(to, "</testsuite>")
}

fn case(to: &mut dyn Write, finding: &Finding, facts: &Facts) -> io::Result<()> {
    // The fingerprint keeps apart two findings at one place.
    let name = text(&format!("{} [{}]", place(&finding.site), finding.fingerprint));
    let (rule, severity) = (finding.rule, finding.severity);
    let (path, line) = (text(&finding.site.path), finding.site.start.line);
    writeln!(
        to,
        "<testcase classname=\"retold.{rule}\" name=\"{name}\" file=\"{path}\" line=\"{line}\">"
    )?;
    let message = text(&clipped(&finding.message, MESSAGE));
    let details = details(finding);
    if severity >= facts.fail_on {
        writeln!(to, "<failure message=\"{message}\" type=\"{severity}\">{details}</failure>")?;
    } else {
        writeln!(to, "<system-out>{severity}: {message}\n{details}</system-out>")?;
    }
    writeln!(to, "</testcase>")
}

/// What stands there, where else, and what to do; escaped.
fn details(finding: &Finding) -> String {
    let excerpt = clipped(&finding.site.excerpt, EXCERPT);
    let others = finding.related.iter().take(PLACES).map(|site| format!("also {}", place(site)));
    let more = match finding.related.len().saturating_sub(PLACES) {
        0 => None,
        more => Some(format!("and {more} more")),
    };
    let advice = format!("{}.", finding.rule.advice());
    let lines = std::iter::once(excerpt).chain(others).chain(more).chain([advice]);
    let lines: Vec<String> = lines.map(|line| text(&line)).collect();
    lines.join("\n")
}
