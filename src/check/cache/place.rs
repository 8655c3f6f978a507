//! Where caches lie, and what things are called in them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// The folder for what programs can make again, as desktops have agreed on it; nothing, if the user
/// has no home.
pub fn default_folder() -> Option<PathBuf> {
    folder(std::env::var_os("XDG_CACHE_HOME"), std::env::home_dir())
}

fn folder(caches: Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    // A relative path is to be ignored, says the agreement.
    let caches = caches.map(PathBuf::from).filter(|path| path.is_absolute());
    let home = home.filter(|path| path.is_absolute()).map(|home| home.join(".cache"));
    Some(caches.or(home)?.join("retold"))
}

/// The file for a key.
pub(super) fn name(key: &str) -> String {
    format!("sketches-{:016x}", xxh3_64(key.as_bytes()))
}

/// What stands for a path: projects that share a folder may have files of the same name.
pub(super) fn digest(path: &Path) -> u128 {
    let absolute = std::path::absolute(path);
    xxh3_128(absolute.as_deref().unwrap_or(path).as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_by_the_environment() {
        let of = |caches: Option<&str>, home: Option<&str>| {
            folder(caches.map(OsString::from), home.map(PathBuf::from))
        };
        assert_eq!(of(Some("/c"), Some("/h")), Some("/c/retold".into()));
        assert_eq!(of(None, Some("/h")), Some("/h/.cache/retold".into()));
        assert_eq!(of(Some("c"), Some("/h")), Some("/h/.cache/retold".into()));
        assert_eq!(of(Some(""), Some("")), None);
        assert_eq!(of(None, None), None);
    }
}
