//! `retold index`: a durable index, and whether it was told before.

mod add;
pub(crate) mod args;
mod create;
pub(crate) mod examples;
mod export;
mod forget;
mod query;
mod stats;
mod verify;

use args::IndexArgs;

use super::frame::exit::ExitStatus;
use args::IndexCommand;
use jiff::Timestamp;

pub(super) fn run(args: &IndexArgs) -> anyhow::Result<ExitStatus> {
    let done = match &args.command {
        IndexCommand::Verify(args) => return verify::run(args),
        IndexCommand::Create(args) => create::run(args),
        IndexCommand::Add(args) => add::run(args),
        IndexCommand::Query(args) => query::run(args),
        IndexCommand::Remove(args) => forget::remove(args),
        IndexCommand::Expire(args) => forget::expire(args),
        IndexCommand::Stats(args) => stats::run(args),
        IndexCommand::Export(args) => export::run(args),
    };
    done.map(|()| ExitStatus::Done)
}

/// A time as people read it.
fn date(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}
