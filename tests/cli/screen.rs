//! What reaches a screen cannot harm it.

use super::harness::{Ended, Lab};
use super::prose::prose;
use serde_json::json;
use std::process::Command;

const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202E}txt.exe\u{9b}31m\r\u{8}\u{2066}<script>alert(1)</script>\u{FEFF}";

/// No control character but line ends, and nothing that turns the reading direction.
pub(crate) fn harmless(text: &str) {
    let harmful = |c: char| {
        c != '\n'
            && (c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
    };
    assert!(!text.contains(harmful), "{text:?}");
}

fn screens(ended: &Ended) {
    harmless(ended.text());
    harmless(&ended.stderr);
}

/// A file whose every field is hostile, with a duplicate.
fn hostile(lab: &Lab, name: &str) {
    let line = |id: &str| {
        let text = format!("{HOSTILE} {}", prose(1, 30));
        format!("{}\n", json!({"id": format!("{HOSTILE}{id}"), "source": HOSTILE, "text": text}))
    };
    lab.write(name, line("a") + &line("b"));
}

#[test]
fn the_summary_shows_hostile_text_escaped() {
    let lab = Lab::new();
    hostile(&lab, "in.jsonl");
    let ended = lab.call("dedup in.jsonl -o out.jsonl --report report").ok();
    screens(&ended);
    // It is shown all the same.
    assert!(ended.text().contains("owned") && ended.text().contains("\\u{1b}"), "{}", ended.text());
    // In a file it is what it was.
    assert_eq!(lab.lines("report/removed.jsonl")[0]["id"], format!("{HOSTILE}b"));
    // JSON on standard output escapes what is below a blank; the rest is told apart by programs.
    let ended = lab.call("dedup in.jsonl -o out.jsonl --format json").ok();
    assert_eq!(ended.json()["sources"][0]["source"], HOSTILE);
    assert!(!ended.text().contains('\u{1b}'));
}

#[test]
fn errors_show_hostile_names_escaped() {
    let lab = Lab::new();
    let name = format!("{}.jsonl", HOSTILE.replace('/', ""));
    for args in ["dedup -o out", "tokens"] {
        let ended = lab.call(args).arg(&name).exits(2);
        screens(&ended);
        ended.says(&["\\u{1b}", "owned"]);
    }
    lab.write(&name, "{broken\n");
    screens(&lab.call("dedup -o out").arg(&name).exits(2));
    hostile(&lab, &name);
    for flags in [
        &["--report", &name][..],
        &["--max-removed", "0%"],
        &["--max-removed-per", "source=0%"],
        &["--max-removed-per", &format!("{HOSTILE}=0%")],
        &["--threshold", HOSTILE],
        &["--keep", HOSTILE],
        &["--window", HOSTILE],
        &["--max-removed", HOSTILE],
        &["--max-record", HOSTILE],
        &["--remove", HOSTILE],
        &["--config", HOSTILE],
        &["--on-error", HOSTILE],
        &[HOSTILE],
        &["--temp-dir", HOSTILE, "-"],
    ] {
        let call = lab.call("dedup -o out").args(flags).arg(&name);
        let ended = call.stdin("{\"text\":\"a\"}\n").run();
        assert_ne!(ended.code, Some(0), "{flags:?}");
        screens(&ended);
    }
    let ended = lab.call("dedup").arg(&name).arg("-o").arg(HOSTILE.replace('/', "")).ok();
    screens(&ended);
    lab.write("in.csv", format!("\"{HOSTILE}\",b\n1,2\n"));
    screens(&lab.call("dedup in.csv -o out2").exits(2));
    lab.write("x.jsonl", format!("{{\"text\":{HOSTILE}\n"));
    screens(&lab.call("dedup x.jsonl -o out2").exits(2));
    screens(&lab.call(HOSTILE).exits(2));
}

#[test]
fn pipes_get_no_colour_and_no_progress() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    let ended = lab.call("dedup newsroom.jsonl -o out.jsonl").ok();
    assert!(ended.stderr.is_empty(), "{}", ended.stderr);
    screens(&ended);
    screens(&lab.call("dedup newsroom.jsonl -o -").ok().only_stderr());
    for args in ["--help", "dedup --help", "tokens --help"] {
        screens(&lab.call(args).ok());
    }
    screens(&lab.call("dedup --nonsense").exits(2));
}

impl Ended {
    /// Records may hold anything.
    fn only_stderr(mut self) -> Self {
        self.stdout.clear();
        self
    }
}

/// What a terminal would get, by `script`, if that is here.
pub(crate) fn on_a_terminal(lab: &Lab, before: &str, args: &str) -> Option<String> {
    let command = format!("{before} '{}' {args}", env!("CARGO_BIN_EXE_retold"));
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
    match script.current_dir(lab.path("")).output() {
        Ok(output) if output.status.success() => {
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        _ => {
            eprintln!("skipped: `script` makes no terminal here");
            None
        }
    }
}

#[test]
fn terminals_get_colour_unless_asked_not_to() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    let args = "dedup newsroom.jsonl -o out.jsonl";
    let Some(coloured) = on_a_terminal(&lab, "", args) else { return };
    assert!(coloured.contains("\u{1b}[1m160\u{1b}[0m documents"), "{coloured:?}");
    let plain = on_a_terminal(&lab, "NO_COLOR=1", args).unwrap();
    assert!(plain.contains("160 documents"), "{plain:?}");
}
