//! The index against plain ways to say the same.

mod bound;
mod format;
mod oracle;

use super::Index;
use super::settings::IndexSettings;
use crate::base::mix::mix;
use std::path::PathBuf;

/// Texts of made-up words: `n` different stories, of which later ones retell earlier ones.
pub(super) fn stories(n: usize) -> Vec<String> {
    let word = |seed: u64| {
        let letters = mix(seed) % 4_000;
        format!("{}{}", ["ka", "lo", "mi", "tu", "re"][letters as usize % 5], letters)
    };
    let mut stories: Vec<String> = Vec::new();
    for i in 0..n as u64 {
        // Of what is no copy itself, so that few tell the same.
        let copied = stories.get((mix(i ^ 77) % (i + 1) / 5 * 5) as usize);
        let story = match (i % 5, copied) {
            // A copy with some words changed.
            (3, Some(earlier)) => {
                let changed = |(at, word): (usize, &str)| {
                    let other = mix(i << 20 | at as u64);
                    if other.is_multiple_of(60) { format!("new{other}") } else { word.to_owned() }
                };
                earlier.split(' ').enumerate().map(changed).collect::<Vec<_>>().join(" ")
            }
            (4, Some(earlier)) => earlier.to_uppercase(),
            _ => {
                let len = 30 + mix(i ^ 5) % 200;
                (0..len).map(|at| word(i << 16 | at)).collect::<Vec<_>>().join(" ")
            }
        };
        stories.push(story);
    }
    stories
}

pub(super) struct Lab {
    folder: tempfile::TempDir,
}

impl Lab {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("index")
    }
}

/// Settings under which logs come to rest every 256 documents.
pub(super) fn small() -> IndexSettings {
    let settings = IndexSettings::builder().durability(super::settings::Durability::Relaxed);
    IndexSettings { memory: 1 << 20, ..settings.build().unwrap() }
}

pub(super) fn fill(index: &Index, stories: &[String]) {
    for (i, story) in stories.iter().enumerate() {
        index.insert_seen(&format!("id{i}"), story, &[], i as i64).unwrap();
    }
}
