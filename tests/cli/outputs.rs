//! Where outputs go, and what they never touch.

use super::harness::Lab;
use super::prose::{prose, record};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

fn dump() -> String {
    let (a, b) = (prose(1, 40), prose(2, 40));
    record("a", &a) + &record("a2", &a) + &record("b", &b)
}

fn lab() -> Lab {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    lab
}

#[test]
fn a_dry_run_writes_reports_at_most() {
    let lab = lab();
    let ended = lab.call("dedup in.jsonl --dry-run").ok();
    assert!(ended.text().contains("dry run"), "{}", ended.text());
    assert_eq!(lab.names(), ["in.jsonl"]);
    lab.call("dedup in.jsonl -o out.jsonl --dry-run --report report").ok();
    assert_eq!(
        lab.names(),
        [
            "in.jsonl",
            "report/",
            "report/clusters.jsonl",
            "report/rejected.jsonl",
            "report/removed.jsonl",
            "report/summary.json",
        ]
    );
    assert_eq!(lab.lines("report/removed.jsonl").len(), 1);
}

#[test]
fn inputs_are_never_outputs() {
    let lab = lab();
    symlink(lab.path("in.jsonl"), lab.path("link.jsonl")).unwrap();
    std::fs::hard_link(lab.path("in.jsonl"), lab.path("hard.jsonl")).unwrap();
    std::fs::create_dir(lab.path("sub")).unwrap();
    let before = lab.names();
    for out in ["in.jsonl", "./in.jsonl", "sub/../in.jsonl", "link.jsonl", "hard.jsonl"] {
        lab.call("dedup in.jsonl -o").arg(out).exits(2).says(&["output", out, "input"]);
    }
    lab.call("dedup link.jsonl -o in.jsonl").exits(2).says(&["input"]);
    lab.write("report/removed.jsonl", dump());
    lab.call("dedup report/removed.jsonl -o out.jsonl --report report")
        .exits(2)
        .says(&["report/removed.jsonl"]);
    assert_eq!(lab.read("in.jsonl"), dump().as_bytes());
    std::fs::remove_dir_all(lab.path("report")).unwrap();
    assert_eq!(lab.names(), before);
}

#[test]
fn two_outputs_are_never_one() {
    let lab = lab();
    lab.call("dedup in.jsonl -o report/removed.jsonl --report report")
        .exits(2)
        .says(&["report/removed.jsonl"]);
    assert!(!lab.path("report/removed.jsonl").exists());
}

#[test]
fn an_old_output_is_replaced_whole() {
    let lab = lab();
    let out = lab.write("out.jsonl", "what an earlier run left\n".repeat(1000));
    std::fs::set_permissions(&out, PermissionsExt::from_mode(0o640)).unwrap();
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    assert_eq!(lab.read("out.jsonl").len(), dump().len() - record("a2", &prose(1, 40)).len());
    let mode = std::fs::metadata(out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_link_leads_to_its_file() {
    let lab = lab();
    let real = lab.write("store/real.jsonl", "old\n");
    symlink(&real, lab.path("out.jsonl")).unwrap();
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    assert!(lab.path("out.jsonl").is_symlink());
    assert_eq!(lab.read("store/real.jsonl"), lab.read("out.jsonl"));
    assert_ne!(lab.read("out.jsonl"), b"old\n");
}

#[test]
fn a_pipe_by_name_is_written_to() {
    let lab = lab();
    let made = Command::new("mkfifo").arg(lab.path("pipe")).status().unwrap();
    assert!(made.success());
    let pipe = lab.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read(pipe).unwrap());
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    lab.call("dedup in.jsonl -o pipe").ok();
    assert_eq!(reader.join().unwrap(), lab.read("out.jsonl"));
    // Here standard output is a pipe that has a name.
    let ended = lab.call("dedup in.jsonl -q -o /dev/stdout").ok();
    assert_eq!(ended.stdout, lab.read("out.jsonl"));
}

#[test]
fn where_nothing_can_be_written_is_told_before_the_work() {
    let lab = lab();
    std::fs::create_dir(lab.path("folder")).unwrap();
    let before = lab.names();
    for out in ["no/such/folder/out.jsonl", "folder", "in.jsonl/out.jsonl"] {
        lab.call("dedup in.jsonl -o").arg(out).exits(2).says(&[out]);
    }
    lab.call("dedup in.jsonl -o out.jsonl --report in.jsonl").exits(2).says(&["in.jsonl"]);
    assert_eq!(lab.names(), before);
}

#[test]
fn a_full_folder_is_not_written_into() {
    let lab = Lab::new();
    lab.write("pages/a.txt", "one two three");
    lab.write("taken/b.txt", "another");
    lab.call("dedup pages -o taken").exits(2).says(&["taken", "new"]);
    lab.call("dedup pages -o pages").exits(2).says(&["pages"]);
    std::fs::create_dir(lab.path("empty")).unwrap();
    lab.call("dedup pages -o empty").ok();
    let mode = |name: &str| std::fs::metadata(lab.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("empty"), mode("pages"));
    lab.call("dedup pages -o -").exits(2).says(&["standard output", "--split"]);
    assert_eq!(
        lab.names(),
        ["empty/", "empty/a.txt", "pages/", "pages/a.txt", "taken/", "taken/b.txt"]
    );
}

#[test]
fn quiet_is_quiet_and_pipes_keep_the_summary_apart() {
    let lab = lab();
    let ended = lab.call("dedup in.jsonl -o out.jsonl --quiet").ok();
    assert!(ended.stdout.is_empty() && ended.stderr.is_empty(), "{ended:?}");
    let ended = lab.call("dedup in.jsonl -o out.jsonl").ok();
    assert!(ended.text().contains("3 documents") && ended.stderr.is_empty(), "{ended:?}");
    let kept = lab.read("out.jsonl");
    let ended = lab.call("dedup in.jsonl -o -").ok();
    assert_eq!(ended.stdout, kept);
    ended.says(&["3 documents", "kept", "removed"]);
    let ended = lab.call("dedup in.jsonl -o - --format json").ok();
    assert_eq!(ended.stdout, kept);
    let summary: serde_json::Value = serde_json::from_str(&ended.stderr).unwrap();
    assert_eq!(summary["removed"], 1);
    let ended = lab.call("dedup missing.jsonl -o out.jsonl --quiet").exits(2);
    ended.says(&["missing.jsonl"]);
}
