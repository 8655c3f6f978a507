//! The article that carries an older version of itself, among articles on other subjects: one run
//! tells what stands in it word for word twice, and what it retells; nothing else is related.

use crate::oracle::records::{corpus, fixture};
use retold::passages::{PassageSettings, Passages};
use retold::{Document, PassageFinder};
use std::path::{Path, PathBuf};

/// The texts of a folder, by name.
fn texts(folder: &Path) -> Vec<Document> {
    let entries = std::fs::read_dir(folder).expect("the folder lists");
    let paths = entries.map(|entry| entry.expect("its entries list").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("it is text");
    paths.iter().map(|path| Document::new(path.to_string_lossy(), read(path))).collect()
}

fn find(documents: Vec<Document>, min_tokens: usize) -> Passages {
    let settings = PassageSettings::builder().min_tokens(min_tokens).retellings(true).build();
    let finder = PassageFinder::new(settings.expect("these settings are valid"));
    finder.find(documents).expect("nothing stops the run")
}

/// All in the first document: passages with one place in the post, which stands before `line`,
/// and one retelling across it.
fn check(found: &Passages, line: &str, post: &str) {
    let text = &found.documents()[0].text;
    let line = text.find(line).expect("a time line parts the versions");
    let post = text.find(post).expect("the post stands in the article");
    assert!(!found.passages().is_empty());
    for passage in found.passages() {
        let [body, again] = &passage.occurrences[..] else { panic!("{passage:?}") };
        assert_eq!((body.doc.0, again.doc.0), (0, 0));
        assert!(body.bytes.end <= post && post <= again.bytes.start && again.bytes.end <= line);
        // Word for word but for a few that name the speaker.
        let words = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            parts.map(str::to_lowercase).collect()
        };
        let (body, again) = (words(found.text(body)), words(found.text(again)));
        let missing = again.iter().filter(|word| !body.contains(word)).count();
        assert_eq!(missing, 0, "{body:?} {again:?}");
    }
    assert!(found.shared().is_empty(), "no two documents share a passage");
    let [told] = found.retellings() else { panic!("{:?}", found.retellings()) };
    assert_eq!((told.a.doc.0, told.b.doc.0), (0, 0));
    assert!(told.a.bytes.end <= line && line < told.b.bytes.start);
}

#[test]
fn one_run_tells_all_of_our_statement() {
    let article = std::fs::read_to_string(fixture("updated_statement.txt"));
    let mut documents = vec![Document::new("statement", article.expect("it is a fixture"))];
    documents.extend(texts(&fixture("statement_neighbours")));
    // Its longest sentence that stands in a row in both has 18 words.
    let found = find(documents, 12);
    check(&found, "\n16:20\n", "\nKittiwake Lock has served");
    assert_eq!(found.passages().len(), 3, "the sentences that the post repeats");
}

#[test]
fn one_run_tells_all_of_a_real_statement() {
    let Some(folder) = corpus("../seeds") else { return };
    check(&find(texts(&folder), 25), "\n10:41\n", "\nWith the liberation");
}
