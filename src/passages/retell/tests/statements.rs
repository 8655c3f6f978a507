//! Articles that carry an older version of themselves below a time line.

use super::corpora::{shared, symbols};
use super::{between, within};
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{DEFAULT_THRESHOLD, Retelling};
use std::path::{Path, PathBuf};

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The article, its first token below the line, and the one retelling in it.
fn only_retelling(path: &Path, line: &str) -> (Vec<u32>, usize, Retelling) {
    let text = read(path);
    let at = text.find(&format!("\n{line}\n")).expect("a time line parts the versions");
    let (whole, above) = (symbols(&text), symbols(&text[..at]).len());
    let mut found = within(&whole, &Rarity::background(), DEFAULT_THRESHOLD);
    assert_eq!(found.len(), 1, "{found:?}");
    (whole, above, found.remove(0))
}

fn check_versions(path: &Path, line: &str) {
    let (whole, above, told) = only_retelling(path, line);
    assert!(told.a.end <= above && told.b.start >= above, "{:?} {:?} {above}", told.a, told.b);
    assert!(told.a.len() as f64 >= 0.8 * above as f64, "{:?} of {above}", told.a);
    let below = whole.len() - above;
    assert!(told.b.len() as f64 >= 0.8 * below as f64, "{:?} of {below}", told.b);
}

fn check_strangers(paths: &[PathBuf]) {
    let texts: Vec<Vec<u32>> = paths.iter().map(|path| symbols(&read(path))).collect();
    let rarity = Rarity::background();
    for (at, a) in texts.iter().enumerate() {
        // The first is the article with two versions.
        let own = within(a, &rarity, DEFAULT_THRESHOLD);
        assert!(at == 0 || own.is_empty(), "{:?}: {own:?}", paths[at]);
        for (b, other) in texts[..at].iter().zip(paths) {
            let found = between(a, b, &rarity, DEFAULT_THRESHOLD);
            assert!(found.is_empty(), "{:?} and {other:?}: {found:?}", paths[at]);
        }
    }
}

fn texts_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder lists");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("its entries list").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths
}

#[test]
fn an_updated_statement_retells_its_older_version() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let article = fixtures.join("updated_statement.txt");
    check_versions(&article, "16:20");
    let mut paths = vec![article];
    paths.extend(texts_of(&fixtures.join("statement_neighbours")));
    assert_eq!(paths.len(), 5);
    check_strangers(&paths);
}

#[test]
fn a_real_updated_statement_retells_its_older_version() {
    let Some(folder) = shared("../seeds") else { return };
    let paths = texts_of(&folder);
    check_versions(&paths[0], "10:41");
    check_strangers(&paths);
}
