//! Copies of a small store, each with one damage, asked in a process of its own.

use crate::arguments::{Job, Options};
use crate::child;
use crate::records::Trial;
use crate::store::{Kind, Outcome};
use crate::usage;
use crate::workload::Dice;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// Every so many trials a file is cut off instead.
const CUTS: u32 = 4;
/// LMDB makes this anew whenever nobody has the store open: nothing is in it that damage could hurt.
const LOCK: &str = "lock.mdb";

/// Asks damaged copies of `whole`; `folder` is for them. The sound store comes first: it must be right.
pub fn damage(kind: Kind, whole: &Path, folder: &Path, options: &Options) -> Outcome<Vec<Trial>> {
    fs::create_dir_all(folder)?;
    let copy = folder.join("copy");
    let mut dice = Dice::new(14);
    let mut trials = Vec::new();
    for trial in 0..=options.trials {
        if trial % 50 == 0 {
            eprintln!("{}: damaged copy {trial} of {}", kind.name(), options.trials);
        }
        copy_folder(whole, &copy)?;
        let hurt = if trial == 0 { None } else { Some(hurt(&copy, trial, &mut dice)?) };
        let command = child::command(Job::Answer, kind, &copy, options)?;
        let answer = child::answer(command, folder, PATIENCE)?;
        match hurt {
            Some(Hurt { file, damage, place }) => {
                trials.push(Trial { trial, file, damage, place, answer });
            }
            None if answer.text.is_empty() => {}
            None => return Err(format!("{}, sound: {}", kind.name(), answer.text).into()),
        }
    }
    fs::remove_dir_all(folder)?;
    Ok(trials)
}

struct Hurt {
    file: String,
    damage: &'static str,
    place: u64,
}

/// Changes one byte of one file, or cuts one off.
fn hurt(folder: &Path, trial: u32, dice: &mut Dice) -> Outcome<Hurt> {
    let mut files = Vec::new();
    for path in usage::files(folder)? {
        let used = used(&path)?;
        if used > 0 && !path.ends_with(LOCK) {
            files.push((path, used));
        }
    }
    if files.is_empty() {
        return Err("there is nothing to damage".into());
    }
    let picked = dice.below(files.len() as u64) as usize;
    let (path, used) = &files[picked];
    let place = dice.below(*used);
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let damage = if trial.is_multiple_of(CUTS) {
        file.set_len(place)?;
        "cut"
    } else {
        let mut byte = [0];
        file.read_exact_at(&mut byte, place)?;
        // Never by nothing.
        byte[0] ^= dice.below(255) as u8 + 1;
        file.write_all_at(&byte, place)?;
        "flip"
    };
    let file = path.strip_prefix(folder)?.display().to_string();
    Ok(Hurt { file, damage, place })
}

/// The bytes up to the last that is not zero: damage in space that was only reserved would prove nothing.
fn used(path: &Path) -> Outcome<u64> {
    let bytes = fs::read(path)?;
    Ok(bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last as u64 + 1))
}

fn copy_folder(from: &Path, to: &Path) -> Outcome<()> {
    if to.try_exists()? {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
