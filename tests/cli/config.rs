//! The settings file, and what the command tells of itself.

use super::harness::Lab;
use super::prose::{prose, record};
use serde_json::Value;
use std::path::PathBuf;

/// Two texts with a similarity of 0.8, and one of the second's source.
fn lab() -> Lab {
    let lab = Lab::new();
    let body = prose(1, 44);
    // 40 shingles of 40 and 50.
    lab.write("in.jsonl", record("a", &body) + &record("b", &format!("{body} {}", prose(2, 10))));
    lab
}

fn summary(lab: &Lab, args: &str) -> Value {
    lab.call(&format!("dedup in.jsonl -o out.jsonl --format json {args}")).ok().json()
}

#[test]
fn the_nearest_file_above_counts() {
    let lab = lab();
    assert_eq!(summary(&lab, "")["threshold"], 0.7);
    lab.write("retold.toml", "threshold = 0.85\nquiet = false\n");
    assert_eq!(summary(&lab, "")["threshold"], 0.85);
    let below = lab.write("a/b/c.jsonl", lab.read("in.jsonl"));
    let run = || {
        let mut call = lab.call("dedup c.jsonl -o out.jsonl --format json");
        call.command.current_dir(below.parent().unwrap());
        call.ok().json()
    };
    assert_eq!(run()["threshold"], 0.85);
    lab.write("a/retold.toml", "threshold = 0.5");
    assert_eq!(run()["threshold"], 0.5);
}

#[test]
fn flags_win() {
    let lab = lab();
    lab.write("retold.toml", "threshold = 0.85\nshingle-tokens = 3\n");
    let found = summary(&lab, "--threshold 0.6");
    assert_eq!((&found["threshold"], &found["shingle_tokens"]), (&0.6.into(), &3.into()));
    assert_eq!(found["removed"], 1);
    lab.write("other.toml", "threshold = 0.9");
    let found = summary(&lab, "--config other.toml");
    assert_eq!((&found["threshold"], &found["shingle_tokens"]), (&0.9.into(), &5.into()));
    assert_eq!(found["removed"], 0);
}

#[test]
fn lists_repeat_a_flag() {
    let lab = Lab::new();
    let line = |source: &str, date: &str| {
        let text = prose(1, 30);
        format!("{{\"source\":\"{source}\",\"date\":\"{date}\",\"text\":\"{text}\"}}\n")
    };
    let lines = [line("x", "2025-01-01"), line("y", "2025-01-03"), line("y", "2025-01-02")];
    lab.write("in.jsonl", lines.concat());
    lab.write("retold.toml", "keep = [\"prefer:source=y\", \"earliest:date\"]\n");
    summary(&lab, "");
    assert_eq!(lab.read("out.jsonl"), lines[2].as_bytes());
    // A flag stands for the whole list.
    summary(&lab, "--keep first");
    assert_eq!(lab.read("out.jsonl"), lines[0].as_bytes());
}

#[test]
fn mistakes_in_the_file_are_told() {
    let lab = lab();
    let before = lab.names();
    for (settings, says) in [
        ("treshold = 0.8", &["retold.toml", "`treshold`", "`threshold`"][..]),
        ("shingle_tokens = 4", &["`shingle_tokens`", "`shingle-tokens`"]),
        ("zzzz = 1", &["`zzzz`", "names of the flags"]),
        ("dry-run = true", &["`dry-run`"]),
        ("config = \"x.toml\"", &["`config`"]),
        ("threshold = \"high\"", &["retold.toml", "high", "threshold"]),
        ("threshold = [0.5, 0.6]", &["retold.toml", "threshold"]),
        ("threshold = 7", &["from 0.1 to 1"]),
        ("keep = { first = 1 }", &["`keep`"]),
        ("keep = [\"newest\"]", &["newest", "earliest:FIELD"]),
        ("quiet = 3", &["quiet"]),
        // Neither may a flag swallow what stands behind it.
        ("source-field = true", &["`source-field`"]),
        ("on-error = \"ignore\"", &["ignore", "skip"]),
        ("threshold = ", &["retold.toml", "line 1"]),
        ("threshold = 0.8\nthreshold = 0.9", &["retold.toml", "line 2", "threshold"]),
    ] {
        lab.write("retold.toml", settings);
        lab.call("dedup in.jsonl -o out.jsonl").exits(2).says(says);
        std::fs::remove_file(lab.path("retold.toml")).unwrap();
        assert_eq!(lab.names(), before, "{settings}");
    }
    lab.call("dedup in.jsonl -o out.jsonl --config no.toml").exits(2).says(&["no.toml"]);
    lab.write("retold.toml", b"# caf\xE9");
    lab.call("dedup in.jsonl -o out.jsonl").exits(2).says(&["retold.toml"]);
}

#[test]
fn the_file_may_hold_hostile_names() {
    let lab = lab();
    lab.write("retold.toml", "\"\\u001b[31mx\" = 1");
    let ended = lab.call("dedup in.jsonl -o out.jsonl").exits(2);
    assert!(!ended.stderr.contains('\u{1b}'), "{ended:?}");
}

#[test]
fn wrong_usage() {
    let lab = lab();
    for (args, says) in [
        ("", &["Usage", "dedup"][..]),
        ("dedup", &["INPUT"]),
        ("dedup in.jsonl", &["--output"]),
        ("dedup in.jsonl -o x --treshold 1", &["--treshold", "--threshold"]),
        ("dedup in.jsonl -o x --threshold 1.5", &["0.1 to 1", "1.5"]),
        ("dedup in.jsonl -o x --shingle-tokens 0", &["1 to 64"]),
        ("dedup in.jsonl -o x --window date=3y", &["date=3y"]),
        ("dedup in.jsonl -o x --remove nearly", &["nearly", "template"]),
        ("dedup in.jsonl -o x --across a --within a", &["across", "within"]),
        ("dedup in.jsonl -o x --max-record 0", &["512MiB"]),
        ("frobnicate", &["frobnicate"]),
        ("completions tcl", &["tcl", "zsh"]),
    ] {
        lab.call(args).exits(2).says(says);
    }
    assert_eq!(lab.names(), ["in.jsonl"]);
}

/// The long flags that the help of a subcommand lists.
fn flags(help: &str) -> Vec<&str> {
    let starts = help.match_indices("--").map(|(at, _)| &help[at..]);
    let flag = |rest: &'_ str| {
        let end = rest[2..].find(|c: char| c != '-' && !c.is_ascii_lowercase());
        end.map_or(rest.len(), |end| end + 2)
    };
    let mut flags: Vec<&str> = starts.map(|rest| &rest[..flag(rest)]).collect();
    flags.retain(|flag| flag.len() > 3);
    flags.sort();
    flags.dedup();
    flags
}

#[test]
fn help_shows_the_way() {
    let lab = Lab::new();
    let help = lab.call("--help").ok();
    for word in ["dedup", "tokens", "Exit codes"] {
        assert!(help.text().contains(word), "{word}");
    }
    let help = lab.call("dedup --help").ok();
    assert!(help.text().contains("Examples:") && help.text().contains("retold dedup news"));
    assert!(help.text().contains("Exit codes:"));
    assert!(lab.call("tokens --help").ok().text().contains("Examples:"));
    assert_eq!(
        lab.call("--version").ok().text(),
        format!("retold {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn man_page_and_completions_know_every_flag() {
    let lab = Lab::new();
    let help = lab.call("dedup --help").ok();
    let flags = flags(help.text());
    for flag in ["--threshold", "--max-removed-per", "--on-error", "--dry-run"] {
        assert!(flags.contains(&flag), "{flag}");
    }
    let page = lab.call("man").ok();
    let page = page.text().replace("\\-", "-");
    assert!(page.contains(".TH retold"));
    for flag in &flags {
        assert!(page.contains(flag), "{flag}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = lab.call("completions").arg(shell).ok();
        for flag in &flags {
            let name = if shell == "fish" { &flag[2..] } else { flag };
            assert!(script.text().contains(name), "{shell}: {flag}");
        }
    }
    assert!(lab.names().is_empty());
}

#[test]
fn completions_are_scripts() {
    let lab = Lab::new();
    let script: PathBuf = lab.write("retold.bash", lab.call("completions bash").ok().stdout);
    let checked = std::process::Command::new("bash").arg("-n").arg(script).status();
    match checked {
        Ok(status) => assert!(status.success()),
        Err(error) => eprintln!("skipped: no bash here: {error}"),
    }
}
