//! A process that inserts and acknowledges, killed at random moments.

use crate::children;
use crate::stories::{Numbers, retold, small, story};
use retold::index::{Durability, Index, IndexSettings};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Duration;

const KILLS: u64 = 200;

/// Runs in the process that is killed: inserts stories from the first that is not there, and says
/// which are done.
#[test]
fn inserting() {
    let Some(folder) = children::folder("inserting") else { return };
    let index = Index::open(folder.join("index"), settings()).unwrap();
    let mut done = File::options().append(true).open(folder.join("done")).unwrap();
    let first = count_done(&folder) + 1;
    // The one who kills waits for this.
    writeln!(std::io::stdout(), "ready").unwrap();
    for number in first.. {
        // Some are replaced, which must be seen whole, too.
        index.insert(&format!("id{number}"), &story(number), &[("n", "1")]).unwrap();
        if number % 7 == 0 {
            index.insert(&format!("id{number}"), &story(number + 1_000_000), &[]).unwrap();
        }
        // In one piece, or a kill would leave half a number.
        done.write_all(format!("{number}\n").as_bytes()).unwrap();
    }
}

fn settings() -> IndexSettings {
    small()
}

fn count_done(folder: &Path) -> u64 {
    let lines = BufReader::new(File::open(folder.join("done")).unwrap()).lines();
    let numbers = lines.filter_map(|line| line.ok()?.parse::<u64>().ok());
    numbers.max().unwrap_or(0)
}

#[test]
fn nothing_acknowledged_is_lost() {
    let lab = tempfile::tempdir().unwrap();
    let folder = lab.path();
    let path = folder.join("index");
    drop(Index::create(&path, settings()).unwrap());
    File::create(folder.join("done")).unwrap();
    let mut numbers = Numbers(1);
    let mut checked_to = 0;
    for kill in 0..KILLS {
        let mut child = children::start("kill::inserting", "inserting", folder);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The harness prints lines of its own before.
        assert!(lines.any(|line| line.unwrap().ends_with("ready")), "kill {kill}");
        std::thread::sleep(Duration::from_micros(numbers.below(40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let done = count_done(folder);
        assert_eq!(Index::verify(&path).unwrap(), [], "kill {kill}, {done} done");
        let index = if kill % 2 == 0 {
            Index::open_reader(&path).unwrap()
        } else {
            Index::open_as_made(&path, Durability::Commit).unwrap()
        };
        // All since the last kill, and some of those before.
        let before = (0..20).map(|_| 1 + numbers.below(checked_to + 1)).filter(|n| *n <= done);
        let all: Vec<u64> = before.chain(checked_to + 1..=done).collect();
        all.into_iter().for_each(|number| is_whole(&index, number));
        let there = index.stats().unwrap().documents;
        assert!(there == done || there == done + 1, "kill {kill}: {there} of {done}");
        checked_to = done;
    }
    eprintln!("{KILLS} kills, {checked_to} documents");
    assert!(checked_to > KILLS, "{checked_to}");
}

/// The document is there as it was acknowledged, and the one that it replaced is not.
fn is_whole(index: &Index, number: u64) {
    let id = format!("id{number}");
    let (text, other) = match number % 7 {
        0 => (number + 1_000_000, Some(number)),
        _ => (number, None),
    };
    let held = index.get(&id).unwrap().unwrap_or_else(|| panic!("{id} is lost"));
    assert_eq!(held.text.as_deref(), Some(&*story(text)), "{id}");
    let best = index.check(&retold(text)).unwrap();
    assert_eq!(best.best().map(|best| &*best.id), Some(&*id));
    assert!(other.is_none_or(|other| index.check(&story(other)).unwrap().is_new()), "{id}");
}
