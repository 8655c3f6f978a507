//! Runs that may hold less than they would.

use super::harness::{Lab, finish};
use super::prose::prose;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// So many short documents that what is kept of them is more than 64 MiB: 192,000 of some 430 bytes.
fn dump() -> String {
    let text = |i: u64| match i % 10 {
        3 => prose(i / 3, 12),
        7 => format!("{} again", prose(i / 3, 12)),
        _ => prose(i, 12),
    };
    let line = |i: u64| format!("{{\"id\":\"{i}\",\"text\":\"{}\"}}\n", text(i));
    (0..192_000).map(line).collect()
}

const JOB: &str = "dedup in.jsonl -o out.jsonl --report report --quiet --memory";

/// The most anonymous memory that a run was seen to hold, in KiB.
fn watched(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let held = held.and_then(|held| held.trim().strip_suffix("kB")?.trim().parse().ok());
        most = most.max(held.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert_eq!(finish(child).code, Some(0));
    most
}

#[test]
fn less_memory_gives_the_same_bytes() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    lab.call(&format!("{JOB} 8GiB")).ok();
    let files =
        ["out.jsonl", "report/clusters.jsonl", "report/removed.jsonl", "report/summary.json"];
    let expected = files.map(|name| lab.read(name));
    for threads in ["1", "2"] {
        let held = watched(lab.call(&format!("{JOB} 128MiB")).args(&["-j", threads]).start());
        for (name, bytes) in files.iter().zip(&expected) {
            assert!(lab.read(name) == *bytes, "{name} differs");
        }
        if Path::new("/proc/self/status").exists() {
            assert!((1..128 << 10).contains(&held), "{held} KiB");
        }
    }
}

#[test]
fn a_disk_without_room() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    fs::create_dir(lab.path("small")).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(lab.path("small"));
    if !mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: only root can mount a small file system");
        return;
    }
    let ended = lab.call(&format!("{JOB} 128MiB --temp-dir small")).run();
    assert!(Command::new("umount").arg(lab.path("small")).status().unwrap().success());
    assert_eq!(ended.code, Some(2));
    ended.says(&["temporary files", "small", "--temp-dir", "--memory"]);
    assert!(!lab.path("out.jsonl").exists());
}

#[test]
fn memory_that_is_no_size() {
    let lab = Lab::new();
    lab.write("in.jsonl", "{\"text\":\"a story\"}\n");
    let refused = |size: &str, told: &str| {
        lab.call(&format!("dedup in.jsonl -o out.jsonl --memory {size}")).exits(2).says(&[told]);
    };
    refused("64MiB", "128MiB");
    refused("much", "512MiB or 2GB");
}
