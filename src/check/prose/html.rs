//! HTML: the text of the page, without tags, comments, scripts and code blocks.
//!
//! The tokeniser of the standard tells what is text and where; references in it are decoded from
//! the source, so that each has its place. Tags of blocks part words, other tags do not.
//!
//! Cost: linear in the source, whatever is nested or left open: there is no tree.

use super::draft::Draft;
use super::elements::{foreign, is_block, is_unread, parts_words};
use super::hidden::Hidden;
use super::references;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

/// Reads this part of the source.
pub(super) fn read(draft: &mut Draft<'_>, part: Range<usize>) {
    let html = draft.source().get(part.clone()).unwrap_or_default();
    let reader = Reader { draft, part, hiding: Hiding::Nothing, foreign: None };
    let mut emitter = CallbackEmitter::new(reader);
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
}

/// What is left out where the reader is.
enum Hiding {
    Nothing,
    Element(Hidden),
    /// Text that is in no block of its own, up to the next tag of a block.
    Loose,
}

struct Reader<'d, 's> {
    draft: &'d mut Draft<'s>,
    part: Range<usize>,
    hiding: Hiding,
    /// The element whose start tag is being read, if it is of another language than HTML.
    foreign: Option<&'static [u8]>,
}

impl Callback<Infallible, usize> for Reader<'_, '_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.start(name),
            CallbackEvent::CloseStartTag { self_closing: true } => {
                if let Some(name) = self.foreign {
                    self.end(name);
                }
            }
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { .. } => self.string(span),
            CallbackEvent::Comment { value } => {
                self.draft.ignores.heed_comment(&String::from_utf8_lossy(value));
            }
            _ => {}
        }
        None
    }
}

impl Reader<'_, '_> {
    fn start(&mut self, name: &[u8]) {
        self.foreign = foreign(name);
        self.part_words(name);
        let over = match &mut self.hiding {
            Hiding::Element(hidden) => hidden.ends_before(name),
            Hiding::Loose => is_block(name),
            Hiding::Nothing => true,
        };
        if !over {
            return;
        }
        self.hiding = Hiding::Nothing;
        if is_block(name) && self.draft.ignores.take_next() || is_unread(name) {
            self.hiding = Hiding::Element(Hidden::new(name));
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.part_words(name);
        let over = match &mut self.hiding {
            Hiding::Element(hidden) => hidden.ends_with(name),
            Hiding::Loose => is_block(name),
            Hiding::Nothing => false,
        };
        if over {
            self.hiding = Hiding::Nothing;
        }
    }

    fn part_words(&mut self, name: &[u8]) {
        if parts_words(name) {
            self.draft.part();
        }
    }

    fn string(&mut self, span: Span<usize>) {
        if !matches!(self.hiding, Hiding::Nothing) {
            return;
        }
        let raw = self.place(span);
        let blank = || self.draft.source().get(raw.clone()).is_none_or(|s| s.trim().is_empty());
        if self.draft.ignores.next() && !blank() {
            self.draft.ignores.take_next();
            self.hiding = Hiding::Loose;
            return;
        }
        references::copy(self.draft, raw);
    }

    /// Where in the source a string stands.
    fn place(&self, span: Span<usize>) -> Range<usize> {
        let source = self.draft.source();
        let place = |at: usize| {
            let at = self.part.start + at;
            (self.part.start..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(at)
        };
        let end = place(span.end);
        // A reference that ends the page is told as one byte shorter; no markup has one byte.
        let end = if end + 1 == self.part.end { self.part.end } else { end.min(self.part.end) };
        place(span.start)..end
    }
}
