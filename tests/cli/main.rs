//! The command as people meet it: files in, exit code, messages and files out.
//!
//! No test looks into the library; what is expected comes from the fixtures' truth, from what the
//! test planted, or from `docs/`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a helper of tests that fails should fail the test")]

mod against;
mod bad_files;
mod bad_input;
mod check;
mod check_leakage;
mod check_since;
mod codecs;
mod compare;
mod config;
mod contains;
mod corpora;
mod cuts;
mod dedup;
mod determinism;
mod disk;
mod formats;
mod harness;
mod index;
mod index_follow;
mod index_manual;
mod interrupt;
mod keeping;
mod marks;
mod memory;
mod newsroom;
mod outputs;
mod passage_filler;
mod passage_kinds;
mod passage_runs;
mod passages;
mod passages_manual;
mod plan;
mod prose;
mod put_back;
mod readme;
mod recall;
mod report;
mod restore;
mod resume;
mod retellings;
mod screen;
mod tellings;
mod tokens;
