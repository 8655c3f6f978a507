//! One document as a line of JSON, in the looks of its copy.

use crate::base::Word;
use crate::dice::Dice;
use crate::dump::{Article, Dump};
use crate::names::name;
use std::io::Write;

/// What of a text's looks no comparison of words sees.
pub struct Looks {
    /// So many words at the start are in capitals.
    headline: usize,
    lower: bool,
    /// Nothing but spaces between the words.
    bare: bool,
    /// At least so many words a paragraph.
    paragraph: usize,
}

impl Looks {
    pub const PLAIN: Self = Self { headline: 0, lower: false, bare: false, paragraph: 40 };

    pub fn of_copy(dice: &mut Dice) -> Self {
        Self {
            headline: if dice.chance(0.3) { 4 + dice.below(8) } else { 0 },
            lower: dice.chance(0.2),
            bare: dice.chance(0.3),
            paragraph: 20 + dice.below(60),
        }
    }
}

/// Where in a written word its separator begins: at the first byte that is neither a letter's nor a
/// joiner's. Of the other characters only punctuation of U+2010 to U+2026 was let in.
fn separator(written: &[u8]) -> usize {
    let mut at = 0;
    while at < written.len() {
        match written[at..] {
            [byte, ..] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => break,
            [0xE2, 0x80, 0x8C | 0x8D, ..] => at += 3,
            [0xE2, 0x80, ..] => break,
            _ => at += 1,
        }
    }
    at
}

/// How many words from here on may be written at once: those that follow each other in the dump too,
/// unless the looks have a say in each.
fn run(words: &[Word], at: usize, looks: &Looks) -> usize {
    let Word::Dump(first) = words[at] else { return 1 };
    if looks.bare || at < looks.headline {
        return 1;
    }
    let follow = |(distance, word): &(usize, &Word)| **word == Word::Dump(first + distance);
    (0..).zip(&words[at..]).take_while(follow).count()
}

/// Writes the line, with its line feed.
pub fn write(
    out: &mut Vec<u8>,
    (dump, article): (&Dump, &Article),
    (id, date): (&str, &str),
    words: &[Word],
    looks: &Looks,
) -> std::io::Result<()> {
    let lang = &dump.pools[article.pool].lang;
    let source = serde_json::to_string(&dump.sources[article.source])?;
    let (lang, date) = (serde_json::to_string(lang)?, serde_json::to_string(date)?);
    write!(
        out,
        r#"{{"id": "{id}", "date": {date}, "lang": {lang}, "source": {source}, "text": ""#
    )?;
    let (pool, mut at, mut since) = (&dump.pools[article.pool], 0, 0);
    while at < words.len() {
        let (start, run) = (out.len(), run(words, at, looks));
        match words[at] {
            Word::Dump(place) => out.extend_from_slice(pool.written(place..place + run)),
            Word::Name(number) => {
                out.extend_from_slice(name(number, dump).as_bytes());
                out[start].make_ascii_uppercase();
                out.push(b' ');
            }
        }
        if looks.bare {
            out.truncate(start + separator(&out[start..]));
            out.push(b' ');
        }
        if at < looks.headline {
            out[start..].make_ascii_uppercase();
        } else if looks.lower {
            out[start..].make_ascii_lowercase();
        }
        at += run;
        since += run;
        if since >= looks.paragraph && out.ends_with(b". ") {
            out.pop();
            out.extend_from_slice(br"\n\n");
            since = 0;
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out.extend_from_slice(b"\"}\n");
    Ok(())
}
