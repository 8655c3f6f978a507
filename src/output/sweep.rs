//! What runs that were killed have left behind.

use std::fs::{File, Metadata};
use std::path::Path;
use std::time::Duration;

/// How the names of temporary outputs begin and end.
pub(super) const PREFIX: &str = ".retold-";
pub(super) const SUFFIX: &str = ".tmp";

/// A file may be a moment old before the run that made it has locked it.
const SETTLED: Duration = Duration::from_secs(60);

/// Removes temporary outputs in a folder that no run holds. Whoever writes one locks it, and the
/// system unlocks it however that run ends.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_named =
            name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_named
            && entry.metadata().is_ok_and(|meta| is_settled(&meta))
            && is_free(&entry.path())
        {
            // Another run may have been quicker.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_settled(meta: &Metadata) -> bool {
    let age = meta.modified().ok().and_then(|modified| modified.elapsed().ok());
    meta.is_file() && age.is_some_and(|age| age > SETTLED)
}

fn is_free(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn only_what_nobody_holds_goes() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
            file
        };
        file(".retold-left.tmp", 100);
        file(".retold-new.tmp", 1);
        file(".retold-other", 100);
        file("news.tmp", 100);
        let held = file(".retold-held.tmp", 100);
        held.lock().unwrap();
        sweep(folder.path());
        let mut left: Vec<String> = (std::fs::read_dir(folder.path()).unwrap())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [".retold-held.tmp", ".retold-new.tmp", ".retold-other", "news.tmp"]);
    }
}
