//! One peer from crates.io on one corpus: `peer NAME CORPUS PAIRS --threshold T --bands B --words W`.
//!
//! Every peer gets the same words and shingles (`words.rs`) and writes `id<TAB>id` for each pair whose
//! sketches' estimate reaches the threshold. `common.py` beside this folder says the same for Python.

mod gaoya;
mod options;
mod records;
mod txtfp;
mod words;

use options::Options;
use std::io::Write;

/// Of every sketch.
const PERMUTATIONS: usize = 128;
/// In a shingle.
const SHINGLE_WORDS: usize = 5;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Pairs of positions in the list of names.
type Pairs = Vec<(u32, u32)>;

fn run() -> Result<(), Failure> {
    let options = Options::read()?;
    let (names, pairs) = match options.peer.as_str() {
        "gaoya" => gaoya::pairs(&options)?,
        "txtfp" => txtfp::pairs(&options)?,
        other => return Err(format!("no peer {other:?}; there are gaoya and txtfp").into()),
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(&options.pairs)?);
    for (one, two) in pairs {
        writeln!(out, "{}\t{}", names[one as usize], names[two as usize])?;
    }
    Ok(out.flush()?)
}

fn main() -> std::process::ExitCode {
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peer: {error}");
            std::process::ExitCode::from(2)
        }
    }
}
