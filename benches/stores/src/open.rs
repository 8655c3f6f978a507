//! Opening the finished store, as a restarted crawler does.

use crate::arguments::Options;
use crate::records::Opened;
use crate::store::{Access, Outcome};
use crate::workload;
use std::time::Instant;

const TIMES: usize = 5;

/// The median time to open the store and to look one hash up: a store may put its work off until then.
pub fn open(options: &Options) -> Outcome<Opened> {
    let mut times = [0.0; TIMES];
    for time in &mut times {
        let start = Instant::now();
        let store = options.one()?.open(&options.folder, Access::Write)?;
        let mut found = Vec::new();
        store.read(&mut |reader| reader.postings(workload::known(0)[0], &mut found))?;
        *time = start.elapsed().as_secs_f64() * 1e3;
        if found.is_empty() {
            return Err("the first document is not there".into());
        }
        store.close()?;
    }
    times.sort_by(f64::total_cmp);
    Ok(Opened { median_ms: times[TIMES / 2] })
}
