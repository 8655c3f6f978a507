//! One JSON object: finds the wanted members, passes over all others.
//!
//! `serde_json` validates the whole line; wanted values are borrowed as they stand, and nothing is
//! allocated for the others. Of a name given twice the last value counts. Depth is no problem:
//! values are passed over without recursion.
//!
//! Cost: one pass over the line, at some GB/s when its strings are long.

use crate::input::reject::{Flaw, RejectKind};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The values found in one record, by the order in which they were wanted.
pub(super) type Slots<'c> = Vec<Option<&'c RawValue>>;

/// The members that are wanted.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    root: Node,
    count: usize,
}

#[derive(Debug, Default)]
struct Node {
    slots: Vec<usize>,
    members: Vec<(String, Node)>,
}

impl Wanted {
    /// The values of these paths, in this order.
    pub(super) fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wanted = Wanted::default();
        for path in paths {
            wanted.root.insert(&mut path.split('.'), wanted.count);
            if path.contains('.') {
                wanted.root.insert(&mut std::iter::once(path), wanted.count);
            }
            wanted.count += 1;
        }
        wanted
    }

    /// Replaces `slots` by what `line` holds.
    pub(super) fn find<'c>(&self, line: &'c str, slots: &mut Slots<'c>) -> Result<(), Flaw> {
        slots.clear();
        slots.resize(self.count, None);
        let invalid = |error| Flaw::new(RejectKind::InvalidJson, not_json(line, &error));
        if line.trim_ascii_start().starts_with('{') {
            return find(&self.root, line, slots).map_err(invalid);
        }
        serde_json::from_str::<IgnoredAny>(line).map_err(invalid)?;
        let advice = if line.trim_ascii_start().starts_with('[') {
            "; `jq -c '.[]'` makes a line of each item of a list"
        } else {
            ""
        };
        let found = kind(line.trim_ascii());
        let reason = format!("expected a JSON object on each line, found {found}{advice}");
        Err(Flaw::new(RejectKind::NotAnObject, reason))
    }
}

impl Node {
    fn insert<'a>(&mut self, path: &mut impl Iterator<Item = &'a str>, slot: usize) {
        let Some(name) = path.next() else { return self.slots.push(slot) };
        let at = self.members.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.members.push((name.to_owned(), Node::default()));
            self.members.len() - 1
        });
        self.members[at].1.insert(path, slot);
    }

    /// Takes `value` for this member and what is wanted in it, in place of an earlier value.
    fn take<'c>(
        &self,
        value: &'c RawValue,
        slots: &mut [Option<&'c RawValue>],
    ) -> serde_json::Result<()> {
        for slot in &self.slots {
            slots[*slot] = Some(value);
        }
        if self.members.is_empty() {
            return Ok(());
        }
        self.clear_members(slots);
        if value.get().starts_with('{') { find(self, value.get(), slots) } else { Ok(()) }
    }

    fn clear_members(&self, slots: &mut [Option<&RawValue>]) {
        for (_, member) in &self.members {
            for slot in &member.slots {
                slots[*slot] = None;
            }
            member.clear_members(slots);
        }
    }
}

fn find<'c>(
    node: &Node,
    object: &'c str,
    slots: &mut [Option<&'c RawValue>],
) -> serde_json::Result<()> {
    let mut json = serde_json::Deserializer::from_str(object);
    json.deserialize_map(Members { node, slots })?;
    json.end()
}

struct Members<'n, 's, 'c> {
    node: &'n Node,
    slots: &'s mut [Option<&'c RawValue>],
}

impl<'c> Visitor<'c> for Members<'_, '_, 'c> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'c>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(member) = map.next_key_seed(Name(self.node))? {
            match member {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(Name(node)) => {
                    let value = map.next_value::<&RawValue>()?;
                    node.take(value, self.slots).map_err(de::Error::custom)?;
                }
            }
        }
        Ok(())
    }
}

/// Reads a name as bytes: unlike a string, it may then hold a surrogate without its other half.
struct Name<'n>(&'n Node);

impl<'c> DeserializeSeed<'c> for Name<'_> {
    type Value = Option<Self>;

    fn deserialize<D: Deserializer<'c>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_bytes(self)
    }
}

impl<'c> Visitor<'c> for Name<'_> {
    type Value = Option<Self>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_bytes<E: de::Error>(self, name: &'c [u8]) -> Result<Self::Value, E> {
        // Bytes are read without this check.
        if name.iter().any(|byte| *byte < b' ') {
            return Err(E::custom("control character in a name"));
        }
        self.visit_bytes(name)
    }

    fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<Self::Value, E> {
        let members = &self.0.members;
        Ok(members.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, node)| Name(node)))
    }
}

/// What kind of value the JSON text is, with its article.
pub(super) fn kind(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// The inside of the JSON string `value`, still escaped.
pub(super) fn string(value: &RawValue) -> Option<&str> {
    value.get().strip_prefix('"')?.strip_suffix('"')
}

fn not_json(line: &str, error: &serde_json::Error) -> String {
    let full = error.to_string();
    let what = full.rfind(" at line ").map_or(full.as_str(), |end| &full[..end]);
    let advice = match line.trim_ascii() {
        "{" | "[" => "; each record is one line here: `jq -c` makes such lines",
        _ => "",
    };
    format!(
        "expected one JSON object on the line, but at its byte {}: {what}{advice}",
        error.column()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str], line: &str) -> Vec<String> {
        let mut slots = Vec::new();
        Wanted::new(paths.iter().copied()).find(line, &mut slots).unwrap();
        slots.iter().map(|slot| slot.map_or("-", RawValue::get).to_owned()).collect()
    }

    fn refused(line: &str) -> (RejectKind, String) {
        let flaw = Wanted::new(["text"]).find(line, &mut Vec::new()).unwrap_err();
        (flaw.kind, flaw.error.to_string())
    }

    #[test]
    fn paths_reach_into_objects_and_dotted_names() {
        let line = r#" {"a":{"b":1,"c":[2]},"d":"x","a.c":3,"e":1e999} "#;
        assert_eq!(
            found(&["a.b", "a", "a.c", "d", "d.x", "e", "f"], line),
            ["1", r#"{"b":1,"c":[2]}"#, "3", "\"x\"", "-", "1e999", "-"]
        );
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        assert_eq!(found(&["a", "b.c"], r#"{"a":1,"b":{"c":1},"a":2,"b":{}}"#), ["2", "-"]);
        assert_eq!(found(&["t"], r#"{"\u0074":1,"\ud800":2}"#), ["1"]);
    }

    #[test]
    fn the_whole_line_is_validated() {
        for line in [
            "{\"a\":1}}",
            "{\"a\":[1,]}",
            "{\"a\\\n\":1}",
            "{\"a\u{1}\":1}",
            "{\"a\":\"\t\"}",
            "{",
            "",
            "{\"a\":01}",
        ] {
            assert_eq!(refused(line).0, RejectKind::InvalidJson, "{line}");
        }
        let (_, reason) = refused(r#"{"text": "x",}"#);
        assert_eq!(
            reason,
            "expected one JSON object on the line, but at its byte 14: trailing comma"
        );
        let (kind, reason) = refused("[1, 2]");
        assert_eq!(kind, RejectKind::NotAnObject);
        assert!(reason.contains("found a list; `jq"), "{reason}");
    }

    #[test]
    fn depth_is_no_problem() {
        let deep = format!("{{\"a\":{}{},\"text\":1}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(found(&["text"], &deep), ["1"]);
        assert_eq!(refused(&"[".repeat(100_000)).0, RejectKind::InvalidJson);
        let objects =
            format!("{{\"text\":{}1{}}}", "{\"text\":".repeat(50_000), "}".repeat(50_000));
        assert_eq!(found(&["text.text.text.x"], &objects), ["-"]);
    }
}
