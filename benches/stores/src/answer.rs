//! What a store that may be damaged says, held against what was stored.

use crate::arguments::Options;
use crate::records::{Answer, Verdict};
use crate::store::{Access, Outcome, Reader};
use crate::usage;
use crate::workload::{self, ASKED};
use std::collections::HashMap;

const UNKNOWN: u64 = 50;

pub fn answer(options: &Options) -> Answer {
    match asked(options) {
        Ok(None) => Answer { verdict: Verdict::Right, text: String::new() },
        Ok(Some(text)) => Answer { verdict: Verdict::Wrong, text },
        Err(error) => Answer { verdict: Verdict::Error, text: error.to_string() },
    }
}

/// The first wrong answer.
fn asked(options: &Options) -> Outcome<Option<String>> {
    usage::bound_memory()?;
    let store = options.one()?.open(&options.folder, Access::Write)?;
    // The same ones in every trial, of every transaction: what chance varies is the damage.
    let (count, documents) = (options.known.min(options.documents), options.documents);
    let known: Vec<_> = (0..count)
        .map(|place| u64::from(place) * u64::from(documents) / u64::from(count))
        .map(|number| u32::try_from(number).expect("smaller than another such number"))
        .collect();
    let truth = truth(&known, options.documents);
    let mut wrong = None;
    store.read(&mut |reader| {
        wrong = first_wrong(reader, &known, &truth)?;
        Ok(())
    })?;
    // The process ends here, whether or not the store could be closed.
    std::mem::forget(store);
    Ok(wrong)
}

/// All documents of each hash that will be asked for.
fn truth(known: &[u32], documents: u32) -> HashMap<u64, Vec<u32>> {
    let mut truth: HashMap<u64, Vec<u32>> = known
        .iter()
        .flat_map(|&number| workload::known(number))
        .map(|hash| (hash, vec![]))
        .collect();
    for number in 0..documents {
        for hash in workload::keys(number) {
            if let Some(numbers) = truth.get_mut(&hash) {
                numbers.push(number);
            }
        }
    }
    truth
}

fn first_wrong(
    reader: &dyn Reader,
    known: &[u32],
    truth: &HashMap<u64, Vec<u32>>,
) -> Outcome<Option<String>> {
    let mut found = Vec::new();
    for &number in known {
        for hash in workload::known(number) {
            look_up(reader, hash, &mut found)?;
            if Some(&found) != truth.get(&hash) {
                return Ok(Some(format!("postings of document {number}: {found:?}")));
            }
        }
        let mut same = false;
        if !reader.document(number, &mut |value| same = value == workload::value(number))? {
            return Ok(Some(format!("document {number} is missing")));
        }
        if !same {
            return Ok(Some(format!("document {number} has another text")));
        }
    }
    for number in 0..UNKNOWN {
        let hashes: [u64; ASKED] = workload::unknown(number);
        for hash in hashes {
            look_up(reader, hash, &mut found)?;
            if !found.is_empty() {
                return Ok(Some(format!("an unknown document has postings: {found:?}")));
            }
        }
    }
    Ok(None)
}

fn look_up(reader: &dyn Reader, hash: u64, found: &mut Vec<u32>) -> Outcome<()> {
    found.clear();
    reader.postings(hash, found)
}
