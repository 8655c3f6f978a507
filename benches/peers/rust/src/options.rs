//! The command line that `run.py` gives.

use crate::{Failure, PERMUTATIONS};

pub struct Options {
    pub peer: String,
    pub corpus: String,
    pub pairs: String,
    pub threshold: f64,
    pub bands: usize,
    pub rows: usize,
    /// Marks belong to words (`--words unicode`), or not, as in Python's `\w`.
    pub marks: bool,
}

impl Options {
    pub fn read() -> Result<Self, Failure> {
        let mut words = std::env::args().skip(1);
        let mut next = |what: &str| words.next().ok_or_else(|| format!("{what} is missing"));
        let (peer, corpus, pairs) =
            (next("the peer")?, next("the corpus")?, next("the file of pairs")?);
        let mut options =
            Self { peer, corpus, pairs, threshold: 0.7, bands: 16, rows: 0, marks: false };
        while let Ok(flag) = next("") {
            let value = next(&flag)?;
            match flag.as_str() {
                "--threshold" => options.threshold = value.parse()?,
                "--bands" => options.bands = value.parse()?,
                "--words" => options.marks = value == "unicode",
                _ => return Err(format!("unknown option {flag}").into()),
            }
        }
        if options.bands == 0 || !PERMUTATIONS.is_multiple_of(options.bands) {
            return Err(format!("--bands must divide {PERMUTATIONS}").into());
        }
        options.rows = PERMUTATIONS / options.bands;
        Ok(options)
    }
}
