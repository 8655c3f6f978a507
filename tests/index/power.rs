//! A loss of power: of what was not flushed, any part may be there and any may not.
//!
//! The mark is never flushed, so that of any moment may come back; behind what was flushed of the log,
//! anything may stand.

use crate::stories::{small, story};
use retold::index::{Durability, Index};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
    }
}

/// All documents but that of one number.
fn holds(path: &Path, documents: u64, removed: Option<u64>) {
    assert_eq!(Index::verify(path).unwrap(), []);
    let reader = Index::open_reader(path).unwrap();
    // Before a writer puts the mark in order, and after.
    answers(&reader, documents, removed);
    let writer = Index::open_as_made(path, Durability::Commit).unwrap();
    for index in [&reader, &writer] {
        answers(index, documents, removed);
    }
    writer.insert("later", &story(1_000_000), &[]).unwrap();
    assert!(!reader.check(&story(1_000_000)).unwrap().is_new());
}

fn answers(index: &Index, documents: u64, removed: Option<u64>) {
    assert_eq!(index.stats().unwrap().documents, documents - u64::from(removed.is_some()));
    for number in 0..documents {
        let id = format!("id{number}");
        let best = index.check(&story(number)).unwrap().best().map(|best| best.id.clone());
        assert_eq!(best, (removed != Some(number)).then_some(id));
    }
}

#[test]
fn all_that_was_committed_is_there_whatever_the_mark() {
    let lab = tempfile::tempdir().unwrap();
    let path = lab.path().join("index");
    let index = Index::create(&path, small()).unwrap();
    // Past the end of a log, so that some marks speak of an earlier one.
    let (mut marks, documents) = (Vec::new(), 1000);
    for number in 0..documents {
        index.insert(&format!("id{number}"), &story(number), &[]).unwrap();
        if number % 180 == 0 {
            marks.push(fs::read(path.join("mark")).unwrap());
        }
    }
    index.settle().unwrap();
    // From a part, so that the log alone knows of it.
    assert!(index.remove("id3").unwrap());
    // As it is now: nothing is closed.
    for (i, mark) in marks.iter().enumerate() {
        let lost = lab.path().join(format!("lost{i}"));
        copy(&path, &lost);
        fs::write(lost.join("mark"), mark).unwrap();
        holds(&lost, documents, Some(3));
    }
}

#[test]
fn what_was_not_flushed_may_be_anything() {
    let lab = tempfile::tempdir().unwrap();
    let path = lab.path().join("index");
    let index = Index::create(&path, small()).unwrap();
    for number in 0..50 {
        index.insert(&format!("id{number}"), &story(number), &[]).unwrap();
    }
    let log = fs::read(path.join("log-00000001")).unwrap();
    let last = log.len() - log.len() / 60..log.len();
    for (i, tail) in [vec![0; 3000], vec![255; 5], log[last].to_vec(), vec![1, 0, 0, 0, 1, 0, 0, 0]]
        .into_iter()
        .enumerate()
    {
        let torn = lab.path().join(format!("torn{i}"));
        copy(&path, &torn);
        fs::write(torn.join("log-00000001"), [&log[..], &tail].concat()).unwrap();
        holds(&torn, 50, None);
    }
}
