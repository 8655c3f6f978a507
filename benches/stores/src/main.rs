//! Holds embedded key-value stores against the workload of a near-duplicate index; `README.md` beside this
//! tells what is measured, and how to read it.

mod answer;
mod arguments;
mod check;
mod child;
mod damage;
mod insert;
mod open;
mod records;
mod report;
mod run;
mod shared;
mod store;
mod stores;
mod usage;
mod workload;

use arguments::{Job, Options};
use std::process::ExitCode;
use store::Outcome;

fn main() -> ExitCode {
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn work() -> Outcome<()> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        println!("{}", arguments::USAGE);
        return Ok(());
    };
    // Every measure is a process of its own, so that memory is that of one store and one measure, and a
    // store that dies of damage takes nothing with it.
    match options.job {
        Job::Run => run::run(&options),
        Job::Insert => child::tell(&insert::insert(&options)?),
        Job::Open => child::tell(&open::open(&options)?),
        Job::Check => child::tell(&check::check(&options)?),
        Job::Build => child::tell(&insert::build(&options)?),
        Job::Share => child::tell(&shared::share(&options)?),
        Job::Watch => shared::watch(&options),
        Job::Answer => child::tell(&answer::answer(&options)),
    }
}
