//! All measures of all stores, one after the other.

use crate::arguments::{Job, Options};
use crate::child::measure;
use crate::damage;
use crate::insert::SINGLES;
use crate::records::{Built, Checked, Disk, Inserted, Opened, Shared, Trial};
use crate::report::{self, Lines};
use crate::store::{Kind, Outcome};
use crate::usage;
use std::fs;
use std::path::Path;

/// Documents of the store that is shared and damaged.
const SMALL: u32 = 5_000;

/// What is measured of a full store.
pub struct Full {
    pub kind: Kind,
    pub inserted: Inserted,
    pub disk: Disk,
    pub opened: Opened,
    pub checked: Checked,
}

/// What is measured of a small one.
pub struct Small {
    pub kind: Kind,
    pub shared: Shared,
    pub trials: Vec<Trial>,
}

pub fn run(options: &Options) -> Outcome<()> {
    fs::create_dir_all(&options.folder)?;
    if fs::read_dir(&options.folder)?.next().is_some() {
        return Err(format!("{} is not empty", options.folder.display()).into());
    }
    let stores = match options.kind {
        None => Kind::ALL.to_vec(),
        Some(kind) => {
            let variants = Kind::ALL.iter().find(|(store, _)| *store == kind);
            vec![(kind, variants.map_or(&[][..], |(_, variants)| variants))]
        }
    };
    let load = usage::load();
    let mut lines = Lines::new(options.json.as_deref())?;
    let (mut fulls, mut smalls, mut checked_open) = (Vec::new(), Vec::new(), None);
    for (kind, variants) in stores {
        let folder = options.folder.join(kind.name());
        fulls.push(full(kind, &folder, options, &mut lines)?);
        if variants.contains(&Kind::RedbChecked) {
            let opened: Opened = measure(Job::Open, Kind::RedbChecked, &folder, options)?;
            lines.add(Kind::RedbChecked, "open", &opened)?;
            checked_open = Some(opened);
        }
        // The disk may have room for one such store and not for three.
        fs::remove_dir_all(&folder)?;
        for &kind in [kind].iter().chain(variants) {
            smalls.push(small(kind, options, &mut lines)?);
        }
    }
    report::print(options, load, &fulls, checked_open.as_ref(), &smalls);
    Ok(())
}

fn full(kind: Kind, folder: &Path, options: &Options, lines: &mut Lines) -> Outcome<Full> {
    fs::create_dir(folder)?;
    let inserted = measure(Job::Insert, kind, folder, options)?;
    lines.add(kind, "insert", &inserted)?;
    let count = f64::from(options.documents + SINGLES);
    let (blocks, length) = usage::disk(folder)?;
    let disk =
        Disk { bytes_a_document: blocks as f64 / count, length_a_document: length as f64 / count };
    lines.add(kind, "disk", &disk)?;
    let opened = measure(Job::Open, kind, folder, options)?;
    lines.add(kind, "open", &opened)?;
    let checked = measure(Job::Check, kind, folder, options)?;
    lines.add(kind, "check", &checked)?;
    Ok(Full { kind, inserted, disk, opened, checked })
}

fn small(kind: Kind, options: &Options, lines: &mut Lines) -> Outcome<Small> {
    let folder = options.folder.join(format!("{}-small", kind.name()));
    let options = Options { documents: SMALL, folder: folder.clone(), json: None, ..*options };
    let whole = folder.join("whole");
    fs::create_dir_all(&whole)?;
    let built: Built = measure(Job::Build, kind, &whole, &options)?;
    let trials = damage::damage(kind, &whole, &folder.join("damage"), &options)?;
    for trial in &trials {
        lines.add(kind, "damage", trial)?;
    }
    // Last: it writes to the store.
    let options = Options { documents: built.documents, ..options };
    let shared = measure(Job::Share, kind, &whole, &options)?;
    lines.add(kind, "shared", &shared)?;
    fs::remove_dir_all(&folder)?;
    Ok(Small { kind, shared, trials })
}
