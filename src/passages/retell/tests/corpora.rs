//! Real texts, where they are.

use crate::text::Tokenizer;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// An article of the news corpora.
#[derive(serde::Deserialize)]
pub(super) struct Article {
    pub(super) id: String,
    pub(super) lang: String,
    text: String,
    #[serde(skip)]
    pub(super) symbols: Vec<u32>,
}

/// A file of the shared corpora: in the folder that `RETOLD_CORPORA` names, or beside the
/// project. Where there is none, says so and gives nothing.
pub(super) fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RETOLD_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if !path.exists() {
        // Not by a print macro, which the test runner would keep to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no corpora at {}", folder.display());
        return None;
    }
    Some(path)
}

/// The symbols of a text.
pub(super) fn symbols(text: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    Tokenizer::default().hashes(text, &mut hashes);
    hashes.into_iter().map(|hash| (hash >> 32) as u32).collect()
}

/// The articles of a news corpus, with their symbols and without their texts.
pub(super) fn news(name: &str) -> Option<Vec<Article>> {
    let path = shared(name)?;
    let file = std::fs::File::open(&path).expect("the corpus opens");
    let reader: Box<dyn Read> = if name.ends_with(".zst") {
        Box::new(zstd::Decoder::new(file).expect("a decoder starts"))
    } else {
        Box::new(file)
    };
    let article = |line: std::io::Result<String>| {
        let mut article: Article = {
            let line = line.expect("the corpus is whole");
            serde_json::from_str(&line).expect("articles are objects")
        };
        article.symbols = symbols(&std::mem::take(&mut article.text));
        article
    };
    Some(BufReader::new(reader).lines().map(article).collect())
}
