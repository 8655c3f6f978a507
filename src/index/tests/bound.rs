//! What a look-up does at most, counted.

use super::{Lab, small};
use crate::index::Index;
use crate::index::lookup::look::{COMPARED, MATCHES, PER_KEY};

#[test]
fn a_crowd_costs_what_is_stated() {
    let lab = Lab::new();
    let index = Index::create(lab.path(), small()).unwrap();
    let words: Vec<String> = (0..80).map(|at| format!("word{at}")).collect();
    let copy = |number: usize| {
        let mut words = words.clone();
        words[number % 80] = format!("edit{number}");
        words.join(" ")
    };
    for number in 0..2000 {
        index.insert_seen(&number.to_string(), &copy(number), &[], 1).unwrap();
    }
    let text = copy(5_000_001);
    let query = index.shared().maker.query(&text);
    let view = index.shared().held_view();
    let looked = index.shared().looker(&view).look(&query).unwrap();
    // A key a band, and those of the digest and the skeleton.
    let keys = index.settings().sameness().banding().bands + 2;
    assert!(looked.rows > PER_KEY && looked.rows <= keys * PER_KEY, "{} rows", looked.rows);
    assert_eq!(looked.compared, COMPARED);
    assert_eq!(looked.verdict.matches.len(), MATCHES);
}
