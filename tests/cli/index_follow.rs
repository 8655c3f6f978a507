//! `retold index` on a pipe that stays open.

use super::harness::{Lab, finish, until};
use super::interrupt::signal;
use super::prose::{prose, record};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin};

fn documents(lab: &Lab) -> u64 {
    let stats = lab.call("index stats seen --format json").ok().json();
    stats["documents"].as_u64().unwrap()
}

fn start(lab: &Lab, args: &str) -> (Child, ChildStdin) {
    let mut child = lab.call(args).start();
    let pipe = child.stdin.take().unwrap();
    (child, pipe)
}

fn line(from: &mut impl BufRead) -> Value {
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn documents_go_in_as_they_come() {
    for (name, begin, row) in [
        ("jsonl", "", |id: &str, text: &str| record(id, text)),
        ("csv", "id,text\n", |id: &str, text: &str| format!("{id},\"{text}\"\n")),
    ] as [(&str, &str, fn(&str, &str) -> String); 2]
    {
        let lab = Lab::new();
        lab.call("index create seen").ok();
        let (child, mut pipe) = start(&lab, "index add seen - -q");
        pipe.write_all(begin.as_bytes()).unwrap();
        for number in 1..4 {
            pipe.write_all(row(&format!("d{number}"), &prose(number, 30)).as_bytes()).unwrap();
            until(name, || documents(&lab) == number);
        }
        drop(pipe);
        assert_eq!(finish(child).code, Some(0));
        lab.call("index verify seen").ok();
    }
}

#[test]
fn what_is_new_is_handed_on_at_once() {
    let lab = Lab::new();
    lab.call("index create seen").ok();
    let (mut child, mut pipe) = start(&lab, "index add seen - --only-new -o - -q");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    pipe.write_all(record("first", &prose(1, 30)).as_bytes()).unwrap();
    assert_eq!(line(&mut out)["id"], "first");
    // Half a record waits for the rest.
    let (copy, other) = (record("copy", &prose(1, 30)), record("other", &prose(2, 30)));
    let (start, rest) = other.split_at(20);
    pipe.write_all((copy + start).as_bytes()).unwrap();
    pipe.write_all(rest.as_bytes()).unwrap();
    assert_eq!(line(&mut out)["id"], "other");
    drop(pipe);
    let mut left = Vec::new();
    out.read_to_end(&mut left).unwrap();
    assert_eq!((left.len(), finish(child).code), (0, Some(0)));
}

#[test]
fn answers_come_as_questions_do() {
    let lab = Lab::new();
    lab.call("index create seen").ok();
    lab.write("in.jsonl", record("a", &prose(1, 30)));
    lab.call("index add seen in.jsonl -q").ok();
    let (mut child, mut pipe) = start(&lab, "index query seen -");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    for (id, number) in [("copy", 1), ("other", 2)] {
        pipe.write_all(record(id, &prose(number, 30)).as_bytes()).unwrap();
        let answer = line(&mut out);
        assert_eq!((&answer["id"], &answer["new"]), (&id.into(), &(number == 2).into()));
    }
    drop(pipe);
    assert_eq!(finish(child).code, Some(0));
}

#[test]
fn an_interrupt_ends_the_wait() {
    let lab = Lab::new();
    lab.call("index create seen").ok();
    let (child, mut pipe) = start(&lab, "index add seen - --only-new -o new.jsonl -q");
    pipe.write_all(record("first", &prose(1, 30)).as_bytes()).unwrap();
    until("the document is in", || documents(&lab) == 1);
    signal(&child, "INT");
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["interrupted", "first 1 documents"]);
    assert_eq!(lab.lines("new.jsonl")[0]["id"], "first");
    drop(pipe);
}
