//! The wings of `src`, lowest first: each imports from those before it only, and names the room
//! that defines a thing, never the crate's root. The table in `docs/design.md` is this one.

use std::fs;
use std::path::{Path, PathBuf};

/// The wings, lowest first.
const WINGS: [&str; 18] = [
    "base",
    "settings",
    "storage",
    "text",
    "documents",
    "input",
    "output",
    "passages",
    "dedup",
    "compare",
    "index",
    "report",
    "jobs",
    "plan",
    "check",
    "stages",
    "fuzzing",
    "cli",
];

fn level(wing: &str) -> Option<usize> {
    WINGS.iter().position(|one| *one == wing)
}

/// All sources below a folder, in order.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        entries.push(entry?.path());
    }
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

/// The lines of code of a file, numbered from 1, without comments and without its tests, which may
/// use all.
fn code(source: &str) -> Vec<(usize, &str)> {
    let mut code = Vec::new();
    let mut lines = source.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        if ["#[cfg(test)]", "#[cfg(all(test"].iter().any(|test| line[indent..].starts_with(test)) {
            // A statement or a module: passed over to its end.
            let opens = lines.peek().is_some_and(|(_, next)| next.ends_with('{'));
            let end = format!("{}}}", " ".repeat(indent));
            lines.by_ref().find(|(_, line)| !opens || *line == end);
        } else {
            code.push((number + 1, line.split("//").next().unwrap_or_default()));
        }
    }
    code
}

/// What a file names through `crate::`.
fn imports(source: &str) -> Vec<(usize, String)> {
    let name = |part: &str| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let of_line = |(number, line): (usize, &str)| {
        line.split("crate::").skip(1).map(|part| (number, name(part))).collect::<Vec<_>>()
    };
    code(source).into_iter().flat_map(of_line).collect()
}

/// `super`s of a file so many modules below the crate's root reach the root, and with it any wing.
fn climbs(source: &str, depth: usize) -> bool {
    code(source).iter().any(|(_, line)| line.contains(&"super::".repeat(depth)))
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

/// The imports of a file of `wing` that are not allowed.
fn wrong(wing: &str, source: &str) -> Vec<String> {
    let own = level(wing);
    let mut wrong = Vec::new();
    for (line, name) in imports(source) {
        let other = level(&name);
        let problem = match (own, other) {
            (None, _) => format!("`{wing}` is no wing"),
            (_, None) => format!("imports `crate::{name}` through the crate's root"),
            (Some(own), Some(other)) if other > own => format!("imports the later wing `{name}`"),
            _ => continue,
        };
        wrong.push(format!("line {line}: {problem}"));
    }
    wrong
}

#[test]
fn wrong_imports_are_seen() {
    let planted = |wing, source: &str| wrong(wing, source).len();
    assert_eq!(planted("text", "use crate::dedup::sketch::Sketch;"), 1);
    assert_eq!(planted("text", "    let a = crate::settings::banding::BINS;"), 0);
    assert_eq!(planted("settings", "use crate::text::Tokenizer;"), 1);
    assert_eq!(planted("cli", "use crate::{Error, Result};"), 1);
    assert_eq!(planted("cli", "use crate::Error;"), 1);
    assert_eq!(planted("base", "// See crate::cli.\nuse crate::base::mix::mix;"), 0);
    let tests = "#[cfg(test)]\nmod tests {\n    use crate::cli::main;\n}\nuse crate::cli::main;\n";
    assert_eq!(wrong("base", tests), ["line 5: imports the later wing `cli`"]);
    assert!(climbs("use super::super::text;", 2));
    assert!(!climbs("use super::text;", 2));
}

#[test]
fn the_design_page_shows_these_wings() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/design.md");
    let page = fs::read_to_string(page).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("/` |"));
    let shown: Vec<&str> = rows.map(|(wing, _)| wing).collect();
    assert_eq!(shown, WINGS);
}

#[test]
fn each_wing_uses_only_those_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files).unwrap();
    assert!(files.len() > 200, "only {} files read", files.len());
    let mut all = Vec::new();
    for path in files {
        let below = path.strip_prefix(&src).unwrap();
        let wing = below.components().next().unwrap().as_os_str().to_str().unwrap();
        if wing.ends_with(".rs") || is_test(below) {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let is_mod = below.file_name().is_some_and(|name| name == "mod.rs");
        if climbs(&source, below.components().count() - usize::from(is_mod)) {
            all.push(format!("{} reaches the crate's root by `super`", below.display()));
        }
        all.extend(wrong(wing, &source).iter().map(|one| format!("{} {one}", below.display())));
    }
    assert!(all.is_empty(), "{} wrong imports:\n{}", all.len(), all.join("\n"));
}
