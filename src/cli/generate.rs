//! Completions and the man page, made from the definition of the command line.

use super::command::definition;
use clap_complete::Shell;
use std::io::Write;

pub(super) fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), "retold", &mut script);
    Ok(std::io::stdout().write_all(&script)?)
}

/// One page: the command, then each of its subcommands, and theirs.
pub(super) fn man() -> anyhow::Result<()> {
    let mut page = Vec::new();
    let definition = definition();
    clap_mangen::Man::new(definition.clone()).render(&mut page)?;
    subcommands(&definition, "retold", &mut page)?;
    Ok(std::io::stdout().write_all(&page)?)
}

fn subcommands(of: &clap::Command, name: &str, page: &mut Vec<u8>) -> anyhow::Result<()> {
    for command in of.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = format!("{name}-{}", command.get_name());
        let renamed = command.clone().name(name.clone()).display_name(name.clone());
        clap_mangen::Man::new(renamed).render(page)?;
        subcommands(command, &name, page)?;
    }
    Ok(())
}
