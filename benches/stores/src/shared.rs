//! Two processes: one has the store open and writes, the other wants to read.

use crate::arguments::{Job, Options};
use crate::child;
use crate::records::Shared;
use crate::store::{Access, Outcome, Store};
use crate::workload::Batch;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// Long enough for a store that tries several times for its lock.
const PATIENCE: Duration = Duration::from_secs(20);
const OPENED: &str = "opened";
const SEEN: &str = "seen";

/// The writer: commits a document once the reader has the store open, and asks it.
pub fn share(options: &Options) -> Outcome<Shared> {
    let kind = options.one()?;
    let store = kind.open(&options.folder, Access::Write)?;
    let mut reader = child::command(Job::Watch, kind, &options.folder, options)?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let text = converse(store.as_ref(), &mut reader, options.documents)?;
    // It may have ended already; there is nothing to kill then.
    let _ = reader.kill();
    reader.wait()?;
    store.close()?;
    Ok(Shared { seen: text == SEEN, text })
}

fn converse(store: &dyn Store, reader: &mut Child, number: u32) -> Outcome<String> {
    let (Some(input), Some(output), Some(errors)) =
        (reader.stdin.as_mut(), reader.stdout.take(), reader.stderr.take())
    else {
        return Err("the reader has no pipes".into());
    };
    let lines = lines(output);
    let greeting = lines.recv_timeout(PATIENCE).unwrap_or_default();
    if greeting != OPENED {
        let complaint = self::lines(errors).recv_timeout(PATIENCE);
        return Ok(complaint.unwrap_or_else(|_| "no answer".into()));
    }
    store.insert(&Batch::of(number..number + 1))?;
    writeln!(input)?;
    Ok(lines.recv_timeout(PATIENCE).unwrap_or_else(|_| "opened, then no answer".into()))
}

/// Lines as they come, so that waiting for one can end.
fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The reader: opens the store, waits for a line, and looks for the document that came meanwhile.
pub fn watch(options: &Options) -> Outcome<()> {
    let store = options.one()?.open(&options.folder, Access::Read)?;
    println!("{OPENED}");
    io::stdin().read_line(&mut String::new())?;
    let mut seen = false;
    store.read(&mut |reader| {
        seen = reader.document(options.documents, &mut |_| ())?;
        Ok(())
    })?;
    println!("{}", if seen { SEEN } else { "opened, but the new document is not seen" });
    Ok(())
}
