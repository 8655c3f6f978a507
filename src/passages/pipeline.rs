//! The second road, in order: from tokens to passages.
//!
//! ```text
//! read -> text -> seeds -> chain -> align -> passages
//! ```
//!
//! Reading to tokens runs document by document, in the same pass as the fingerprints if both are
//! wanted, and leaves a row of tokens of each. From those on, it is here.
//!
//! Cost: four bytes a token, and some thirty a seed while seeds are sorted and linked: together
//! little more than a byte for each byte of text.

use super::chain::matches::{Match, matches};
use super::gather::filler::is_filler;
use super::gather::gatherer::{Gatherer, Passage as Gathered, Told};
use super::gather::kind::{PassageKind, Spread};
use super::gather::locate::locate;
use super::gather::nested::nested;
use super::gather::occurrences::places;
use super::gather::shared::{Coverage, coverages};
use super::gather::spelling::representative;
use super::passage::{Occurrence, Passage, PassageId};
use super::seeds::index::SeedIndex;
use super::seeds::order::SuffixOrder;
use super::settings::PassageSettings;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::documents::copies::Distinct;
use crate::documents::fields::Fields;
use crate::text::row::TokenRow;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

/// What was found on the way.
pub(crate) struct Road<'r> {
    pub(super) distinct: &'r Distinct,
    pub(super) texts: Vec<&'r [u32]>,
    index: SeedIndex,
    pub(super) matches: Vec<Match>,
    pub(super) settings: &'r PassageSettings,
}

impl<'r> Road<'r> {
    /// Up to the matches, among these texts; the rows are those of all documents.
    pub(crate) fn to_matches(
        rows: &'r [TokenRow],
        distinct: &'r Distinct,
        settings: &'r PassageSettings,
        watch: Watch<'_>,
    ) -> Result<Self> {
        let texts: Vec<&[u32]> = (0..distinct.len() as u32)
            .map(|text| &*rows[distinct.first(text).index()].tokens)
            .collect();
        watch.begin(Stage::Seeds, None)?;
        let index = SeedIndex::new(&texts)?;
        let order = SuffixOrder::new(&index, &texts);
        let matches = matches(&texts, &index, &order, settings, watch)?;
        Ok(Self { distinct, texts, index, matches, settings })
    }

    /// How many tokens a text has.
    pub(crate) fn len(&self, text: u32) -> usize {
        self.texts[text as usize].len()
    }

    /// Spans of two texts, or of one, that are nearly the same; by texts and places.
    pub(crate) fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// Pairs of texts that share passages.
    pub(crate) fn coverages(&self) -> impl Iterator<Item = Coverage<'_>> {
        coverages(&self.matches, |text| self.len(text))
    }

    /// From the matches on.
    pub(crate) fn passages(
        &self,
        texts: &dyn Texts,
        fields: &Fields,
        watch: Watch<'_>,
    ) -> Result<Vec<Passage>> {
        watch.begin(Stage::Passages, None)?;
        let is_copied = |text: u32| self.distinct.docs(text).len() > 1;
        let copied: Vec<(u32, u32)> = (0..self.texts.len() as u32)
            .map(|text| (text, self.texts[text as usize].len() as u32))
            .filter(|(text, len)| *len as usize >= self.settings.min_tokens() && is_copied(*text))
            .collect();
        let (min_tokens, identity) = (self.settings.min_tokens(), self.settings.identity());
        let first = places(&self.matches, &copied);
        let mut matches = self.matches.clone();
        matches.extend(nested(&self.matches, &first, min_tokens, identity));
        let places = places(&matches, &copied);
        let gatherer = Gatherer {
            texts: &self.texts,
            index: &self.index,
            matches: &matches,
            places: &places,
            identity,
            is_copied: &is_copied,
        };
        let gathered = gatherer.passages();
        watch.advance(Stage::Passages, 0)?;
        let digests: Vec<u64> = self.texts.par_iter().map(|tokens| digest(tokens)).collect();
        let mut passages: Vec<Passage> =
            gathered.par_iter().map(|one| self.passage(one, &digests)).collect();
        let all = passages.par_iter_mut().flat_map_iter(|passage| &mut passage.occurrences);
        locate(&mut all.collect::<Vec<&mut Occurrence>>(), texts, self.settings)?;
        if self.settings.least_words() > 0 {
            passages.retain(|passage| !is_filler(&passage.occurrences));
        }
        let names = (self.settings.source_field(), self.settings.date_field());
        passages.par_iter_mut().for_each(|passage| {
            passage.representative = representative(&passage.occurrences);
            passage.spread = Spread::of(&passage.occurrences, fields, names);
            passage.kind = PassageKind::of(&passage.occurrences, &passage.spread);
        });
        let order = |one: &Passage| {
            let first = &one.occurrences[0];
            (first.doc, first.tokens.start, first.tokens.end, one.id)
        };
        passages.par_sort_unstable_by_key(order);
        Ok(passages)
    }

    /// A passage with all its documents; what the texts show is filled in later.
    fn passage(&self, told: &Gathered, digests: &[u64]) -> Passage {
        let occurrence = |doc: DocId, place: usize| {
            let tokens = told[place].span.start as usize..told[place].span.end as usize;
            let identity = told[place].identity;
            Occurrence::new(doc, tokens, identity)
        };
        let docs = |place: usize| self.distinct.docs(told[place].text).iter();
        let mut occurrences: Vec<Occurrence> = (0..told.len())
            .flat_map(|place| docs(place).map(move |doc| occurrence(*doc, place)))
            .collect();
        occurrences.sort_by_key(|one| (one.doc, one.tokens.start, one.tokens.end));
        Passage {
            id: self.id(told, digests),
            kind: PassageKind::Itself,
            representative: 0,
            spread: Spread::default(),
            occurrences,
        }
    }

    /// `digests` are those of the texts: one span may stand at the same place in several.
    fn id(&self, told: &Gathered, digests: &[u64]) -> PassageId {
        let span = |one: &Told| {
            let span = one.span.start as usize..one.span.end as usize;
            digest(&self.texts[one.text as usize][span])
        };
        let member = |one: &Told| (span(one), digests[one.text as usize], one.span.start);
        let mut members: Vec<(u64, u64, u32)> = told.iter().map(member).collect();
        members.sort_unstable();
        let mut hash = Xxh3::new();
        hash.update(&span(&told[0]).to_le_bytes());
        for (span, text, start) in members {
            hash.update(&span.to_le_bytes());
            hash.update(&text.to_le_bytes());
            hash.update(&start.to_le_bytes());
        }
        PassageId(hash.digest())
    }
}

/// The texts of some documents that have tokens.
pub(crate) fn distinct(rows: &[TokenRow], among: impl Iterator<Item = DocId>) -> Distinct {
    let row = |doc: DocId| &rows[doc.index()];
    let docs = among.filter(|doc| !row(*doc).tokens.is_empty()).collect();
    Distinct::new(docs, |doc| row(doc).digest)
}

fn digest(tokens: &[u32]) -> u64 {
    let mut hash = Xxh3::new();
    tokens.iter().for_each(|token| hash.update(&token.to_le_bytes()));
    hash.digest()
}
