//! The real dump: its words in order, language by language, and what its articles look like.
//!
//! A word is a run of letters, numbers and the marks on them. It is kept as it is written, JSON-escaped and
//! with what separates it from the next, so that a text is made by copying bytes. Writing that joins words
//! without spaces is left out: there the words would be a matter of definition.

use regex::Regex;
use serde::Deserialize;
use std::collections::HashMap;
use std::error::Error;
use std::io::BufRead;
use unicode_normalization::UnicodeNormalization;

/// Joins two letters or parts them, and is no part of a word's identity.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

#[derive(Deserialize)]
struct Record {
    text: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    date: String,
}

/// What a generated document takes over from a real one.
pub struct Article {
    pub pool: usize,
    pub words: usize,
    pub source: usize,
    pub date: String,
}

/// All words of one language.
#[derive(Default)]
pub struct Pool {
    pub lang: String,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    identities: Vec<u32>,
}

impl Pool {
    pub fn words(&self) -> usize {
        self.ends.len()
    }

    /// Words that follow each other, each with what separates it from the next, JSON-escaped.
    pub fn written(&self, words: std::ops::Range<usize>) -> &[u8] {
        let start = if words.start == 0 { 0 } else { self.ends[words.start - 1] };
        &self.bytes[start..self.ends[words.end - 1]]
    }

    /// The same number for the same word in whatever case.
    pub fn identity(&self, word: usize) -> u64 {
        u64::from(self.identities[word])
    }
}

#[derive(Default)]
pub struct Dump {
    pub articles: Vec<Article>,
    pub pools: Vec<Pool>,
    pub sources: Vec<String>,
    vocabulary: HashMap<String, u32>,
}

/// Where a text has a word.
fn pattern() -> Result<Regex, regex::Error> {
    let joined = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}";
    Regex::new(&format!(
        r"[[\p{{L}}\p{{N}}]--[{joined}]][[\p{{L}}\p{{N}}\p{{M}}\u200c\u200d]--[{joined}]]*"
    ))
}

/// What stands between two words as it may be written: known punctuation, and one space for any other.
fn separator(between: &str, out: &mut Vec<u8>) {
    let before = out.len();
    for character in between.chars() {
        match character {
            '"' => out.extend_from_slice(br#"\""#),
            '_' | '\\' => {}
            '‘' | '’' | '“' | '”' | '–' | '—' | '…' => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ if character.is_ascii_punctuation() => out.push(character as u8),
            _ if out.last() != Some(&b' ') => out.push(b' '),
            _ => {}
        }
    }
    if out.len() == before {
        out.push(b' ');
    }
}

/// The number of a name in a list, where it is put if it is new.
fn number<T>(list: &mut Vec<T>, same: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    list.iter().position(same).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    })
}

impl Dump {
    pub fn read(lines: impl BufRead) -> Result<Self, Box<dyn Error>> {
        let (pattern, mut dump) = (pattern()?, Self::default());
        for (at, line) in (1..).zip(lines.lines()) {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let record: Record = serde_json::from_str(&line)
                .map_err(|error| format!("line {at}: no JSON object with a `text` ({error})"))?;
            dump.add(&pattern, record)?;
        }
        if dump.pools.iter().map(Pool::words).sum::<usize>() < 1000 {
            return Err(
                "fewer than 1,000 words in writing with spaces: too few to draw from".into()
            );
        }
        Ok(dump)
    }

    fn add(&mut self, pattern: &Regex, record: Record) -> Result<(), Box<dyn Error>> {
        let lang = record.lang;
        let pool = number(
            &mut self.pools,
            |pool| pool.lang == lang,
            || Pool { lang: lang.clone(), ..Pool::default() },
        );
        let name = record.source;
        let source = number(&mut self.sources, |known| *known == name, || name.clone());
        let text: String = record.text.nfkc().collect();
        let words: Vec<_> = pattern.find_iter(&text).collect();
        let into = &mut self.pools[pool];
        for (at, word) in words.iter().enumerate() {
            into.bytes.extend_from_slice(word.as_str().as_bytes());
            let next = words.get(at + 1).map_or(text.len(), regex::Match::start);
            separator(&text[word.end()..next], &mut into.bytes);
            into.ends.push(into.bytes.len());
            let identity = word.as_str().to_lowercase().replace(JOINERS, "");
            let new = u32::try_from(self.vocabulary.len())?;
            into.identities.push(*self.vocabulary.entry(identity).or_insert(new));
        }
        if !words.is_empty() {
            let date = record.date;
            self.articles.push(Article { pool, words: words.len(), source, date });
        }
        Ok(())
    }

    /// Whether the dump has a word, given in lower case.
    pub fn knows(&self, word: &str) -> bool {
        self.vocabulary.contains_key(word)
    }
}
