//! Pipes: read to their ends, or refused.

use super::draw::Stratum;
use super::{Budget, Bytes, Cell, Sample};
use crate::base::error::{Error, Result};
use crate::input::decode::opened::Opened;
use crate::input::sources::inputs::at_file;

impl Sample {
    /// Reads pipes to their ends.
    pub(super) fn streams(
        &mut self,
        streams: Vec<(u32, Box<Opened>, u64)>,
        budget: Budget,
    ) -> Result<()> {
        for (i, opened, header) in streams {
            let Opened { mut stream, head, mut flaw, .. } = *opened;
            let mut bytes = head.to_vec();
            let path = self.paths[i as usize].clone();
            if flaw.is_none() {
                flaw = stream.fill(budget.bytes + 1, &mut bytes, &path).err();
            }
            if bytes.len() as u64 > budget.bytes {
                return Err(at_file(
                    Error::input(
                        "a pipe does not tell how much is still to come, so nothing can be said of \
                         the whole; write it to a file and plan for that",
                    ),
                    path,
                ));
            }
            let stratum = self.add(Stratum::whole(i, bytes.len() as u64));
            if let Some(flaw) = flaw {
                self.cells.push(Cell::flawed(stratum, flaw));
            }
            match self.plan.begin(&bytes, header as usize) {
                Ok(start) => {
                    let size = bytes.len() as u64;
                    let bytes = Bytes::Owned(bytes.split_off(start));
                    let offset = start as u64;
                    self.cells.push(Cell { stratum, at: 0, offset, size, bytes });
                }
                Err(flaw) => self.cells.push(Cell::flawed(stratum, flaw)),
            }
        }
        Ok(())
    }
}
