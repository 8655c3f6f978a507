//! The memory of a run, as a model: every constant that says what a run holds stands here.
//!
//! What is meant is anonymous memory: mapped files are beside it, for the system drops their pages
//! when it needs the room.

use super::report::MemoryNeed;
use crate::base::memory::Memory;
use crate::dedup::exact_join::need::need;
use crate::dedup::sketch::Signature;
use crate::dedup::sketch::core::Core;
use crate::dedup::sketch::prints::SEGMENT;
use crate::input::place::RecordPlace;
use crate::settings::Settings;
use crate::storage::packed::words;
use crate::storage::space::Space;
use std::mem::size_of;

/// What a run over nothing holds: the program's own data, and stacks.
const PROGRAM: u64 = 1 << 20;

/// What every thread holds beside its buffers for texts: its stack, chunks, the allocator's arena.
const PER_THREAD: u64 = 1 << 20;

/// Buffers of a thread for one text: token hashes and shingles. The text itself is another, for
/// most formats escape something in it.
const PER_TOKEN_OF_LONGEST: u64 = 2 * size_of::<u64>() as u64;

/// Shingle sets that verification holds at once: a block of 4 million tokens, if so many are in
/// candidates.
const BLOCK_TOKENS: f64 = (4 << 20) as f64;

/// A compressed input is read through a window and buffers.
const PER_STREAM: u64 = 10 << 20;

/// What the model asks of the input.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needs {
    pub(super) documents: f64,
    pub(super) tokens: f64,
    /// Tokens of the documents that are candidates.
    pub(super) candidate_tokens: f64,
    /// Tokens of the longest document that was seen.
    pub(super) longest_tokens: u64,
    /// Bytes of the longest text that was seen.
    pub(super) longest_text: u64,
    /// Fields that settings name.
    pub(super) fields: usize,
    pub(super) bands: usize,
    pub(super) threads: usize,
    pub(super) is_packed: bool,
    /// The run keeps all tokens, for passages or `contains`.
    pub(super) keeps_tokens: bool,
}

/// The peak of a run.
pub(super) fn memory(needs: &Needs, settings: &Settings, budget: Memory) -> MemoryNeed {
    let threads = needs.threads as u64;
    let stream = if needs.is_packed { PER_STREAM * threads } else { 0 };
    let buffers = PER_THREAD + PER_TOKEN_OF_LONGEST * needs.longest_tokens + needs.longest_text;
    let fixed = PROGRAM + stream + threads * buffers;
    let kept_tokens = if needs.keeps_tokens { 4.0 * needs.tokens } else { 0.0 };
    let columns = needs.documents * per_document(needs);
    let held = columns.min(Space::new(budget, None).for_columns() as f64);
    let reading = reading(needs).min(held + SEGMENT as f64 * per_key_row(needs));
    let tables = needs.documents * (PER_TABLES + needs.fields * size_of::<u32>()) as f64;
    let block = 8.0 * needs.candidate_tokens.min(BLOCK_TOKENS);
    let documents = (reading.max(held + tables + block) + kept_tokens) as u64;
    MemoryNeed {
        bytes: fixed + documents,
        fixed,
        documents,
        budget: budget.bytes(),
        spilled: if columns > held { columns as u64 } else { 0 },
        exact_join: exact_need(needs, settings),
    }
}

/// What an exact join of all texts may hold beside that.
fn exact_need(needs: &Needs, settings: &Settings) -> u64 {
    need(needs.documents as u64, needs.tokens as u64, settings.threshold()).most
}

/// Columns and runs: digests, signature, place, id, and the entries of all bands.
fn per_document(needs: &Needs) -> f64 {
    let an_entry = (size_of::<u64>() * words(SEGMENT, SEGMENT)) as f64 / SEGMENT as f64;
    let rows = size_of::<Core>() + size_of::<Signature>() + size_of::<RecordPlace>();
    (rows + size_of::<u64>()) as f64 + (needs.bands + 2) as f64 * an_entry
}

/// While reading, the keys of a segment stand beside the columns until they are sorted: those of
/// the last full one, or in the end those that are left.
fn reading(needs: &Needs) -> f64 {
    let segment = SEGMENT as f64;
    let left = needs.documents % segment;
    let beside =
        |keys: f64, documents: f64| documents * per_document(needs) + keys * per_key_row(needs);
    let full = needs.documents - left;
    beside(left, needs.documents).max(beside(segment.min(full), full))
}

/// A document's digests again, and its keys.
fn per_key_row(needs: &Needs) -> f64 {
    (size_of::<Core>() + needs.bands * size_of::<u64>()) as f64
}

/// Documents by text, where each begins, the text of each document, the union-find, and who stays.
const PER_TABLES: usize = 4 * size_of::<u32>() + 1;
