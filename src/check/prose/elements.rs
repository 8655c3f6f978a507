//! What the elements of HTML are to a reader of prose.

/// Blocks with content: a request to leave out the next block means one of these.
const BLOCKS: [&[u8]; 44] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"caption",
    b"center",
    b"colgroup",
    b"dd",
    b"details",
    b"dialog",
    b"dir",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"legend",
    b"li",
    b"main",
    b"menu",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"search",
    b"section",
    b"summary",
    b"table",
    b"tbody",
    b"td",
    b"th",
    b"tr",
    b"ul",
];

/// Others that part words: the frame of the page, breaks, and what shows as a box.
const BREAKS: [&[u8]; 24] = [
    b"audio",
    b"body",
    b"br",
    b"button",
    b"canvas",
    b"col",
    b"embed",
    b"head",
    b"hr",
    b"html",
    b"iframe",
    b"img",
    b"input",
    b"object",
    b"option",
    b"optgroup",
    b"select",
    b"svg",
    b"template",
    b"textarea",
    b"tfoot",
    b"thead",
    b"title",
    b"video",
];

/// Whose content is no prose.
const UNREAD: [&[u8]; 9] =
    [b"iframe", b"math", b"noscript", b"pre", b"script", b"style", b"svg", b"template", b"xmp"];

/// Blocks whose end need not be written.
const OPEN_ENDED: [&[u8]; 9] =
    [b"colgroup", b"dd", b"dt", b"li", b"p", b"tbody", b"td", b"th", b"tr"];

pub(super) fn is_block(name: &[u8]) -> bool {
    BLOCKS.contains(&name)
}

/// Words before and behind its tags are different words.
pub(super) fn parts_words(name: &[u8]) -> bool {
    is_block(name) || BREAKS.contains(&name)
}

pub(super) fn is_unread(name: &[u8]) -> bool {
    UNREAD.contains(&name)
}

/// Of other languages than HTML, in which `/>` ends an element.
pub(super) fn foreign(name: &[u8]) -> Option<&'static [u8]> {
    match name {
        b"svg" => Some(b"svg"),
        b"math" => Some(b"math"),
        _ => None,
    }
}

pub(super) fn is_open_ended(name: &[u8]) -> bool {
    OPEN_ENDED.contains(&name)
}

/// Whether an element without a written end ends where this block begins.
pub(super) fn ends_before(name: &[u8], next: &[u8]) -> bool {
    match name {
        b"p" => is_block(next),
        b"dd" | b"dt" => matches!(next, b"dd" | b"dt"),
        b"td" | b"th" => matches!(next, b"td" | b"th" | b"tr" | b"tbody"),
        b"tr" => matches!(next, b"tr" | b"tbody"),
        _ => is_open_ended(name) && name == next,
    }
}
