//! `retold index remove` and `retold index expire`.

use super::args::{ExpireArgs, RemoveArgs};
use crate::base::error::{Error, Result, shown};
use crate::cli::frame::screen::Screen;
use crate::index::Index;
use crate::index::settings::Durability;
use crate::output::sink::is_stdout;
use clap::ColorChoice;
use indicatif::HumanCount;
use std::io::{Read, Write};
use std::path::Path;

pub(super) fn remove(args: &RemoveArgs) -> anyhow::Result<()> {
    let index = Index::open_as_made(&args.folder.index, Durability::Relaxed)?;
    let mut ids = args.id.clone();
    if let Some(file) = &args.ids {
        ids.extend(listed(file)?);
    }
    let mut removed = 0;
    for id in &ids {
        removed += u64::from(index.remove(id)?);
    }
    index.sync()?;
    let (removed, all) = (HumanCount(removed), HumanCount(ids.len() as u64));
    writeln!(Screen::stdout(ColorChoice::Auto), "removed {removed} documents of {all} ids")?;
    Ok(())
}

/// The lines of a file; blank ones are no ids.
fn listed(file: &Path) -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    // As for outputs, `-` and the names of the stream itself.
    let read = if is_stdout(file) {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| Error::io("read the ids in", file, error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        Error::input(format!(
            "expected ids in UTF-8, one a line, and line {line} of {} is not; nothing was removed",
            shown(file)
        ))
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

pub(super) fn expire(args: &ExpireArgs) -> anyhow::Result<()> {
    let before = match (args.before.before, args.before.older_than) {
        (Some(moment), _) => moment.0,
        (None, Some(length)) => {
            let length = i64::try_from(length.0.as_secs()).unwrap_or(i64::MAX);
            crate::index::writer::incoming::now().saturating_sub(length)
        }
        // The parser lets nobody through without one.
        (None, None) => return Ok(()),
    };
    let index = Index::open_as_made(&args.folder.index, Durability::Relaxed)?;
    let removed = HumanCount(index.expire(before)?);
    index.sync()?;
    index.settle()?;
    let before = super::date(before);
    let mut to = Screen::stdout(ColorChoice::Auto);
    writeln!(to, "removed {removed} documents that were seen before {before}")?;
    Ok(())
}
