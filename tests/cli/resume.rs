//! Runs that are killed and go on, and work that is not gone on with.

use super::harness::{Lab, OUTPUTS, finish, until};
use super::prose::{Random, prose, record};
use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, Instant};

/// Short documents in two segments and a half, some of them told again, with lines that are no
/// records and lines that are nothing.
fn dump() -> String {
    let mut random = Random(7);
    let mut dump = String::new();
    for i in 0..160_000u64 {
        let source = ["gazette", "herald", "post"][i as usize % 3];
        let text = match i % 20 {
            7 => prose(i / 2, 12),
            13 => format!("{} again", prose(i.saturating_sub(100), 12)),
            _ => prose(i, 12),
        };
        dump += &format!("{{\"id\":\"{i}\",\"source\":\"{source}\",\"text\":\"{text}\"}}\n");
        match random.next() % 4000 {
            0 => dump.push_str("{\"id\": 1, \"text\"\n"),
            1 => dump.push('\n'),
            _ => {}
        }
    }
    dump
}

const WORK: &str = "out.jsonl.retold-work";

fn job(input: &str) -> String {
    format!(
        "dedup {input} -o out.jsonl --report report --on-error skip --quiet -j 2 --keep \
         prefer:source=post,herald"
    )
}

/// Kills runs of the job at ten moments, one after the other, and then lets one end.
fn killed_ten_times(input: &str, make: impl Fn(&Lab)) {
    let lab = Lab::new();
    make(&lab);
    let start = Instant::now();
    lab.call(&job(input)).ok();
    let whole = start.elapsed();
    let expected = OUTPUTS.map(|name| lab.read(name));
    OUTPUTS.iter().for_each(|name| fs::remove_file(lab.path(name)).unwrap());
    let mut random = Random(whole.as_nanos() as u64);
    let mut most = 0;
    for _ in 0..10 {
        let mut child = lab.call(&job(input)).arg("--resume").start();
        let share = (random.next() % 1000) as f64 / 1000.0;
        std::thread::sleep(whole.mul_f64(share));
        child.kill().unwrap();
        child.wait().unwrap();
        let lines = fs::read(lab.path(&format!("{WORK}/read.jsonl"))).unwrap_or_default();
        most = most.max(lines.split(|byte| *byte == b'\n').count() - 1);
        if OUTPUTS.iter().all(|name| lab.path(name).exists()) {
            // It was quicker than its end; the next begins anew.
            OUTPUTS.iter().for_each(|name| fs::remove_file(lab.path(name)).unwrap());
        }
    }
    lab.call(&job(input)).arg("--resume").ok();
    for (name, bytes) in OUTPUTS.iter().zip(&expected) {
        assert!(lab.read(name) == *bytes, "{name} of {input} differs");
    }
    assert!(!lab.path(WORK).exists(), "work is left");
    eprintln!("{input}: up to {most} of 3 segments were there");
}

#[test]
fn killed_at_ten_moments() {
    killed_ten_times("in.jsonl", |lab| drop(lab.write("in.jsonl", dump())));
}

#[test]
fn killed_at_ten_moments_of_decompression() {
    let compressed = zstd(&dump());
    killed_ten_times("in.jsonl.zst", |lab| drop(lab.write("in.jsonl.zst", &compressed)));
}

/// As the command itself compresses.
fn zstd(dump: &str) -> Vec<u8> {
    let lab = Lab::new();
    lab.write("in.jsonl", dump);
    let all = "dedup in.jsonl -o in.jsonl.zst --on-error skip --threshold 1 --quiet";
    lab.call(all).ok();
    lab.read("in.jsonl.zst")
}

/// A run that ends with an error behind its last stage, and leaves its work.
fn over_budget() -> Lab {
    let lab = Lab::new();
    let text =
        |i: u64| format!("{}{}", prose(i / 2, 30), if i.is_multiple_of(2) { "" } else { " more" });
    let records: String = (0..50).map(|i| record(&i.to_string(), &text(i))).collect();
    lab.write("in.jsonl", records);
    let over = "dedup in.jsonl -o out.jsonl --resume --max-removed 1%";
    lab.call(over).exits(1).says(&["over budget"]);
    assert!(lab.path(WORK).join("joined.json").exists());
    lab
}

#[test]
fn a_larger_budget_goes_on() {
    let lab = over_budget();
    lab.call("dedup in.jsonl -o out.jsonl --resume --max-removed 60%").ok();
    assert_eq!(lab.lines("out.jsonl").len(), 25);
    assert_eq!(lab.names(), ["in.jsonl", "out.jsonl"]);
}

#[test]
fn other_settings_and_inputs_are_refused() {
    let lab = over_budget();
    let again = |lab: &Lab, more: &str| {
        lab.call(&format!("dedup in.jsonl -o out.jsonl --resume {more}")).exits(2)
    };
    let told = ["cannot go on", WORK, "threshold was 0.7 and is 0.8", "remove the folder"];
    again(&lab, "--threshold 0.8").says(&told);
    again(&lab, "--keep longest").says(&["keep was [] and is [Longest]"]);
    again(&lab, "--remove empty").says(&["remove was"]);
    lab.write("more.jsonl", record("1", "one more"));
    again(&lab, "more.jsonl").says(&["input 2 was not there"]);
    lab.write("in.jsonl", record("1", "something else"));
    again(&lab, "").says(&["input 1 was", "bytes"]);
    assert!(!lab.path("out.jsonl").exists());
    fs::remove_dir_all(lab.path(WORK)).unwrap();
    lab.call("dedup in.jsonl -o out.jsonl --resume").ok();
}

#[test]
fn damaged_work_is_refused() {
    for (name, told) in [
        ("core", "`core` is damaged"),
        ("runs", "`runs` is damaged"),
        ("pairs", "`pairs` is damaged"),
        ("joined", "`joined` is damaged"),
        ("job.json", "job.json cannot be read"),
    ] {
        let lab = over_budget();
        if name == "pairs" {
            // Looked at only if nothing was made of it.
            fs::remove_file(lab.path(WORK).join("joined.json")).unwrap();
        }
        let path = lab.path(WORK).join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes[3] ^= 1;
        fs::write(&path, &bytes).unwrap();
        lab.call("dedup in.jsonl -o out.jsonl --resume").exits(2).says(&[told]);
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        lab.call("dedup in.jsonl -o out.jsonl --resume").exits(2).says(&[told]);
    }
    // A line that was not written to its end does not count.
    let lab = over_budget();
    let lines = lab.path(WORK).join("read.jsonl");
    let whole = fs::read(&lines).unwrap();
    fs::write(&lines, &whole[..whole.len() - 2]).unwrap();
    fs::remove_file(lab.path(WORK).join("pairs.json")).unwrap();
    fs::remove_file(lab.path(WORK).join("joined.json")).unwrap();
    lab.call("dedup in.jsonl -o out.jsonl --resume").ok();
    assert_eq!(lab.lines("out.jsonl").len(), 25);
}

#[test]
fn an_interrupted_run_tells_where_its_work_is() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    let mut child = lab.call(&job("in.jsonl")).arg("--resume").start();
    until("it works", || lab.path(WORK).join("core").exists());
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    drop(child.stdin.take());
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&[WORK, "the same command goes on", "interrupted"]);
    lab.call(&job("in.jsonl")).arg("--resume").ok();
    assert!(!lab.path(WORK).exists());
}

#[test]
fn one_run_at_a_time() {
    let lab = over_budget();
    let lock = File::open(lab.path(WORK).join("lock")).unwrap();
    lock.lock().unwrap();
    let child = lab.call("dedup in.jsonl -o out.jsonl --resume").start();
    std::thread::sleep(Duration::from_millis(2500));
    finish(child).says(&["another run works in", WORK]);
}

#[test]
fn what_cannot_be_gone_on_with() {
    let lab = Lab::new();
    lab.write("in.jsonl", record("1", "a story"));
    let refused = |args: &str, told: &str| {
        lab.call(args).stdin(record("1", "a story")).exits(2).says(&[told]);
    };
    refused("dedup - --input-format jsonl -o out.jsonl --resume", "read only once");
    refused("dedup in.jsonl -o - --resume", "name it with -o");
    refused("dedup in.jsonl -o out.jsonl --resume --passages remove", "leave out --resume");
    refused("dedup in.jsonl -o out.jsonl --resume --remove contains", "leave out --resume");
    lab.call("dedup in.jsonl --dry-run --report r --resume").ok();
    fs::create_dir(lab.path("temp")).unwrap();
    lab.call("dedup in.jsonl -o out.jsonl --resume --temp-dir temp").ok();
    assert_eq!(fs::read_dir(lab.path("temp")).unwrap().count(), 0);
}
