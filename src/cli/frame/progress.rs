//! Progress on a terminal.

use crate::base::progress::{Observer, Stage};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

const BYTES: &str = "{prefix:>10} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const BYTES_UNKNOWN: &str = "{prefix:>10} {spinner} {bytes} {bytes_per_sec} {elapsed}";
const COUNT: &str = "{prefix:>10} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
const COUNT_UNKNOWN: &str = "{prefix:>10} {spinner} {human_pos} {elapsed}";

/// A bar on standard error.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar if a person watches, else none.
    pub(crate) fn for_terminal(quiet: bool) -> Option<Self> {
        (!quiet && std::io::stderr().is_terminal()).then(|| Bar(ProgressBar::no_length()))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Observer for Bar {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        let (name, in_bytes) = match stage {
            Stage::Read => ("reading", true),
            Stage::Candidates => ("pairing", false),
            Stage::Verify => ("verifying", false),
            Stage::Cluster => ("clustering", false),
            Stage::Seeds => ("seeding", false),
            Stage::Align => ("aligning", false),
            Stage::Passages => ("gathering", false),
            Stage::Retell => ("retelling", false),
            Stage::Audit => ("auditing", false),
            Stage::Write => ("writing", true),
        };
        let template = match (in_bytes, total.is_some()) {
            (true, true) => BYTES,
            (true, false) => BYTES_UNKNOWN,
            (false, true) => COUNT,
            (false, false) => COUNT_UNKNOWN,
        };
        // The templates are constants of this file, held by a test.
        let style = ProgressStyle::with_template(template);
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.0.set_prefix(name);
        self.0.reset();
        match total {
            Some(total) => self.0.set_length(total),
            None => self.0.unset_length(),
        }
        self.0.enable_steady_tick(std::time::Duration::from_millis(120));
    }

    fn advance(&self, _: Stage, amount: u64) {
        self.0.inc(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_sound() {
        for template in [BYTES, BYTES_UNKNOWN, COUNT, COUNT_UNKNOWN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
