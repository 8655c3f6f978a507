//! Made-up words, each of which stands in one text and its copies and nowhere else.

use crate::dump::Dump;

const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";
const SYLLABLES: u64 = 64;

/// The word of a number: five syllables, or as many as the number needs. Two numbers never have the
/// same word. One that the dump has too is lengthened by a syllable with an `e`, which no other has.
pub fn name(number: u64, dump: &Dump) -> String {
    let (mut rest, mut word) = (number, String::new());
    while rest > 0 || word.len() < 10 {
        let syllable = (rest % SYLLABLES) as usize;
        word.push(CONSONANTS[syllable / 4] as char);
        word.push(VOWELS[syllable % 4] as char);
        rest /= SYLLABLES;
    }
    while dump.knows(&word) {
        word.push_str("we");
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn different_numbers_have_different_names() {
        let dump = Dump::default();
        let numbers = (0..100_000).chain((0..64).map(|shift| 1 << shift).filter(|&n| n >= 100_000));
        let numbers: Vec<u64> = numbers.collect();
        let names: HashSet<String> = numbers.iter().map(|&number| name(number, &dump)).collect();
        assert_eq!(names.len(), numbers.len());
    }

    #[test]
    fn a_name_that_the_dump_has_is_lengthened() {
        let taken = name(7, &Dump::default());
        let words = "filler ".repeat(1000);
        let line = format!("{{\"text\": \"{words} {taken}\"}}");
        let dump = Dump::read(line.as_bytes()).expect("it is a dump");
        assert_eq!(name(7, &dump), format!("{taken}we"));
    }
}
