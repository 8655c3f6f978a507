//! Outputs that cannot be written to their end.

use super::harness::{Lab, finish};
use super::prose::{prose, record};
use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Half a megabyte without duplicates.
fn dump() -> String {
    (0..1000).map(|i| record(&i.to_string(), &prose(i, 80))).collect()
}

fn files(lab: &Lab) -> Vec<String> {
    lab.names().into_iter().filter(|name| !name.ends_with('/')).collect()
}

/// A file system that is soon full, as long as this lives.
struct Small(PathBuf);

impl Small {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    let Some(_small) = Small::mount(&lab.path("small")) else {
        eprintln!("skipped: only root can mount a small file system");
        return;
    };
    lab.call("dedup in.jsonl -o small/out.jsonl").exits(2).says(&["small/out.jsonl", "space"]);
    assert_eq!(files(&lab), ["in.jsonl"]);
    // The spool is told by its folder, and the advice fits.
    let piped = lab.call("dedup - -o out.jsonl --temp-dir small").stdin(dump()).exits(2);
    piped.says(&["small", "space", "room"]);
    assert_eq!(files(&lab), ["in.jsonl"]);
    // A report that is no longer whole keeps the records back.
    lab.call("dedup in.jsonl -o out.jsonl --report small/report --remove empty").ok();
    std::fs::write(lab.path("small/fill"), vec![0; 40 << 10]).unwrap();
    let doubled: String = (0..2000).map(|i| record(&i.to_string(), &prose(i / 2, 40))).collect();
    lab.write("doubled.jsonl", doubled);
    lab.call("dedup doubled.jsonl -o out2.jsonl --report small/report2").exits(2);
    assert!(!lab.path("out2.jsonl").exists());
    let partial = files(&lab).into_iter().filter(|name| name.contains("report2/"));
    assert_eq!(partial.count(), 0);
}

#[test]
fn files_that_may_not_grow() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    let script = "ulimit -f 1; exec \"$0\" \"$@\"";
    for args in ["dedup in.jsonl -o out.jsonl", "dedup - -o out.jsonl"] {
        let mut child = Command::new("sh");
        child
            .args(["-c", script, env!("CARGO_BIN_EXE_retold")])
            .args(args.split(' '))
            .current_dir(lab.path(""))
            .stdin(File::open(lab.path("in.jsonl")).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let ended = finish(child.spawn().unwrap());
        assert_eq!(ended.code, Some(2), "{ended:?}");
        ended.says(&["cannot", "File too large"]);
        assert_eq!(lab.names(), ["in.jsonl"]);
    }
}

#[test]
fn a_device_that_is_full() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    // By a link, so that nothing but the link is lost if it is replaced.
    symlink("/dev/full", lab.path("full.jsonl")).unwrap();
    lab.call("dedup in.jsonl -o full.jsonl").exits(2).says(&["full.jsonl", "space"]);
    assert!(lab.path("full.jsonl").is_symlink());
    let mut call = lab.call("dedup in.jsonl -o - --report report");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let child = call.command.stdin(Stdio::null()).stdout(full).stderr(Stdio::piped());
    let ended = finish(child.spawn().unwrap());
    assert_eq!(ended.code, Some(2));
    ended.says(&["space"]);
    assert_eq!(files(&lab), ["full.jsonl", "in.jsonl"]);
}

#[test]
fn readers_that_go_away() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    // Records that did not arrive are an error.
    let mut child = lab.call("dedup in.jsonl -o - --report report").start();
    drop(child.stdout.take());
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["reader", "went away"]);
    assert_eq!(files(&lab), ["in.jsonl"]);
    // A summary or a listing that nobody reads to its end is none.
    for args in
        ["tokens in.jsonl", "man", "completions bash", "--help", "dedup in.jsonl -o out.jsonl"]
    {
        let mut child = lab.call(args).start();
        drop(child.stdout.take());
        let ended = finish(child);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{args}");
    }
    assert_eq!(lab.read("out.jsonl"), dump().as_bytes());
}
