//! Making and opening, and what is refused.

use crate::stories::{relaxed, small, story};
use retold::index::{Index, IndexSettings, Inserted, Stored};
use retold::{ErrorKind, Relation, Settings};
use std::fs;

#[test]
fn other_settings_are_refused_by_name() {
    let lab = tempfile::tempdir().unwrap();
    let path = lab.path().join("index");
    drop(Index::create(&path, small()).unwrap());
    let same = Settings::builder().threshold(0.8).seed(987_654_321).build().unwrap();
    let other = IndexSettings::builder()
        .sameness(same)
        .stored(Stored::Shingles)
        .max_documents(10)
        .build()
        .unwrap();
    let error = Index::open(&path, other.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    let message = error.to_string();
    for part in [
        "threshold is 0.7 there and 0.8 here",
        "another secret seed",
        "stored is text there and shingles here",
        "max_documents is unlimited there and 10 here",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert!(!message.contains("987654321"), "the seed is secret: {message}");
    // What is kept in memory, and when a change is done, are not the index's.
    Index::open(&path, relaxed()).unwrap();
    let (lab, index) = (tempfile::tempdir().unwrap(), other.clone());
    drop(Index::create(lab.path(), index).unwrap());
    assert_eq!(Index::open_reader(lab.path()).unwrap().settings().sameness(), other.sameness());
}

#[test]
fn what_is_no_index_is_told() {
    let lab = tempfile::tempdir().unwrap();
    let error = Index::open_reader(lab.path().join("nowhere")).unwrap_err();
    assert!(error.to_string().contains("there is no index in"), "{error}");
    fs::write(lab.path().join("thesis.txt"), "words").unwrap();
    let error = Index::create(lab.path(), small()).unwrap_err();
    assert!(error.to_string().contains("files of another kind"), "{error}");
    let path = lab.path().join("index");
    drop(Index::create(&path, small()).unwrap());
    let error = Index::create(&path, small()).unwrap_err();
    assert!(error.to_string().contains("there is an index in"), "{error}");
}

#[test]
fn a_later_format_is_refused() {
    let lab = tempfile::tempdir().unwrap();
    drop(Index::create(lab.path(), small()).unwrap());
    let path = lab.path().join("retold.index");
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().next().unwrap().replace("\"format\":2", "\"format\":3");
    let sum = xxhash_rust::xxh3::xxh3_64(line.as_bytes());
    fs::write(&path, format!("{line}\n{sum:016x}\n")).unwrap();
    let error = Index::open_reader(lab.path()).unwrap_err().to_string();
    assert!(error.contains("has format 3") && error.contains("reads formats 1 to 2"), "{error}");
}

#[test]
fn a_file_of_another_index_is_refused() {
    let lab = tempfile::tempdir().unwrap();
    let (one, other) = (lab.path().join("one"), lab.path().join("other"));
    drop(Index::create(&one, small()).unwrap());
    drop(Index::create(&other, small()).unwrap());
    for name in ["log-00000001", "state", "mark"] {
        fs::copy(one.join(name), other.join(name)).unwrap();
        let error = Index::open_reader(&other).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        assert!(error.to_string().contains("it belongs to the index"), "{name}: {error}");
        fs::remove_dir_all(&other).unwrap();
        drop(Index::create(&other, small()).unwrap());
    }
}

#[test]
fn inserting_is_idempotent_and_replaces() {
    let lab = tempfile::tempdir().unwrap();
    let index = Index::create(lab.path(), small()).unwrap();
    let fields = [("source", "wire"), ("date", "2025-03-01T12:00:00Z")];
    assert_eq!(index.insert("a", &story(1), &fields).unwrap(), Inserted::Added);
    assert_eq!(index.insert("a", &story(1), &fields).unwrap(), Inserted::Unchanged);
    assert_eq!(index.get("a").unwrap().unwrap().seen, 1_740_830_400);
    index.insert("z", &story(9), &[("date", "2999-01-01")]).unwrap();
    assert!(index.stats().unwrap().latest < 32_503_680_000, "a page cannot come from the future");
    assert!(index.remove("z").unwrap());
    assert_eq!(index.insert("a", &story(2), &fields).unwrap(), Inserted::Replaced);
    assert!(index.check(&story(1)).unwrap().is_new());
    assert_eq!(index.check(&story(2)).unwrap().best().unwrap().relation, Relation::Exact);
    assert_eq!(index.stats().unwrap().documents, 1);
    assert!(index.remove("a").unwrap() && !index.remove("a").unwrap());
    assert!(index.check(&story(2)).unwrap().is_new());
    // Texts without a token are held, but tell nothing.
    assert_eq!(index.insert("", " — ", &[]).unwrap(), Inserted::Added);
    assert!(index.check(" — ").unwrap().is_new());
    assert_eq!(index.get("").unwrap().unwrap().text.as_deref(), Some(" — "));
}

#[test]
fn a_template_is_told_and_new() {
    let lab = tempfile::tempdir().unwrap();
    let index = Index::create(lab.path(), small()).unwrap();
    let monday =
        "On Monday the crown closed at 301.25 to the dollar after a calm day, the bank said.";
    let friday =
        "On Friday the crown closed at 299.50 to the dollar after a calm day, the bank said.";
    index.insert("monday", monday, &[]).unwrap();
    let verdict = index.check_and_insert("friday", friday, &[]).unwrap();
    assert!(verdict.is_new());
    assert_eq!(verdict.best().unwrap().relation, Relation::Template);
    assert_eq!(index.stats().unwrap().documents, 2);
}
