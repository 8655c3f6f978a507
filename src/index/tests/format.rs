//! Files of each version of the format, made by that version.

use super::Lab;
use crate::base::document::Relation;
use crate::index::Index;
use crate::index::disk::header::FORMAT;
use crate::index::settings::{Durability, IndexSettings};
use std::path::{Path, PathBuf};

fn folder(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/index/tests/format-{version}"))
}

/// What the fixtures hold: the number is the id.
fn held(number: usize) -> String {
    let all = super::stories(5 * number + 1);
    all.into_iter().next_back().unwrap_or_default()
}

const DOCUMENTS: usize = 14;
const REMOVED: usize = 3;

/// So little memory that a log comes to rest after five documents.
fn little_memory() -> IndexSettings {
    IndexSettings { memory: 16 << 10, ..IndexSettings::default() }
}

fn copied(version: u32) -> Lab {
    let lab = Lab::new();
    std::fs::create_dir(lab.path()).unwrap();
    for entry in std::fs::read_dir(folder(version)).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), lab.path().join(entry.file_name())).unwrap();
    }
    lab
}

/// Writes the fixture of this version: `cargo test --lib make_the_fixture -- --ignored`, once for
/// each version.
#[test]
#[ignore = "writes a fixture"]
fn make_the_fixture() {
    let index = Index::create(folder(FORMAT), little_memory()).unwrap();
    for number in 0..DOCUMENTS {
        index
            .insert_seen(&number.to_string(), &held(number), &[("n", "1")], 1_700_000_000)
            .unwrap();
    }
    index.remove(&REMOVED.to_string()).unwrap();
    index.settle().unwrap();
}

#[test]
fn every_version_is_read() {
    for version in 1..=FORMAT {
        let lab = copied(version);
        assert_eq!(Index::verify(lab.path()).unwrap(), []);
        answers(&Index::open_reader(lab.path()).unwrap(), DOCUMENTS);
        let index = Index::open_as_made(lab.path(), Durability::Commit).unwrap();
        answers(&index, DOCUMENTS);
        index.insert("14", &held(DOCUMENTS), &[]).unwrap();
        answers(&index, DOCUMENTS + 1);
    }
}

/// An index keeps its format: its parts are joined with new ones, and all answer to near copies.
#[test]
fn every_version_is_written_on() {
    for version in 1..=FORMAT {
        let lab = copied(version);
        let index = Index::open(lab.path(), little_memory()).unwrap();
        for number in DOCUMENTS..60 {
            index.insert(&number.to_string(), &held(number), &[]).unwrap();
        }
        index.settle().unwrap();
        assert!(index.stats().unwrap().parts < 12);
        drop(index);
        assert_eq!(Index::verify(lab.path()).unwrap(), []);
        let index = Index::open_reader(lab.path()).unwrap();
        answers(&index, 60);
        for number in (0..60).filter(|number| *number != REMOVED) {
            let verdict = index.check(&format!("{} today", held(number))).unwrap();
            let best = verdict.best().map(|best| (best.id.clone(), best.relation));
            assert_eq!(best, Some((number.to_string(), Relation::Near)));
        }
        let header = std::fs::read_to_string(lab.path().join("retold.index")).unwrap();
        assert!(header.starts_with(&format!("{{\"format\":{version},")), "{header}");
    }
}

fn answers(index: &Index, documents: usize) {
    for number in 0..documents {
        let (is_there, id) = (number != REMOVED, number.to_string());
        let best =
            index.check(&held(number)).unwrap().best().map(|best| (best.id.clone(), best.relation));
        assert_eq!(best, is_there.then(|| (id.clone(), Relation::Exact)));
        let text = index.get(&id).unwrap().and_then(|document| document.text);
        assert_eq!(text, is_there.then(|| held(number)));
    }
    assert!(index.check(&held(100)).unwrap().is_new());
}
