//! What a run is to do, written down: work that was begun for something else is not gone on with.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::input::sources::inputs::Inputs;
use crate::jobs::dedup::job::DedupJob;
use crate::storage::work_folder::Work;

/// The folder that keeps the work of a job, if it wants one.
pub(super) fn open_work(job: &DedupJob, inputs: &Inputs) -> Result<Option<Work>> {
    let Some(folder) = &job.work else { return Ok(None) };
    if job.repeats.is_some() || job.settings.removes(Relation::Contains) {
        return Err(Error::settings(
            "what passages are found in is not kept from run to run; leave out --resume, or look \
             for passages in what a run without them has kept",
        ));
    }
    if job.against.is_some() {
        return Err(Error::settings(
            "what an index tells may change from run to run, and is not kept; leave out --resume, \
             or add what is new to the index first",
        ));
    }
    Work::open(folder, described(job, inputs)?).map(Some)
}

/// The inputs and settings, by name.
fn described(job: &DedupJob, inputs: &Inputs) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for (number, (path, stamp)) in (1..).zip(inputs.stamps()) {
        let Some(stamp) = stamp else {
            return Err(Error::settings(format!(
                "{} can be read only once, and --resume would have to read it again; save it to a \
                 file first",
                crate::base::error::shown(path)
            )));
        };
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        all.push((format!("input {number}"), format!("{} ({stamp})", path.to_string_lossy())));
    }
    let (settings, read) = (&job.settings, &job.read);
    let named: [(&str, String); 18] = [
        ("threshold", settings.threshold().to_string()),
        ("shingle-tokens", settings.shingle_tokens().to_string()),
        ("seed", settings.seed().to_string()),
        ("exact", settings.exact().to_string()),
        ("keep", format!("{:?}", settings.keep())),
        ("remove", format!("{:?}", settings.removed().collect::<Vec<_>>())),
        ("window", format!("{:?}", settings.window())),
        ("across", format!("{:?}", settings.across())),
        ("within", format!("{:?}", settings.within())),
        ("text-field", read.text_field.clone()),
        ("id-field", read.id_field.clone()),
        ("fields", format!("{:?}", super::job::named_fields(job))),
        ("input-format", format!("{:?}", read.format)),
        ("split", format!("{:?}", read.split)),
        ("on-error", format!("{:?}", read.on_error)),
        ("max-record", read.max_record_bytes.to_string()),
        ("max-ratio", read.max_ratio.to_string()),
        ("pieces", format!("{} {}", read.chunk_bytes, read.map_bytes)),
    ];
    all.extend(named.map(|(name, value)| (name.to_owned(), value)));
    Ok(all)
}
