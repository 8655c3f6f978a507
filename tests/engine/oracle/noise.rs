//! Passages planted into other texts, with noise.

use super::newsprint::Dice;
use std::ops::Range;

/// A passage that was copied from one text into another.
#[derive(Debug)]
pub(crate) struct Plant {
    /// The text it stood in, and where.
    pub(crate) origin: (usize, Range<usize>),
    /// The text it was put into, and where it stands now.
    pub(crate) host: (usize, Range<usize>),
}

/// Texts to plant in: their tokens, and where their paragraphs are.
pub(crate) struct Garden {
    pub(crate) texts: Vec<Vec<u32>>,
    pub(crate) paragraphs: Vec<Vec<Range<usize>>>,
    /// Words that are put in run up to this number.
    pub(crate) words: usize,
}

impl Garden {
    /// Plants up to `count` paragraphs of 40 to 300 tokens, at most one in a text and each from
    /// another that holds no plant; so many in a hundred of their tokens are changed.
    pub(crate) fn plant(&mut self, count: usize, percent: usize, dice: &mut Dice) -> Vec<Plant> {
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
        let (hosts, origins) = order.split_at(order.len() / 2);
        let fits = |paragraph: &&Range<usize>| (40..=300).contains(&paragraph.len());
        let mut plants = Vec::new();
        for (host, origin) in hosts.iter().zip(origins) {
            let choice: Vec<&Range<usize>> = self.paragraphs[*origin].iter().filter(fits).collect();
            if plants.len() == count || choice.is_empty() {
                continue;
            }
            let span = choice[dice.below(choice.len())].clone();
            let told = changed(&self.texts[*origin][span.clone()], percent, self.words, dice);
            let ends: Vec<usize> = self.paragraphs[*host].iter().map(|p| p.end).collect();
            let at = if ends.is_empty() { 0 } else { ends[dice.below(ends.len())] };
            let planted = at..at + told.len();
            self.texts[*host].splice(at..at, told);
            plants.push(Plant { origin: (*origin, span), host: (*host, planted) });
        }
        plants
    }
}

/// Tokens of which some are substituted, dropped, or have another put before them.
fn changed(tokens: &[u32], percent: usize, words: usize, dice: &mut Dice) -> Vec<u32> {
    let mut changed = Vec::new();
    for token in tokens {
        if dice.below(100) >= percent {
            changed.push(*token);
            continue;
        }
        match dice.below(3) {
            0 => changed.push(dice.below(words) as u32),
            1 => {}
            _ => changed.extend([dice.below(words) as u32, *token]),
        }
    }
    changed
}
