//! Processes of our own: this program, called again to run one test with a role in its environment.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const ROLE: &str = "RETOLD_TEST_ROLE";
const FOLDER: &str = "RETOLD_TEST_FOLDER";

/// Starts a process in a role, on a folder.
pub(crate) fn start(test: &str, role: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The folder, if this process has the role.
pub(crate) fn folder(role: &str) -> Option<PathBuf> {
    let is_mine = std::env::var(ROLE).is_ok_and(|mine| mine == role);
    is_mine.then(|| std::env::var_os(FOLDER).expect("a role has a folder").into())
}
