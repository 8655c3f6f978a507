//! The command: arguments to plain data, data to jobs, outcomes to text.

mod args;
mod check;
mod command;
mod compare;
mod config;
mod dedup;
mod frame;
mod generate;
mod index;
mod passages;
mod plan;
mod side_by_side;
mod tokens;

use frame::exit::ExitStatus;

use command::Command;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitStatus {
    let cli = match config::parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    let done = match cli.command {
        Command::Check(args) => return frame::exit::report(check::run(&args)),
        Command::Explain(args) => return frame::exit::report(check::explain::run(&args)),
        Command::Index(args) => return frame::exit::report(index::run(&args)),
        Command::Init(args) => return frame::exit::report(check::init::run(&args)),
        Command::Dedup(args) => dedup::run(&args),
        Command::Passages(args) => passages::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Tokens(args) => tokens::run(&args),
        Command::Completions { shell } => generate::completions(shell),
        Command::Man => generate::man(),
    };
    frame::exit::report(done.map(|()| ExitStatus::Done))
}
