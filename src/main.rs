//! The `retold` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    retold::cli::main().into()
}
