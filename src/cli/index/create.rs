//! `retold index create`.

use super::args::{CreateArgs, Store};
use crate::base::error::Result;
use crate::index::Index;
use crate::index::settings::{IndexSettings, Stored};
use crate::settings::Settings;

pub(super) fn run(args: &CreateArgs) -> anyhow::Result<()> {
    Index::create(&args.folder.index, settings(args)?)?;
    Ok(())
}

fn settings(args: &CreateArgs) -> Result<IndexSettings> {
    let same = Settings::builder()
        .threshold(args.threshold)
        .shingle_tokens(args.shingle_tokens)
        .seed(args.seed);
    let same = args.told.iter().fold(same, |same, relation| same.remove(*relation));
    let stored = match args.store {
        Store::Text => Stored::Text,
        Store::Shingles => Stored::Shingles,
    };
    let mut settings = IndexSettings::builder().sameness(same.build()?).stored(stored);
    if args.passages {
        settings = settings.passages(args.passage.settings(None).build()?);
    }
    if let Some(most) = args.max_documents {
        settings = settings.max_documents(most);
    }
    if let Some(window) = args.window {
        settings = settings.window(window.0);
    }
    settings.build()
}
