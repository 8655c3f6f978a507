//! Markdown: CommonMark, and what GitHub and others add to it.
//!
//! Inline code and formulas in a line are parts of sentences and stay; code blocks, displayed
//! formulas and bare addresses go. HTML in it is read as HTML. What stands for a quotation or a
//! list at the beginnings of lines within a block of HTML, or in code over several lines, is taken
//! for text: no word is made of it.
//!
//! Cost: linear. A line that goes on in quotations without their marks costs the parser as much as
//! there are quotations, so a file that nests more deeply than any page does is read as plain text.

use super::draft::Draft;
use super::elements::parts_words;
use super::front::front_matter_end;
use super::nesting::is_too_deep;
use super::{html, plain};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads the whole source.
pub(super) fn read(draft: &mut Draft<'_>) {
    let start = front_matter_end(draft.source());
    let text = draft.source().get(start..).unwrap_or_default();
    if is_too_deep(text) {
        return plain::read(draft);
    }
    let mut reader = Reader { draft, left_out: 0 };
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        reader.event(event, start + range.start..start + range.end);
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

struct Reader<'d, 's> {
    draft: &'d mut Draft<'s>,
    /// How many elements are open from the one on that is left out.
    left_out: usize,
}

impl Reader<'_, '_> {
    fn event(&mut self, event: Event<'_>, raw: Range<usize>) {
        match event {
            Event::Start(_) if self.left_out > 0 => self.left_out += 1,
            Event::Start(tag) => self.start(&tag, raw),
            Event::End(tag) => {
                self.left_out = self.left_out.saturating_sub(1);
                if is_block(tag) || tag == TagEnd::Image {
                    self.draft.part();
                }
            }
            _ if self.left_out > 0 => {}
            Event::Text(text) => self.draft.decoded(raw, &text),
            Event::Code(_) => self.inside(raw, '`'),
            Event::InlineMath(_) => self.inside(raw, '$'),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::DisplayMath(_) => {
                self.draft.part();
            }
            Event::Html(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, raw: Range<usize>) {
        let block = is_block(tag.to_end());
        if block || matches!(tag, Tag::Image { .. }) {
            self.draft.part();
        }
        if let Tag::HtmlBlock = tag {
            html::read(self.draft, raw);
        } else if is_unread(tag) || (block && self.draft.ignores.next()) {
            // Code is a block, too, that a request may mean.
            self.left_out = 1;
            if block {
                self.draft.ignores.take_next();
            }
        }
    }

    /// Text between delimiters of this character.
    fn inside(&mut self, raw: Range<usize>, delimiter: char) {
        let written = self.draft.source().get(raw.clone()).unwrap_or_default();
        let opened = written.trim_start_matches(delimiter);
        let start = raw.end - opened.len();
        self.draft.copy(start..start + opened.trim_end_matches(delimiter).len());
    }

    fn inline_html(&mut self, html: &str) {
        if let Some(comment) = html.strip_prefix("<!--") {
            self.draft.ignores.heed_comment(comment.trim_end_matches("-->"));
            return;
        }
        let name = html.trim_start_matches(['<', '/']);
        let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if parts_words(name[..len].to_ascii_lowercase().as_bytes()) {
            self.draft.part();
        }
    }
}

fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Whether what is in it is no prose: code, and addresses that stand for themselves.
fn is_unread(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) => true,
        Tag::Link { link_type, .. } => {
            matches!(link_type, LinkType::Autolink | LinkType::Email)
        }
        _ => false,
    }
}
