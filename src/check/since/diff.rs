//! What `git diff` tells, parsed.
//!
//! Two calls share the paths between them. Of texts that were edited or moved the patch is asked,
//! behind a list of records with names as they are:
//!
//! ```text
//! :MODE MODE ID ID M NUL path NUL            an edit
//! :MODE MODE ID ID R090 NUL old NUL new NUL  a move
//! NUL                                        the end of the list
//! diff --git ...                             a section for each record, in the same order
//! index ID..ID                               only if the bytes differ
//! @@ -1,0 +2,3 @@                            three lines from line 2
//! ```
//!
//! Lines of text begin with a sign, and names in a section are quoted, so neither is mistaken for
//! a header. Of all other files the records do: their patches would be the whole files.

use crate::check::since::change::Change;
use std::ops::Range;

/// One file that differs.
pub(super) struct Record<'t> {
    pub(super) path: &'t [u8],
    /// The path at the reference.
    pub(super) was: Option<&'t [u8]>,
}

const SECTION: &[u8] = b"diff --git ";

/// Asks for texts that were edited or moved. What a user may have configured is overruled wherever
/// it would change the form of the answer.
pub(super) fn texts(commit: &str) -> Vec<&str> {
    let patch = ["--patch-with-raw", "--unified=0", "--inter-hunk-context=0", "--diff-filter=MR"];
    asked(&patch, commit)
}

/// Asks for all others.
pub(super) fn others(commit: &str) -> Vec<&str> {
    asked(&["--raw", "--diff-filter=mr"], commit)
}

fn asked<'a>(form: &[&'a str], commit: &'a str) -> Vec<&'a str> {
    let mut asked = vec!["diff", "-z", "--no-abbrev", "--full-index", "--find-renames"];
    asked.extend(["--no-color", "--no-ext-diff", "--no-textconv", "--no-relative"]);
    asked.push("--ignore-submodules=all");
    asked.extend(form);
    asked.extend([commit, "--"]);
    asked
}

/// The records, and what follows their end.
pub(super) fn records(mut told: &[u8]) -> (Vec<Record<'_>>, &[u8]) {
    let mut records = Vec::new();
    while told.first() == Some(&b':') {
        let Some((record, rest)) = record(told) else { return (records, &[]) };
        records.push(record);
        told = rest;
    }
    (records, told.strip_prefix(&[0]).unwrap_or(told))
}

fn record(told: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (head, rest) = field(told)?;
    let (path, rest) = field(rest)?;
    match head.rsplit(|byte| *byte == b' ').next()?.first()? {
        b'R' | b'C' => {
            let (new, rest) = field(rest)?;
            Some((Record { path: new, was: Some(path) }, rest))
        }
        b'A' => Some((Record { path, was: None }, rest)),
        _ => Some((Record { path, was: Some(path) }, rest)),
    }
}

fn field(told: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(0, told)?;
    Some((&told[..end], &told[end + 1..]))
}

/// The records of a patch, and what its sections tell of them. If these cannot be told apart, all
/// of each file counts: too much is reported rather than too little.
pub(super) fn changes(told: &[u8]) -> Vec<(Record<'_>, Change)> {
    let (records, patch) = records(told);
    let sections = sections(patch);
    let is_whole = sections.len() == records.len();
    let mut sections = sections.into_iter();
    let mut told = || sections.next().filter(|_| is_whole).unwrap_or(Change::Added);
    records.into_iter().map(|record| (record, told())).collect()
}

fn sections(patch: &[u8]) -> Vec<Change> {
    let mut sections = Vec::new();
    for line in patch.split(|byte| *byte == b'\n') {
        if line.starts_with(SECTION) {
            sections.push(Change::Unchanged);
        } else if let Some(section) = sections.last_mut() {
            if line.starts_with(b"index ") {
                // A patch of lines follows, unless the file is not text.
                *section = Change::Added;
            } else if line.starts_with(b"@@ ") {
                add(section, line);
            }
        }
    }
    sections
}

/// Adds what one hunk tells; one that cannot be read counts for all lines.
fn add(section: &mut Change, header: &[u8]) {
    let new = hunk(header).unwrap_or(1..u64::MAX);
    let new = (!new.is_empty()).then_some(new);
    match section {
        Change::Lines(lines) => lines.extend(new),
        _ => *section = Change::Lines(new.into_iter().collect()),
    }
}

/// The lines of the present file in `@@ -a,b +c,d @@`.
fn hunk(header: &[u8]) -> Option<Range<u64>> {
    let new = header.split(|byte| *byte == b'+').nth(1)?;
    let numbers = std::str::from_utf8(new.split(|byte| *byte == b' ').next()?).ok()?;
    let (start, count) = numbers.split_once(',').unwrap_or((numbers, "1"));
    let start: u64 = start.parse().ok()?;
    Some(start..start.checked_add(count.parse().ok()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_by_their_headers() {
        assert_eq!(hunk(b"@@ -1,2 +3,4 @@ fn a"), Some(3..7));
        assert_eq!(hunk(b"@@ -1 +1 @@"), Some(1..2));
        assert_eq!(hunk(b"@@ -1,2 +0,0 @@ \xff"), Some(0..0));
        for odd in ["@@ ", "@@ -1", "@@ -1 +", "@@ -1 +x,1 @@", "@@ -1 +18446744073709551615,9 @@"]
        {
            assert_eq!(hunk(odd.as_bytes()), None, "{odd}");
        }
    }

    #[test]
    fn sections_that_do_not_match_make_all_count() {
        let told = b":1 1 a b M\0x\0:1 1 a b M\0y\0\0diff --git x x\nindex 1..2\n@@ -1 +1 @@\n+a";
        let changes: Vec<Change> = changes(told).into_iter().map(|(_, change)| change).collect();
        assert_eq!(changes, [Change::Added, Change::Added]);
    }
}
