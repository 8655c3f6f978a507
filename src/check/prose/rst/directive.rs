//! Directives of reStructuredText, of docutils and Sphinx: which hold prose.

/// What of a directive is prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Unread,
    /// What is indented, not what stands in the line of its name.
    Body,
    All,
}

/// Of code, addresses, data, and what other files hold.
const UNREAD: [&str; 41] = [
    "code",
    "code-block",
    "sourcecode",
    "literalinclude",
    "math",
    "raw",
    "highlight",
    "toctree",
    "image",
    "parsed-literal",
    "include",
    "contents",
    "index",
    "meta",
    "role",
    "default-role",
    "doctest",
    "testcode",
    "testoutput",
    "testsetup",
    "testcleanup",
    "productionlist",
    "csv-table",
    "graphviz",
    "graph",
    "digraph",
    "inheritance-diagram",
    "mermaid",
    "uml",
    "plantuml",
    "plot",
    "ipython",
    "jupyter-execute",
    "prompt",
    "command-output",
    "program-output",
    "module",
    "currentmodule",
    "tabularcolumns",
    "unicode",
    "replace",
];

/// Notes, titles, captions: the line of the name has prose, too.
const WITH_TITLE: [&str; 21] = [
    "note",
    "warning",
    "tip",
    "hint",
    "important",
    "attention",
    "caution",
    "danger",
    "error",
    "admonition",
    "seealso",
    "todo",
    "topic",
    "sidebar",
    "rubric",
    "centered",
    "table",
    "list-table",
    "epigraph",
    "dropdown",
    "tab-item",
];

/// Which begin with the number of a version.
const WITH_VERSION: [&str; 4] = ["versionadded", "versionchanged", "versionremoved", "deprecated"];

/// `name:: argument`.
pub(super) struct Directive {
    /// Where in the text what may be prose of its argument begins.
    pub(super) argument: usize,
    pub(super) content: Content,
}

impl Directive {
    /// Of the text behind `..`, if it is a directive.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (name, argument) = text.split_once("::")?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':');
        if name.is_empty() || name.starts_with('_') || !name.chars().all(is_name) {
            return None;
        }
        let start = name.len() + "::".len();
        let lowered = name.to_ascii_lowercase();
        let is_in = |names: &[&str]| names.contains(&lowered.as_str());
        if is_in(&WITH_VERSION) {
            let version = argument.trim_start();
            let version = version.find(char::is_whitespace).unwrap_or(version.len());
            let blanks = argument.len() - argument.trim_start().len();
            return Some(Self { argument: start + blanks + version, content: Content::All });
        }
        let content = if is_in(&UNREAD) {
            Content::Unread
        } else if is_in(&WITH_TITLE) {
            Content::All
        } else {
            Content::Body
        };
        Some(Self { argument: start, content })
    }
}
