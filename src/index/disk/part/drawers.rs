//! In which drawer of the directory the keys of a part are, one key after the other.

use super::Part;
use super::pages::Page;
use crate::base::error::Result;

/// Drawers in order.
#[derive(Debug, Default)]
pub(super) struct Drawers {
    /// How many were opened, and where the last of them ends.
    opened: u64,
    end: u64,
    page: Option<(u64, Page)>,
}

impl Drawers {
    /// The drawer of a place among the keys, which is not before the last that was asked for.
    pub(super) fn of(&mut self, part: &Part, at: u64) -> Result<u64> {
        let layout = &part.file.layout;
        while at >= self.end {
            if self.opened == 1 << layout.bits {
                return Err(part.damaged(layout.directory, "its directory makes no sense"));
            }
            self.opened += 1;
            self.end = part.count_before(self.opened, &mut self.page)?;
        }
        Ok(self.opened - 1)
    }
}
