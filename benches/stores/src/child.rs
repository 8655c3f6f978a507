//! Measures as processes: started, and what they tell.

use crate::arguments::{Job, Options};
use crate::records::{Answer, Verdict};
use crate::store::{Kind, Outcome};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(2);

/// The last thing that a measure does.
pub fn tell(record: &impl Serialize) -> Outcome<()> {
    println!("{}", serde_json::to_string(record)?);
    Ok(())
}

/// This program again, for one measure of one store.
pub fn command(job: Job, kind: Kind, folder: &Path, options: &Options) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([job.name(), "--store", kind.name(), "--folder"]).arg(folder);
    command.args(["--documents", &options.documents.to_string()]);
    command.args(["--checks", &options.checks.to_string()]);
    command.args(["--known", &options.known.to_string()]);
    Ok(command)
}

/// Waits for a measure, and reads its record.
pub fn measure<T: DeserializeOwned>(
    job: Job,
    kind: Kind,
    folder: &Path,
    options: &Options,
) -> Outcome<T> {
    eprintln!("{}: {}", kind.name(), job.name());
    let output = command(job, kind, folder, options)?
        .stderr(Stdio::inherit())
        .stdin(Stdio::null())
        .output()?;
    if !output.status.success() {
        return Err(format!("{}: {} ended with {}", kind.name(), job.name(), output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Waits so long for an answer, and takes an end without one as the answer.
pub fn answer(mut command: Command, notes: &Path, patience: Duration) -> Outcome<Answer> {
    let (out, err) = (notes.join("out"), notes.join("err"));
    // Files, because nobody reads a pipe until the end, and a full one would look like a hang.
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok(Answer { verdict: Verdict::Hang, text: said(&err) });
        }
        thread::sleep(POLL);
    };
    match serde_json::from_slice(&fs::read(&out)?) {
        Ok(answer) if status.success() => Ok(answer),
        _ => Ok(Answer { verdict: Verdict::Crash, text: end(status, &err) }),
    }
}

fn end(status: ExitStatus, err: &Path) -> String {
    format!("{status}: {}", said(err))
}

/// The last words of a process, in one line and not many.
fn said(err: &Path) -> String {
    let bytes = fs::read(err).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let words: Vec<_> = text.split_whitespace().take(60).collect();
    words.join(" ")
}
