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

/// A document that is removed because of one in the index.
pub(crate) struct SeenBefore {
    pub(super) place: RecordPlace,
    pub(super) witness: Witness,
}

/// All of them, in the order of the input; the corpus has the others. Some hundred bytes of memory
/// each.
#[derive(Default)]
pub(crate) struct RemovedByIndex {
    /// The index, as it was named.
    pub(super) index: String,
    pub(crate) fields: Fields,
    pub(crate) seen: Vec<SeenBefore>,
    text_bytes: u64,
    tokens: u64,
}

impl RemovedByIndex {
    pub(super) fn new(index: Option<&Path>, names: &[String]) -> Self {
        let index = index.map(|index| index.to_string_lossy().into_owned()).unwrap_or_default();
        let fields = Fields::new(names.iter().map(String::as_str));
        Self { index, fields, ..Self::default() }
    }

    pub(super) fn len(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Adds them to what the others came to.
    pub(super) fn count(&self, summary: &mut Summary) {
        summary.documents += self.len();
        summary.removed += self.len();
        summary.text_bytes += self.text_bytes;
        summary.tokens += self.tokens;
        for told in &self.seen {
            summary.removed_by.add(told.witness.relation);
        }
    }

    fn push(&mut self, place: RecordPlace, row: Row<(Witness, u32)>) {
        self.fields.push(row.fields.iter().map(Option::as_deref));
        let (witness, tokens) = row.made;
        self.text_bytes += row.text_bytes;
        self.tokens += u64::from(tokens);
        self.seen.push(SeenBefore { place, witness });
    }
}

/// What the index says of a record.
pub(super) enum Checked {
    Row(Row<Made>),
    /// With its tokens.
    SeenBefore(Row<(Witness, u32)>),
    /// The index could not be read.
    Failed(Error),
}

/// Sets aside the documents that the index has, and passes on the rest.
pub(super) struct NewRows<'s> {
    pub(super) rows: Prints<'s>,
    pub(super) by_index: RemovedByIndex,
}

impl<'s> Gather<Checked> for NewRows<'s> {
    type Task = <Prints<'s> as Gather<Row<Made>>>::Task;
    type Output = <Prints<'s> as Gather<Row<Made>>>::Output;

    fn take(&mut self, place: RecordPlace, checked: Checked) -> Result<Option<Self::Task>> {
        match checked {
            Checked::Row(row) => self.rows.take(place, row),
            Checked::SeenBefore(row) => {
                self.rows.pass(place, row.id)?;
                self.by_index.push(place, row);
                Ok(None)
            }
            Checked::Failed(error) => Err(error),
        }
    }

    fn work(task: Self::Task) -> Self::Output {
        Prints::work(task)
    }

    fn collect(&mut self, output: Self::Output) -> Result<()> {
        self.rows.collect(output)
    }

    fn mark(&mut self, at: Point, rejected: &[Rejected]) -> Result<()> {
        self.rows.mark(at, rejected)
    }

    fn end_piece(&mut self) -> Result<()> {
        self.rows.end_piece()
    }
}
