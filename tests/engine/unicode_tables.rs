//! The shipped Unicode table equals what ICU's data say.
//!
//! `RETOLD_BLESS=1 cargo test --test engine unicode_tables` writes it anew after an upgrade of the
//! ICU data; the tokeniser's definition changes with it, so bump the version in `docs/tokens.md`.

use crate::oracle::unicode::{Class, class, fold_char, is_stable_separator};

const TABLE: &str = "src/text/unicode.bin";

/// Layout, little-endian: see `src/text/class.rs`.
fn build() -> Vec<u8> {
    let classes: Vec<u8> = (0..0x110000u32).map(entry).collect();
    let mut blocks: Vec<&[u8]> = Vec::new();
    let mut index = Vec::new();
    for block in classes.chunks(256) {
        let at = blocks.iter().position(|b| *b == block).unwrap_or_else(|| {
            blocks.push(block);
            blocks.len() - 1
        });
        index.push(u8::try_from(at).expect("fewer than 256 distinct blocks"));
    }
    let mut entries = Vec::new();
    let mut text = String::new();
    for (cp, _) in classes.iter().enumerate().filter(|(_, c)| **c & Class::FOLDS != 0) {
        let folded = fold_char(char::from_u32(cp as u32).expect("only characters fold"));
        entries.extend((cp as u32 | (folded.len() as u32) << 24).to_le_bytes());
        entries.extend((text.len() as u32).to_le_bytes());
        text.push_str(&folded);
    }
    let mut out = b"RTU1".to_vec();
    out.extend((blocks.len() as u32).to_le_bytes());
    out.extend((entries.len() as u32 / 8).to_le_bytes());
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(index);
    out.extend(blocks.concat());
    out.extend(entries);
    out.extend(text.bytes());
    out
}

fn entry(cp: u32) -> u8 {
    let Some(c) = char::from_u32(cp) else {
        return Class::SEPARATOR;
    };
    // Folded forms of ASCII capitals come from the scanner, but the table names them too.
    if is_stable_separator(c) { Class::SEPARATOR } else { class(c) }
}

#[test]
fn table_equals_the_unicode_data() {
    let built = build();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if std::env::var_os("RETOLD_BLESS").is_some() {
        std::fs::write(&path, &built).unwrap();
    }
    let shipped = std::fs::read(&path).unwrap();
    assert!(shipped == built, "{TABLE} differs from the Unicode data ({} bytes)", built.len());
}
