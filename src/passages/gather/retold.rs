//! Retellings among the texts: pairs of spans that tell the same in other words.

use super::locate::Locator;
use super::recurring::is_recurring;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::passages::pipeline::Road;
use crate::passages::retell::anchors::Anchor;
use crate::passages::retell::candidates::candidates;
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{Prepared, Retelling};
use ahash::AHashMap;
use rayon::prelude::*;
use std::ops::Range;

/// Texts up to which every pair is asked.
const FEW: usize = 64;

/// The share of one text in another from which both tell the same in the same words.
const COPIED: f64 = 0.5;

/// Two spans, of two documents or of one, that tell the same in other words.
///
/// ```
/// use retold::{Document, PassageFinder};
/// use retold::passages::PassageSettings;
/// let text = std::fs::read_to_string("fixtures/updated_statement.txt").expect("a fixture");
/// let finder = PassageFinder::new(PassageSettings::builder().retellings(true).build()?);
/// let found = finder.find([Document::new("statement", &text)])?;
/// let told = &found.retellings()[0];
/// let divider = text.find("16:20").expect("both versions stand in it");
/// assert!(told.a.bytes.end <= divider && divider < told.b.bytes.start);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetoldPair {
    /// The weights of the anchors less what lies between them (higher = surer); see
    /// [`Retelling`].
    pub score: f64,
    /// The span that stands first.
    pub a: RetoldSpan,
    /// The other.
    pub b: RetoldSpan,
    /// The words that both share, in the order of both.
    pub anchors: Vec<RetoldAnchor>,
    /// Both look like reports of a series, which tell different news in the same phrases: each
    /// holds six numbers or more, and they share fewer than two thirds of those of the span that
    /// has fewer.
    pub recurring: bool,
}

/// Retellings, and how many recurring reports were left out.
#[derive(Debug, Default)]
pub(crate) struct Retold {
    pub(crate) pairs: Vec<RetoldPair>,
    pub(crate) left_out: usize,
}

/// A span of a document.
///
/// ```
/// let span = retold::passages::RetoldSpan { doc: retold::DocId(3), tokens: 4..60, bytes: 21..390 };
/// assert_eq!(span.tokens.len(), 56);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetoldSpan {
    /// The document.
    pub doc: DocId,
    /// Its tokens there.
    pub tokens: Range<usize>,
    /// Its bytes in the document's text.
    pub bytes: Range<usize>,
}

/// Words that stand in both spans.
///
/// ```
/// let anchor = retold::passages::RetoldAnchor { a: 3..12, b: 40..49, weight: 5.5 };
/// assert_eq!(anchor.a.len(), anchor.b.len());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetoldAnchor {
    /// Their bytes in the one document's text.
    pub a: Range<usize>,
    /// Those in the other's.
    pub b: Range<usize>,
    /// How much they count: the rarer, the more.
    pub weight: f64,
}

/// A retelling, by the numbers of the texts.
type Found = ((u32, u32), Retelling);

impl Road<'_> {
    /// All retellings, by documents and places; recurring reports only if the settings ask for them. Of exact copies the first document stands for all;
    /// pairs that share half of their text in the same words are left to other relations.
    pub(crate) fn retellings(&self, texts: &dyn Texts, watch: Watch<'_>) -> Result<Retold> {
        let rarity = Rarity::of_corpus(&self.texts);
        let mut found = self.between(&rarity, watch)?;
        found.extend(self.within(&rarity, watch)?);
        let mut pairs: Vec<RetoldPair> = found.iter().map(|one| self.pair(one)).collect();
        self.locate(&found, &mut pairs, texts)?;
        let all = pairs.len();
        pairs.retain(|pair| !pair.recurring || self.settings.recurring());
        let left_out = all - pairs.len();
        pairs.par_iter_mut().for_each(|pair| {
            if (pair.b.doc, pair.b.tokens.start) < (pair.a.doc, pair.a.tokens.start) {
                std::mem::swap(&mut pair.a, &mut pair.b);
                for anchor in &mut pair.anchors {
                    std::mem::swap(&mut anchor.a, &mut anchor.b);
                }
                pair.anchors.sort_by_key(|anchor| (anchor.a.start, anchor.b.start));
            }
        });
        pairs.par_sort_by_key(|pair| {
            (pair.a.doc, pair.b.doc, pair.a.tokens.start, pair.b.tokens.start)
        });
        Ok(Retold { pairs, left_out })
    }

    fn between(&self, rarity: &Rarity, watch: Watch<'_>) -> Result<Vec<Found>> {
        let copied = self.coverages().filter(|pair| pair.most() >= COPIED);
        let copied: Vec<(u32, u32)> = copied.map(|pair| pair.texts).collect();
        let all = self.texts.len() as u32;
        let mut pairs = if self.texts.len() <= FEW {
            (0..all).flat_map(|a| (a + 1..all).map(move |b| (a, b))).collect()
        } else {
            candidates(&self.texts, rarity)
        };
        // Both are sorted.
        pairs.retain(|pair| copied.binary_search(pair).is_err());
        watch.begin(Stage::Retell, Some(pairs.len() as u64 + u64::from(all)))?;
        let of_one: Vec<&[(u32, u32)]> = pairs.chunk_by(|x, y| x.0 == y.0).collect();
        let found = of_one.par_iter().map(|pairs| {
            watch.advance(Stage::Retell, pairs.len() as u64)?;
            let prepared = Prepared::new(self.texts[pairs[0].0 as usize], rarity);
            let told = pairs.iter().flat_map(|pair| {
                let other = self.texts[pair.1 as usize];
                let told = prepared.between(other, self.settings.retelling_score());
                told.into_iter().map(|one| (*pair, one))
            });
            Ok(told.collect::<Vec<Found>>())
        });
        Ok(found.collect::<Result<Vec<_>>>()?.concat())
    }

    fn within(&self, rarity: &Rarity, watch: Watch<'_>) -> Result<Vec<Found>> {
        let found = self.texts.par_iter().enumerate().map(|(text, tokens)| {
            watch.advance(Stage::Retell, 1)?;
            let told = Prepared::new(tokens, rarity).within(self.settings.retelling_score());
            let text = text as u32;
            Ok(told.into_iter().map(|one| ((text, text), one)).collect::<Vec<Found>>())
        });
        Ok(found.collect::<Result<Vec<_>>>()?.concat())
    }

    /// Without what the texts show, which is filled in later.
    fn pair(&self, (texts, told): &Found) -> RetoldPair {
        let span = |text, tokens: &Range<usize>| RetoldSpan {
            doc: self.distinct.first(text),
            tokens: tokens.clone(),
            bytes: 0..0,
        };
        let anchor = |one: &Anchor| RetoldAnchor { a: 0..0, b: 0..0, weight: one.weight };
        RetoldPair {
            score: told.score,
            a: span(texts.0, &told.a),
            b: span(texts.1, &told.b),
            anchors: told.anchors.iter().map(anchor).collect(),
            recurring: false,
        }
    }

    /// Fills in the bytes and what recurs; every document is read once.
    fn locate(&self, found: &[Found], pairs: &mut [RetoldPair], texts: &dyn Texts) -> Result<()> {
        let mut sides: AHashMap<u32, Vec<(usize, bool)>> = AHashMap::new();
        for (at, ((a, b), _)) in found.iter().enumerate() {
            sides.entry(*a).or_default().push((at, true));
            sides.entry(*b).or_default().push((at, false));
        }
        // The order is that of the hash map, and does not matter: every side is filled in once.
        let sides: Vec<(u32, Vec<(usize, bool)>)> = sides.into_iter().collect();
        let located = sides.par_iter().map_init(Locator::default, |locator, (text, sides)| {
            locator.look(self.distinct.first(*text), texts)?;
            let bytes = sides.iter().map(|(at, is_a)| {
                let told = &found[*at].1;
                let start = |anchor: &Anchor| if *is_a { anchor.a } else { anchor.b };
                let words = |anchor: &Anchor| start(anchor)..start(anchor) + anchor.tokens;
                let anchors = told.anchors.iter().map(|one| locator.bytes(&words(one)));
                let tokens = if *is_a { &told.a } else { &told.b };
                let numbers: Vec<u64> = locator.numbers_in(tokens).collect();
                (*at, *is_a, (locator.bytes(tokens), numbers), anchors.collect::<Vec<_>>())
            });
            Ok(bytes.collect::<Vec<_>>())
        });
        let mut numbers = vec![[Vec::new(), Vec::new()]; pairs.len()];
        for (at, is_a, (span, of_span), anchors) in
            located.collect::<Result<Vec<_>>>()?.into_iter().flatten()
        {
            numbers[at][usize::from(is_a)] = of_span;
            let pair = &mut pairs[at];
            (if is_a { &mut pair.a } else { &mut pair.b }).bytes = span;
            for (anchor, bytes) in pair.anchors.iter_mut().zip(anchors) {
                *(if is_a { &mut anchor.a } else { &mut anchor.b }) = bytes;
            }
        }
        for (pair, [a, b]) in pairs.iter_mut().zip(numbers) {
            pair.recurring = is_recurring(a, b);
        }
        Ok(())
    }
}
