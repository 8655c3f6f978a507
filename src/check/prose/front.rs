//! Front matter: settings that stand before the text of a page, between two lines of `---` (YAML)
//! or `+++` (TOML).

/// Where the text begins. What no second line ends, or begins with a blank line, is no front
/// matter: `---` is a rule, too.
pub(super) fn front_matter_end(source: &str) -> usize {
    let mut lines = source.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let fence = first.trim_end();
    if !matches!(fence, "---" | "+++") {
        return 0;
    }
    let mut end = first.len();
    for (i, line) in lines.enumerate() {
        end += line.len();
        let line = line.trim_end();
        if line == fence || (line == "..." && fence == "---") {
            return end;
        }
        if i == 0 && line.is_empty() && fence == "---" {
            return 0;
        }
    }
    0
}
