//! Documents that an index tells: they go before the others are compared.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::documents::fields::Fields;
use crate::input::parallel::gather::{Gather, Point};
use crate::input::place::RecordPlace;
use crate::input::reject::Rejected;
use crate::jobs::corpus::gathering::{Made, Prints};
use crate::jobs::corpus::growth::Row;
use crate::report::summary::Summary;
use std::path::Path;

/// The index that is asked.
pub(super) struct Against {
    #[cfg(feature = "index")]
    index: crate::index::Index,
}

/// The document of the index because of which one goes.
pub(super) struct Witness {
    pub(super) id: String,
    pub(super) relation: Relation,
    pub(super) score: f64,
}

impl Against {
    #[cfg(feature = "index")]
    pub(super) fn open(index: &Path) -> Result<Self> {
        Ok(Self { index: crate::index::Index::open_reader(index)? })
    }

    #[cfg(not(feature = "index"))]
    pub(super) fn open(_: &Path) -> Result<Self> {
        Err(Error::settings(
            "this build cannot ask an index: it was made without the feature `index`",
        ))
    }

    /// The strongest of the documents that tell a text, if one does.
    #[cfg(feature = "index")]
    pub(super) fn witness(&self, text: &str) -> Result<Option<Witness>> {
        let verdict = self.index.check(text)?;
        if verdict.is_new() {
            return Ok(None);
        }
        let told = self.index.settings().sameness();
        let telling = verdict.matches.into_iter().find(|found| told.removes(found.relation));
        Ok(telling.map(|found| Witness {
            id: found.id,
            relation: found.relation,
            score: found.score,
        }))
    }

    #[cfg(not(feature = "index"))]
    pub(super) fn witness(&self, _: &str) -> Result<Option<Witness>> {
        Ok(None)
    }
}

/// A document that goes because of one in the index.
pub(crate) struct Told {
    pub(super) place: RecordPlace,
    pub(super) witness: Witness,
}

/// All of them, in the order of the input. They stand beside the corpus, which knows nothing of
/// them: some hundred bytes of memory each.
#[derive(Default)]
pub(crate) struct Beside {
    /// The index, as it was named.
    pub(super) index: String,
    pub(crate) fields: Fields,
    pub(crate) told: Vec<Told>,
    text_bytes: u64,
    tokens: u64,
}

impl Beside {
    pub(super) fn new(index: Option<&Path>, names: &[String]) -> Self {
        let index = index.map(|index| index.to_string_lossy().into_owned()).unwrap_or_default();
        let fields = Fields::new(names.iter().map(String::as_str));
        Self { index, fields, ..Self::default() }
    }

    pub(super) fn len(&self) -> u64 {
        self.told.len() as u64
    }

    /// Adds them to what the others came to.
    pub(super) fn count(&self, summary: &mut Summary) {
        summary.documents += self.len();
        summary.removed += self.len();
        summary.text_bytes += self.text_bytes;
        summary.tokens += self.tokens;
        for told in &self.told {
            summary.removed_by.add(told.witness.relation);
        }
    }

    fn push(&mut self, place: RecordPlace, row: Row<(Witness, u32)>) {
        // Plain text has no fields.
        let values = row.fields.iter().map(Option::as_deref);
        self.fields.push(values.chain(std::iter::repeat(None)));
        let (witness, tokens) = row.made;
        self.text_bytes += row.text_bytes;
        self.tokens += u64::from(tokens);
        self.told.push(Told { place, witness });
    }
}

/// What was made of a record.
pub(super) enum Sifted {
    Row(Row<Made>),
    /// With its tokens.
    Told(Row<(Witness, u32)>),
    /// The index could not be asked.
    Failed(Error),
}

/// Takes what is told aside, and passes on the rest.
pub(super) struct Sieve<'s> {
    pub(super) rows: Prints<'s>,
    pub(super) beside: Beside,
}

impl<'s> Gather<Sifted> for Sieve<'s> {
    type Chore = <Prints<'s> as Gather<Row<Made>>>::Chore;
    type Fruit = <Prints<'s> as Gather<Row<Made>>>::Fruit;

    fn take(&mut self, place: RecordPlace, sifted: Sifted) -> Result<Option<Self::Chore>> {
        match sifted {
            Sifted::Row(row) => self.rows.take(place, row),
            Sifted::Told(row) => {
                self.rows.pass(place, row.id)?;
                self.beside.push(place, row);
                Ok(None)
            }
            Sifted::Failed(error) => Err(error),
        }
    }

    fn work(chore: Self::Chore) -> Self::Fruit {
        Prints::work(chore)
    }

    fn reap(&mut self, fruit: Self::Fruit) -> Result<()> {
        self.rows.reap(fruit)
    }

    fn mark(&mut self, at: Point, rejected: &[Rejected]) -> Result<()> {
        self.rows.mark(at, rejected)
    }

    fn end_piece(&mut self) -> Result<()> {
        self.rows.end_piece()
    }
}
