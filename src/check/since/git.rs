//! The command `git`, asked about one work tree.

use crate::base::error::{Error, Result, escape, shown};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::ScopedJoinHandle;

/// What a hook finds in its environment speaks of the repository that called it, and the last of
/// these would bring context lines back.
const HIDDEN: [&str; 5] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_DIFF_OPTS"];

/// A work tree.
pub(super) struct Git {
    top: PathBuf,
}

impl Git {
    /// The work tree that a folder is in.
    pub(super) fn at(folder: &Path) -> Result<Self> {
        let told = run(folder, &["rev-parse", "--show-toplevel"], None)?;
        if !told.status.success() {
            return Err(Error::settings(format!(
                "cannot tell what has changed in {}: git says `{}`; run inside the work tree of a \
                 git repository, or without a reference",
                shown(folder),
                complaint(&told)
            )));
        }
        let line = told.stdout.strip_suffix(b"\n").unwrap_or(&told.stdout);
        let top = PathBuf::from(os_string(line));
        let top = top.canonicalize().map_err(|error| Error::io("find", &top, error))?;
        Ok(Self { top })
    }

    /// The commit that a reference names.
    pub(super) fn commit(&self, reference: &str) -> Result<String> {
        let unknown = || {
            Error::settings(format!(
                "git knows no commit `{}`; name a branch, a tag or a commit, and fetch it first if \
                 this is a shallow clone",
                escape(reference)
            ))
        };
        // The system could not pass it on.
        if reference.contains('\0') {
            return Err(unknown());
        }
        let peeled = format!("{reference}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled];
        let told = run(&self.top, &asked, None)?;
        let commit = String::from_utf8_lossy(&told.stdout).trim_end().to_owned();
        // `^REF` excludes a commit and would come back with its circumflex.
        let is_one = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if told.status.success() && is_one { Ok(commit) } else { Err(unknown()) }
    }

    /// What git answers, run at the top.
    pub(super) fn run<S: AsRef<OsStr>>(
        &self,
        asked: &[S],
        input: Option<&[u8]>,
    ) -> Result<Vec<u8>> {
        let told = run(&self.top, asked, input)?;
        if told.status.success() {
            return Ok(told.stdout);
        }
        let verb =
            asked.first().map_or_else(Default::default, |verb| verb.as_ref().to_string_lossy());
        Err(Error::settings(format!(
            "`git {verb}` failed in {}: git says `{}`; run it there to see more, or check without \
             a reference",
            shown(&self.top),
            complaint(&told)
        )))
    }

    /// A file as a checkout of a commit would write it.
    pub(super) fn file(&self, commit: &str, name: &[u8]) -> Result<Vec<u8>> {
        let mut object = OsString::from(commit);
        object.push(":");
        object.push(os_string(name));
        self.run(&[OsStr::new("cat-file"), OsStr::new("--filters"), &object], None)
    }

    /// The name that git has for a file of the work tree: its path from the top, with `/`.
    pub(super) fn name(&self, path: &Path) -> Option<Vec<u8>> {
        let real = path.canonicalize().ok()?;
        let mut name = Vec::new();
        for component in real.strip_prefix(&self.top).ok()?.components() {
            let Component::Normal(part) = component else { return None };
            if !name.is_empty() {
                name.push(b'/');
            }
            name.extend_from_slice(part.as_encoded_bytes());
        }
        Some(name)
    }
}

/// Names that end with NUL each.
pub(super) fn names(told: &[u8]) -> impl Iterator<Item = &[u8]> {
    told.split_inclusive(|byte| *byte == 0).filter_map(|name| name.strip_suffix(&[0]))
}

/// What a thread answered.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run<S: AsRef<OsStr>>(folder: &Path, asked: &[S], input: Option<&[u8]>) -> Result<Output> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder);
    for setting in ["core.quotePath=true", "diff.autoRefreshIndex=true"] {
        git.args(["-c", setting]);
    }
    git.args(asked).stdout(Stdio::piped()).stderr(Stdio::piped());
    git.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    // A check leaves the repository as it is, and asks for no password.
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    for name in HIDDEN {
        git.env_remove(name);
    }
    let mut child = git.spawn().map_err(not_run)?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // Written aside: git may answer before it has read all.
        scope.spawn(move || {
            if let (Some(mut stdin), Some(input)) = (stdin, input) {
                // Where git ends early, its status tells.
                let _ = stdin.write_all(input);
            }
        });
        child.wait_with_output().map_err(not_run)
    })
}

fn not_run(error: std::io::Error) -> Error {
    Error::settings(format!(
        "cannot run `git`, which tells what has changed: {error}; install it, or check without a \
         reference"
    ))
}

/// What git said on its error output: the first lines of it, made harmless.
fn complaint(told: &Output) -> String {
    let said = String::from_utf8_lossy(&told.stderr);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => told.status.to_string(),
        lines => escape(&lines[..lines.len().min(3)].join("; ")),
    }
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

/// Elsewhere git speaks UTF-8.
#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
