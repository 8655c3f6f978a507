//! Documents that go, and the disk that they give back.

use crate::stories::{relaxed, story};
use retold::index::{Durability, Index, IndexSettings};
use std::time::Duration;

const DOCUMENTS: u64 = 6000;

fn insert(index: &Index, numbers: std::ops::Range<u64>) {
    for number in numbers {
        index.insert_seen(&format!("id{number}"), &story(number), &[], number as i64).unwrap();
    }
}

fn is_there(index: &Index, number: u64) -> bool {
    let is_told = !index.check(&story(number)).unwrap().is_new();
    assert_eq!(index.get(&format!("id{number}")).unwrap().is_some(), is_told, "{number}");
    is_told
}

fn bytes(path: &std::path::Path) -> u64 {
    std::fs::read_dir(path).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum()
}

#[test]
fn what_expires_gives_its_disk_back() {
    let lab = tempfile::tempdir().unwrap();
    let index = Index::create(lab.path(), relaxed()).unwrap();
    let reader = Index::open_reader(lab.path()).unwrap();
    insert(&index, 0..DOCUMENTS);
    index.settle().unwrap();
    let full = bytes(lab.path());
    assert_eq!(index.expire(4000).unwrap(), 4000);
    assert_eq!(index.expire(4000).unwrap(), 0);
    for index in [&index, &reader] {
        assert_eq!(index.stats().unwrap().documents, 2000);
        assert!((0..DOCUMENTS).step_by(97).all(|n| is_there(index, n) == (n >= 4000)));
    }
    index.settle().unwrap();
    let left = bytes(lab.path());
    assert!(left * 2 < full, "{left} of {full} bytes are left");
    assert!((0..DOCUMENTS).step_by(97).all(|n| is_there(&reader, n) == (n >= 4000)));
    drop((index, reader));
    let index = Index::open(lab.path(), relaxed()).unwrap();
    assert!((0..DOCUMENTS).step_by(97).all(|n| is_there(&index, n) == (n >= 4000)));
    let ids: Vec<String> = index.documents().unwrap().map(|one| one.unwrap().id).collect();
    assert_eq!(ids, (4000..DOCUMENTS).map(|n| format!("id{n}")).collect::<Vec<_>>());
    drop(index);
    assert_eq!(Index::verify(lab.path()).unwrap(), []);
}

#[test]
fn the_first_go_where_there_is_a_limit() {
    let lab = tempfile::tempdir().unwrap();
    let settings = IndexSettings::builder().max_documents(500).memory(4 << 20);
    let settings = settings.durability(Durability::Relaxed).build().unwrap();
    let index = Index::create(lab.path(), settings.clone()).unwrap();
    for to in [100, 500, 501, 1700, DOCUMENTS] {
        let from = index.stats().unwrap().latest as u64;
        insert(&index, from + u64::from(from > 0)..to);
        let there = to.min(500);
        assert_eq!(index.stats().unwrap().documents, there, "{to}");
        assert!((0..to).step_by(13).all(|n| is_there(&index, n) == (n >= to - there)), "{to}");
    }
    index.settle().unwrap();
    let stats = index.stats().unwrap();
    assert!(stats.bytes < 4000 * 1000, "{stats:?}");
    drop(index);
    let index = Index::open(lab.path(), settings).unwrap();
    assert_eq!(index.stats().unwrap().documents, 500);
    assert!(is_there(&index, DOCUMENTS - 500) && !is_there(&index, DOCUMENTS - 501));
}

#[test]
fn a_window_ends() {
    let lab = tempfile::tempdir().unwrap();
    let settings = IndexSettings::builder().window(Duration::from_secs(1000)).memory(4 << 20);
    let settings = settings.durability(Durability::Relaxed).build().unwrap();
    let index = Index::create(lab.path(), settings).unwrap();
    insert(&index, 0..DOCUMENTS);
    let first = DOCUMENTS - 1001;
    let reader = Index::open_reader(lab.path()).unwrap();
    for index in [&index, &reader] {
        assert!((first - 50..first + 50).all(|n| is_there(index, n) == (n >= first)));
        assert_eq!(index.documents().unwrap().count(), 1001);
    }
    index.settle().unwrap();
    let stats = index.stats().unwrap();
    assert!(stats.bytes < 3 * 1000 * 1000, "{stats:?}");
}
