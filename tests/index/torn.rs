//! Files that were changed behind the index's back: flipped bits, lost ends.

use crate::stories::{Numbers, relaxed, retold, story};
use retold::index::{Durability, Index};
use retold::{ErrorKind, Result};
use std::fs;
use std::path::{Path, PathBuf};

const TRIALS: u64 = 1000;
const DOCUMENTS: u64 = 2300;

#[test]
fn no_answer_is_wrong() {
    let lab = tempfile::tempdir().unwrap();
    let whole = lab.path().join("whole");
    make(&whole);
    let names: Vec<String> = fs::read_dir(&whole)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lock")
        .collect();
    assert!(names.iter().filter(|name| name.starts_with("part-")).count() >= 2, "{names:?}");
    let mut numbers = Numbers(7);
    let (mut right, mut refused) = (0, 0);
    for trial in 0..TRIALS {
        let torn = lab.path().join("torn");
        copy(&whole, &torn);
        let name = &names[numbers.below(names.len() as u64) as usize];
        let what = tear(&torn.join(name), trial % 4 == 3, &mut numbers);
        let problems = Index::verify(&torn);
        let is_found = problems.as_ref().is_ok_and(|problems| !problems.is_empty());
        assert!(is_found, "trial {trial}: {name} {what}: {problems:?}");
        match answers(&torn, trial % 2 == 0, &mut numbers) {
            Ok(()) => right += 1,
            Err(error) => {
                let is_told = matches!(error.kind(), ErrorKind::Damaged);
                assert!(is_told, "trial {trial}: {name} {what}: {error}");
                refused += 1;
            }
        }
        fs::remove_dir_all(&torn).unwrap();
    }
    eprintln!("{TRIALS} trials: {right} answered right, {refused} refused");
    assert!(right > 0 && refused > 0, "{right} {refused}");
}

/// Two parts and a log, with documents that were replaced and removed.
fn make(path: &Path) {
    let index = Index::create(path, relaxed()).unwrap();
    for number in 0..DOCUMENTS {
        index.insert(&format!("id{number}"), &story(number), &[]).unwrap();
        if number % 50 == 49 {
            index.remove(&format!("id{}", number - 7)).unwrap();
        }
    }
    index.settle().unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from: PathBuf = entry.unwrap().path();
        fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
    }
}

fn tear(path: &Path, cut: bool, numbers: &mut Numbers) -> String {
    let mut bytes = fs::read(path).unwrap();
    let at = numbers.below(bytes.len() as u64) as usize;
    if cut {
        bytes.truncate(at);
    } else {
        bytes[at] ^= 1 << numbers.below(8);
    }
    fs::write(path, bytes).unwrap();
    format!("{} at {at}", if cut { "cut" } else { "flipped" })
}

/// Asks for a hundred texts; panics at a wrong answer.
fn answers(path: &Path, reads: bool, numbers: &mut Numbers) -> Result<()> {
    let index = if reads {
        Index::open_reader(path)?
    } else {
        Index::open_as_made(path, Durability::Relaxed)?
    };
    for _ in 0..60 {
        let number = numbers.below(DOCUMENTS);
        let is_there = number % 50 != 42;
        let id = format!("id{number}");
        for text in [story(number), retold(number)] {
            let verdict = index.check(&text)?;
            let best = verdict.best().map(|best| &*best.id);
            assert_eq!(best, is_there.then_some(&*id), "{path:?}");
        }
        let held = index.get(&id)?.map(|held| held.text);
        assert_eq!(held, is_there.then(|| Some(story(number))));
        assert!(index.check(&story(5_000_000 + number))?.is_new());
    }
    Ok(())
}
