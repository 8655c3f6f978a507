//! The file that streams are kept in until the run is over.
//!
//! It has no name, so that nothing is left behind however the run ends, and it is made only when
//! there is something to keep.
//!
//! Cost: the disk space of all compressed and streamed inputs, decompressed.

use crate::base::error::{Error, Result};
use crate::storage::map::Map;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

pub(crate) struct Spool {
    folder: PathBuf,
    file: Option<File>,
    len: u64,
}

impl Spool {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder: folder.unwrap_or_else(std::env::temp_dir), file: None, len: 0 }
    }

    /// How many bytes are kept so far.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let folder = &self.folder;
        let failed = |what| move |error| Error::io(what, folder, error);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = tempfile::tempfile_in(folder);
                none.insert(file.map_err(failed("make a temporary file in"))?)
            }
        };
        file.write_all(bytes).map_err(failed("keep decompressed input in"))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// All that was kept.
    pub(crate) fn finish(self) -> Result<Option<Map>> {
        let map = self.file.map(|file| Map::spool(&file)).transpose();
        map.map_err(|error| Error::io("map the temporary file in", &self.folder, error))
    }
}
