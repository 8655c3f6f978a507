//! The twin of every kernel: units character by character, straight from the classes.

use super::Units;
use crate::text::class::{Class, Kind};

/// What the characters so far leave behind.
struct State {
    /// A unit is open.
    open: bool,
    /// The class of the last character.
    last: Class,
    /// The last character is a letter of a script without spaces, or a mark on one.
    single: bool,
}

pub(super) fn scan(text: &str, units: &mut Units) {
    let mut state = State { open: false, last: Class::SEPARATOR, single: false };
    let mut at = 0;
    while at < text.len() {
        at = ascii(text.as_bytes(), at, &mut state, &mut units.folded);
        let Some(c) = text[at..].chars().next() else { break };
        character(c, at, &mut state, units);
        at += c.len_utf8();
    }
    if state.open {
        units.ends.push(text.len() as u32);
    }
}

/// Passes the ASCII bytes that neither start nor end a unit; where it stops.
fn ascii(text: &[u8], mut at: usize, state: &mut State, folded: &mut [u8]) -> usize {
    let from = at;
    while at < text.len()
        && text[at].is_ascii()
        && text[at].is_ascii_alphanumeric() == state.open
        && !state.single
    {
        folded[at] = text[at].to_ascii_lowercase();
        at += 1;
    }
    if at > from {
        state.last = if state.open { Class::ASCII } else { Class::SEPARATOR };
    }
    at
}

fn character(c: char, at: usize, state: &mut State, units: &mut Units) {
    let class = write(c, at, &mut units.folded);
    if class != Class::SEPARATOR {
        step(state, class, at as u32, c.is_ascii(), units);
        return;
    }
    if state.open {
        units.ends.push(at as u32);
    }
    *state = State { open: false, last: class, single: false };
}

/// Writes a character with ASCII folded; its class.
fn write(c: char, at: usize, folded: &mut [u8]) -> Class {
    if c.is_ascii() {
        let c = c.to_ascii_lowercase();
        folded[at] = c as u8;
        return if c.is_ascii_alphanumeric() { Class::ASCII } else { Class::SEPARATOR };
    }
    c.encode_utf8(&mut folded[at..at + c.len_utf8()]);
    Class::of_scanned(c)
}

/// A character that is part of a unit.
fn step(state: &mut State, class: Class, at: u32, is_ascii: bool, units: &mut Units) {
    let kind = class.kind();
    let single = kind == Kind::Single && class.is_steady_letter();
    let after_single = state.single && kind == Kind::Word;
    let cut = single || (after_single && class.is_steady_letter());
    let starts = !state.open || cut;
    if state.open && cut {
        units.ends.push(at);
    }
    if starts {
        units.starts.push(at);
    }
    let odd_start = starts && (kind == Kind::Mark || (class.is_digit() && !is_ascii));
    let unsteady = !class.is_steady_letter() && (kind == Kind::Single || after_single);
    if class.folds() || class.reacts_with(state.last) || odd_start || unsteady {
        units.push_odd(units.starts.len as u32 - 1);
    }
    let on_single = state.single && kind == Kind::Mark && !class.folds();
    *state = State { open: true, last: class, single: single || on_single };
}
