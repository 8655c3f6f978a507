//! A folder of its own and the command in it, for one test.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// No run of these tests needs as long; one that does hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// What `-o out.jsonl --report report` writes.
pub(crate) const OUTPUTS: [&str; 5] = [
    "out.jsonl",
    "report/clusters.jsonl",
    "report/removed.jsonl",
    "report/rejected.jsonl",
    "report/summary.json",
];

/// A fresh folder, which is the working folder of the command.
pub(crate) struct Lab(TempDir);

impl Lab {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Copies a fixture under its own name.
    pub(crate) fn fixture(&self, name: &str) -> Vec<u8> {
        let bytes = fs::read(fixture(name)).unwrap();
        self.write(name, &bytes);
        bytes
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.read(name)).unwrap()
    }

    /// The objects of a report.
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        let bytes = self.read(name);
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// Everything in the folder, hidden or not, in order; folders end with a slash.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(self.0.path(), "", &mut names);
        names.sort();
        names
    }

    /// The command with these arguments, which blanks part.
    pub(crate) fn call(&self, args: &str) -> Call {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
        command.args(args.split_whitespace()).current_dir(self.0.path()).env_remove("NO_COLOR");
        Call { command, stdin: Vec::new() }
    }
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{name}/"), names);
            names.push(format!("{name}/"));
        } else {
            names.push(name);
        }
    }
}

/// A run to be.
pub(crate) struct Call {
    pub(crate) command: Command,
    stdin: Vec<u8>,
}

impl Call {
    /// One more argument, whatever is in it.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args(self, args: &[&str]) -> Self {
        args.iter().fold(self, |call, arg| call.arg(arg))
    }

    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Starts with pipes on all sides.
    pub(crate) fn start(mut self) -> Child {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn run(mut self) -> Ended {
        let stdin = std::mem::take(&mut self.stdin);
        let mut child = self.start();
        let mut pipe = child.stdin.take().unwrap();
        // Whoever does not want all of it may close the pipe.
        std::thread::spawn(move || pipe.write_all(&stdin));
        finish(child)
    }

    /// Runs and ends with this code.
    pub(crate) fn exits(self, code: i32) -> Ended {
        let ended = self.run();
        assert_eq!(ended.code, Some(code), "{ended:?}");
        ended
    }

    pub(crate) fn ok(self) -> Ended {
        self.exits(0)
    }
}

/// Waits for the end of a run, whose output is read meanwhile.
pub(crate) fn finish(mut child: Child) -> Ended {
    let stdout = child.stdout.take().map(drain);
    let stderr = child.stderr.take().map(drain);
    let status = wait(&mut child);
    let all = |pipe: Option<JoinHandle<Vec<u8>>>| pipe.map_or(Vec::new(), |p| p.join().unwrap());
    let ended = Ended {
        code: status.code(),
        stdout: all(stdout),
        stderr: String::from_utf8_lossy(&all(stderr)).into_owned(),
    };
    assert!(ended.code.is_some(), "{status}: {ended:?}");
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
    ended
}

fn drain(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the command hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Waits until it is so.
pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !so() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap()
    }

    /// The error names all of these, in this order.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        let mut rest = self.stderr.as_str();
        for word in words {
            let Some(at) = rest.find(word) else {
                panic!("no `{word}` in: {}", self.stderr);
            };
            rest = &rest[at + word.len()..];
        }
        self
    }
}
