//! The records of a corpus, some thousand at a time, so that memory stays with the peers.

use crate::Failure;
use rayon::prelude::*;
use serde::Deserialize;
use std::io::{BufRead, BufReader};

const CHUNK: usize = 4096;

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Name(String),
    Number(serde_json::Number),
}

#[derive(Deserialize)]
struct Record {
    id: Id,
    text: String,
}

/// The ids of the records with a sketch, and their sketches, in order.
pub fn sketches<S: Send>(
    corpus: &str,
    sketch: impl Fn(&str) -> Option<S> + Sync,
) -> Result<(Vec<String>, Vec<S>), Failure> {
    let mut lines = BufReader::with_capacity(1 << 20, std::fs::File::open(corpus)?).lines();
    let (mut names, mut sketches) = (Vec::new(), Vec::new());
    loop {
        let chunk: Vec<String> = lines.by_ref().take(CHUNK).collect::<Result<_, _>>()?;
        if chunk.is_empty() {
            return Ok((names, sketches));
        }
        let some: Vec<Option<(String, S)>> = chunk
            .par_iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                let record: Record = serde_json::from_str(line)?;
                let name = match record.id {
                    Id::Name(name) => name,
                    Id::Number(number) => number.to_string(),
                };
                Ok(sketch(&record.text).map(|sketch| (name, sketch)))
            })
            .collect::<Result<_, serde_json::Error>>()?;
        for (name, sketch) in some.into_iter().flatten() {
            names.push(name);
            sketches.push(sketch);
        }
    }
}
