//! What is looked at: parts and logs, the oldest first.

use crate::base::error::Result;
use crate::index::disk::part::sources::Source;
use crate::index::disk::state::{PartState, State};

/// Not changed, but for documents that come to the last log and for those that go.
#[derive(Debug, Default)]
pub(crate) struct View {
    pub(crate) generation: u64,
    pub(crate) sources: Vec<Source>,
}

impl View {
    /// Takes the documents of some sequence numbers out.
    pub(crate) fn remove(&self, seqs: &[u64]) -> Result<()> {
        for seq in seqs {
            for source in self.sources.iter().rev() {
                if let Some(row) = source.row_of(*seq)? {
                    source.remove(row);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Documents that are there.
    pub(crate) fn live(&self) -> u64 {
        self.sources.iter().map(Source::live).sum()
    }

    /// Logs that are no longer written.
    pub(crate) fn resting_logs(&self) -> usize {
        let logs = self.sources.iter().filter(|source| matches!(source, Source::Fresh(_))).count();
        logs.saturating_sub(1)
    }

    /// As the state tells it. `end` is where the last log but the written one ends: each knows its
    /// own.
    pub(crate) fn state(&self, next_seq: u64, latest: i64, next_part: u64) -> State {
        let mut state =
            State { generation: self.generation, next_seq, latest, next_part, ..State::default() };
        for source in &self.sources {
            match source {
                Source::Part(part) => state.parts.push(PartState {
                    number: part.number(),
                    rows: part.rows().into(),
                    gone: part.gone.words(),
                }),
                Source::Fresh(fresh) => {
                    state.logs.push((fresh.log.number, fresh.docs().read_to));
                }
            }
        }
        if let Some(written) = state.logs.last_mut() {
            written.1 = 0;
        }
        state
    }
}
