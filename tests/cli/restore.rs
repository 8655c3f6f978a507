//! Puts back what was cut out of records.

use super::harness::Lab;
use serde_json::Value;

/// Puts cuts back, as `docs/passages.md` says: each at its offset, in the order of the list, into
/// the record of the output with its number.
pub(crate) fn restored(mut records: Vec<Vec<u8>>, cuts: &[Value]) -> Vec<Vec<u8>> {
    for cut in cuts {
        let record = &mut records[cut["kept_record"].as_u64().unwrap() as usize - 1];
        let offset = cut["offset"].as_u64().unwrap() as usize;
        let bytes = match &cut["cut"] {
            Value::String(text) => text.clone().into_bytes(),
            _ => unhex(cut["hex"].as_str().unwrap()),
        };
        record.splice(offset..offset, bytes);
    }
    records
}

fn unhex(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// The records of a table, the header first: a line end within an odd number of quotes ends none.
pub(crate) fn rows(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let mut open = false;
    for line in lines(bytes) {
        let quotes = line.iter().filter(|byte| **byte == b'"').count();
        match rows.last_mut() {
            Some(row) if open => row.extend(line),
            _ => rows.push(line),
        }
        open ^= quotes % 2 == 1;
    }
    rows
}

/// Cuts the repeats out of a dump of JSON Lines and puts them back; gives the texts left, and the
/// cuts.
pub(crate) fn cut(dump: &str, args: &str) -> (Vec<String>, Vec<Value>) {
    let lab = Lab::new();
    lab.write("in.jsonl", dump);
    lab.call(&format!("dedup in.jsonl -o out.jsonl -q --passages remove {args}")).ok();
    let cuts = lab.lines("out.jsonl.cuts.jsonl");
    let originals = lines(dump.as_bytes());
    let left = lines(&lab.read("out.jsonl"));
    let whole = restored(left.clone(), &cuts);
    for cut in &cuts {
        let [record, kept] = ["record", "kept_record"].map(|name| cut[name].as_u64().unwrap());
        let [was, is] = [&originals[record as usize - 1], &whole[kept as usize - 1]];
        assert_eq!(String::from_utf8_lossy(is), String::from_utf8_lossy(was));
    }
    let mut rest = originals.iter();
    assert!(whole.iter().all(|record| rest.any(|original| original == record)));
    let text = |(record, whole): (&Vec<u8>, &Vec<u8>)| {
        let (mut record, whole): (Value, Value) =
            (serde_json::from_slice(record).unwrap(), serde_json::from_slice(whole).unwrap());
        let text = record["text"].as_str().unwrap().to_owned();
        record["text"] = whole["text"].clone();
        assert_eq!(record, whole);
        text
    };
    (left.iter().zip(&whole).map(text).collect(), cuts)
}
