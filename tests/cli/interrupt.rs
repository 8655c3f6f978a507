//! Runs that are stopped, or whose files change under them.

use super::harness::{Lab, finish, until};
use super::prose::{prose, record};
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::process::{Child, Command};

pub(crate) fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

fn temporary(lab: &Lab) -> bool {
    lab.names().iter().any(|name| name.contains(".retold-"))
}

fn dump(records: u64) -> String {
    (0..records).map(|i| record(&i.to_string(), &prose(i, 80))).collect()
}

/// A run that has its outputs open and waits for more of its standard input.
fn waiting(lab: &Lab, args: &str) -> Child {
    let mut child = lab.call(args).start();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(dump(400).as_bytes()).unwrap();
    child.stdin = Some(stdin);
    until("outputs are open", || temporary(lab));
    child
}

#[test]
fn signals_while_it_reads() {
    for name in ["INT", "TERM", "HUP"] {
        let lab = Lab::new();
        let args = "dedup - --input-format jsonl -o out.jsonl --report report";
        let mut child = waiting(&lab, args);
        signal(&child, name);
        let stdin = child.stdin.take();
        let ended = finish(child);
        drop(stdin);
        assert_eq!(ended.code, Some(2), "{name}: {ended:?}");
        ended.says(&["interrupted", "nothing was written"]);
        assert_eq!(lab.names(), ["report/"], "{name}");
    }
}

#[test]
fn a_second_signal_does_not_wait() {
    let lab = Lab::new();
    let mut child = waiting(&lab, "dedup - --input-format jsonl -o out.jsonl");
    let start = std::time::Instant::now();
    signal(&child, "INT");
    std::thread::sleep(std::time::Duration::from_millis(100));
    signal(&child, "INT");
    let stdin = child.stdin.take();
    let ended = finish(child);
    drop(stdin);
    assert_eq!(ended.code, Some(2));
    assert!(start.elapsed().as_millis() < 1500, "{:?}", start.elapsed());
    assert!(lab.names().is_empty(), "{:?}", lab.names());
}

#[test]
fn a_signal_while_it_writes() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump(3000));
    let mut child = lab.call("dedup in.jsonl -o - --report report").start();
    let mut stdout = child.stdout.take().unwrap();
    // The first byte tells that it writes; then nobody reads on.
    stdout.read_exact(&mut [0]).unwrap();
    signal(&child, "INT");
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["interrupted"]);
    assert_eq!(lab.names(), ["in.jsonl", "report/"]);
}

#[test]
fn a_signal_leaves_no_folder_of_pages() {
    let lab = Lab::new();
    let mut child = waiting(&lab, "dedup - --input-format text -o out --report report");
    signal(&child, "INT");
    let stdin = child.stdin.take();
    assert_eq!(finish(child).code, Some(2));
    drop(stdin);
    assert_eq!(lab.names(), ["report/"]);
}

/// A run that has mapped `big.jsonl`, which holds near duplicates, and waits for standard input.
fn mapped(lab: &Lab) -> Child {
    let near = |i: u64| record(&i.to_string(), &format!("{} {}", prose(i / 2, 80), prose(i, 2)));
    lab.write("big.jsonl", (0..2000).map(near).collect::<String>());
    let mut child = lab.call("dedup big.jsonl - --input-format jsonl -o out.jsonl").start();
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(dump(40).as_bytes()).unwrap();
    let maps = format!("/proc/{}/maps", child.id());
    until("the file is mapped", || {
        std::fs::read_to_string(&maps).unwrap_or_default().contains("big.jsonl")
    });
    child
}

#[test]
fn a_growing_file() {
    if !std::path::Path::new("/proc/self/maps").exists() {
        eprintln!("skipped: this system does not tell what is mapped");
        return;
    }
    let lab = Lab::new();
    let mut child = mapped(&lab);
    let mut big = OpenOptions::new().append(true).open(lab.path("big.jsonl")).unwrap();
    big.write_all(b"{\"text\":\"more\"}\n").unwrap();
    drop(child.stdin.take());
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["big.jsonl", "changed"]);
    assert_eq!(lab.names(), ["big.jsonl"]);
}

#[test]
fn a_shrinking_file() {
    if !std::path::Path::new("/proc/self/maps").exists() {
        eprintln!("skipped: this system does not tell what is mapped");
        return;
    }
    let lab = Lab::new();
    let mut child = mapped(&lab);
    OpenOptions::new().write(true).open(lab.path("big.jsonl")).unwrap().set_len(1000).unwrap();
    drop(child.stdin.take());
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["big.jsonl", "nothing was written"]);
    assert_eq!(lab.names(), ["big.jsonl"]);
}
