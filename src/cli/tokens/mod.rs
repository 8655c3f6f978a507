//! `retold tokens`.

pub(crate) mod args;

use crate::base::progress::{CancelToken, Watch};
use crate::input::formats::extract::Record;
use crate::input::parallel::rows::read;
use crate::input::sources::inputs::Inputs;
use crate::storage::guard::install_sigbus_guard;
use crate::text::Tokenizer;
use args::TokensArgs;
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};

/// Prints every token with its bytes in the text: `start..end`, a tab, the token. Documents are
/// parted by a blank line.
pub(super) fn run(args: &TokensArgs) -> anyhow::Result<()> {
    install_sigbus_guard();
    let inputs = Inputs::open(&args.inputs, args.reading.settings())?;
    let cancel = CancelToken::default();
    let reading = read(inputs, Watch::new(&(), &cancel), Tokenizer::default, lines)?;
    let mut to = BufWriter::new(std::io::stdout().lock());
    for (i, lines) in reading.rows.iter().enumerate() {
        if i > 0 {
            writeln!(to)?;
        }
        to.write_all(lines.as_bytes())?;
    }
    to.flush()?;
    Ok(())
}

fn lines(tokenizer: &mut Tokenizer, record: &Record<'_>) -> String {
    let mut lines = String::new();
    tokenizer.tokens(record.text, |token| {
        // Writing to a string never fails; tokens hold no control characters.
        let _ = writeln!(lines, "{}..{}\t{}", token.span.start, token.span.end, token.text);
    });
    lines
}
