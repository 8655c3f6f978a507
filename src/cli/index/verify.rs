//! `retold index verify`.

use super::args::FolderArgs;
use crate::base::error::{escape, shown};
use crate::cli::frame::exit::ExitStatus;
use crate::cli::frame::screen::Screen;
use crate::index::Index;
use crate::index::disk::damaged::Damage;
use clap::ColorChoice;
use std::io::Write;

pub(super) fn run(args: &FolderArgs) -> anyhow::Result<ExitStatus> {
    let damages = Index::verify(&args.index)?;
    let mut to = Screen::stdout(ColorChoice::Auto);
    if damages.is_empty() {
        writeln!(to, "every byte is as it was written")?;
        return Ok(ExitStatus::Done);
    }
    for Damage { path, offset, what, .. } in &damages {
        let offset = offset.map(|offset| format!(", byte {offset}")).unwrap_or_default();
        writeln!(to, "{}{offset}: {}", shown(path), escape(what))?;
    }
    Ok(ExitStatus::Failed)
}
