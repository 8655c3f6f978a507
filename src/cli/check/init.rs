//! `retold init`: a commented settings file to begin with.

use super::args::InitArgs;
use crate::base::error::{Error, Result, shown};
use crate::check::prose::Markup;
use crate::cli::frame::exit::{ExitStatus, complain};
use crate::output::sink::Sink;
use std::collections::BTreeSet;
use std::path::Path;

const TEMPLATE: &str = include_str!("init.toml");

/// What the template has in place of the patterns.
const PATTERNS: &str = "PATTERNS";

pub(in crate::cli) fn run(args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let file = args.folder.join("retold.toml");
    if file.exists() {
        let file = shown(&file);
        return Err(Error::settings(format!("{file} exists, and is left as it is")).into());
    }
    let patterns = patterns(&args.folder)?;
    let mut sink = Sink::create(&file)?;
    sink.write(TEMPLATE.replace(PATTERNS, &patterns).as_bytes())?;
    sink.finish()?.publish()?;
    complain(&format!("wrote {}; `retold check` goes by it", shown(&file)));
    Ok(ExitStatus::Done)
}

/// A pattern for each kind of page that the folder has; for Markdown if it has none.
fn patterns(folder: &Path) -> Result<String> {
    let mut endings = BTreeSet::new();
    for entry in ignore::WalkBuilder::new(folder).require_git(false).build().flatten() {
        let path = entry.path();
        if Markup::of_path(path).is_some_and(|markup| markup != Markup::Plain)
            && let Some(ending) = path.extension().and_then(|ending| ending.to_str())
        {
            endings.insert(ending.to_owned());
        }
    }
    if endings.is_empty() {
        endings.insert("md".to_owned());
    }
    let patterns: Vec<String> = endings.iter().map(|ending| format!("\"**/*.{ending}\"")).collect();
    Ok(patterns.join(", "))
}
