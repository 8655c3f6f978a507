//! The command: arguments to plain data, data to jobs, outcomes to text.

mod args;
mod check;
mod compare;
mod config;
mod dedup;
mod examples;
mod exit;
mod generate;
mod index;
mod nearest;
mod passages;
mod plan;
mod plot;
mod progress;
mod run;
mod screen;
mod signals;
mod summary;
mod tokens;

pub use exit::ExitStatus;

use args::{Cli, Command};

/// Runs the command with the arguments of the process.
pub fn main() -> ExitStatus {
    let cli = match config::parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    let done = match cli.command {
        Command::Check(args) => return exit::report(check::run(&args)),
        Command::Explain(args) => return exit::report(check::explain(&args)),
        Command::Index(args) => return exit::report(index::run(&args)),
        Command::Init(args) => return exit::report(check::init(&args)),
        Command::Dedup(args) => dedup::run(&args),
        Command::Passages(args) => passages::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Tokens(args) => tokens::run(&args),
        Command::Completions { shell } => generate::completions(shell),
        Command::Man => generate::man(),
    };
    exit::report(done.map(|()| ExitStatus::Done))
}

/// The command line's definition, for completions and the man page.
fn definition() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
