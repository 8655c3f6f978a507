//! The settings file: the same names as the flags, which win.
//!
//! What the file says is turned into flags and set before those of the command line, except where
//! the command line says the same; so one parser checks both. One file serves all subcommands that
//! read it: what only another of them has is passed over.

use super::command::{Cli, definition};
use super::frame::exit::{ExitStatus, complain};
use super::frame::nearest::nearest;
use crate::base::error::{escape, shown};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, FromArgMatches};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

const FILE: &str = "retold.toml";

/// Flags that make no sense in a file, or would lead in a circle.
const NOT_IN_FILES: [&str; 11] = [
    "config",
    "help",
    "version",
    "dry-run",
    "output",
    "retellings",
    "in",
    "since",
    "write-baseline",
    "only-new",
    "text",
];

/// Parses the command line, completed by the settings file.
pub(super) fn parse(args: Vec<OsString>) -> Result<Cli, ExitStatus> {
    let usage = |error| usage(error, &args);
    let matches = definition().try_get_matches_from(&args).map_err(usage)?;
    let from_file = file_flags(&matches).map_err(|message| {
        complain(&message);
        ExitStatus::CouldNotRun
    })?;
    let matches = match from_file {
        Some((file, flags)) if !flags.is_empty() => {
            let at = behind_names(&args, leaf(&definition(), &matches).1);
            let all = args[..at].iter().cloned().chain(flags).chain(args[at..].iter().cloned());
            definition().try_get_matches_from(all).map_err(|error| {
                complain(&format!("{}:", shown(&file)));
                usage(error)
            })?
        }
        _ => matches,
    };
    Cli::from_arg_matches(&matches).map_err(usage)
}

/// Help and version are not errors.
fn usage(error: clap::Error, args: &[OsString]) -> ExitStatus {
    let hostile = |arg: &OsString| escape(&arg.to_string_lossy()) != arg.to_string_lossy();
    // A closed pipe behind `--help` is nobody's loss.
    let _ = if args.iter().any(hostile) {
        // Arguments are repeated as they are, and `*` may stand for any name of a file.
        writeln!(std::io::stderr(), "{}", escape_lines(&error.render().to_string()))
    } else {
        error.print()
    };
    if error.use_stderr() { ExitStatus::CouldNotRun } else { ExitStatus::Done }
}

/// The innermost subcommand, its matches, and how deep it is.
type Leaf<'m> = ((clap::Command, &'m ArgMatches), usize);

fn leaf<'m>(definition: &clap::Command, matches: &'m ArgMatches) -> Leaf<'m> {
    let (mut command, mut matches, mut depth) = (definition.clone(), matches, 0);
    while let Some((name, inner)) = matches.subcommand()
        && let Some(found) = command.find_subcommand(name).cloned()
    {
        (command, matches, depth) = (found, inner, depth + 1);
    }
    ((command, matches), depth)
}

/// The place behind the names of the subcommands, which are the first arguments: what has
/// subcommands has no flags that take values.
fn behind_names(args: &[OsString], depth: usize) -> usize {
    let words = args.iter().enumerate().skip(1);
    let mut names = words.filter(|(_, arg)| !arg.to_string_lossy().starts_with('-'));
    names.nth(depth.saturating_sub(1)).map_or(args.len(), |(at, _)| at + 1)
}

type FileFlags = Option<(PathBuf, Vec<OsString>)>;

fn file_flags(matches: &ArgMatches) -> Result<FileFlags, String> {
    let definition = definition();
    let ((command, matches), _) = leaf(&definition, matches);
    // Only subcommands with settings have the flag.
    let Ok(given) = matches.try_get_one::<PathBuf>("config") else {
        return Ok(None);
    };
    let Some(file) = settings_file(given.map(PathBuf::as_path)) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&file)
        .map_err(|error| format!("cannot read the settings file {}: {error}", shown(&file)))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        // It shows the line.
        format!("{}: {}", shown(&file), escape_lines(&error.to_string()))
    })?;
    let flags = flags(&table, &command, matches).map_err(|e| format!("{}: {e}", shown(&file)))?;
    Ok(Some((file, flags)))
}

fn escape_lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}

/// The settings file that is named, or else the one that is found.
pub(super) fn settings_file(given: Option<&Path>) -> Option<PathBuf> {
    given.map(Path::to_owned).or_else(find)
}

/// The settings file of the working folder, or of the nearest folder above that has one.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(FILE)).find(|file| Path::is_file(file))
}

fn flags(
    table: &Table,
    command: &clap::Command,
    given: &ArgMatches,
) -> Result<Vec<OsString>, String> {
    let known = settings(command);
    let mut flags = Vec::new();
    for (key, value) in
        table.iter().filter(|(key, _)| !crate::check::config::TABLES.contains(&key.as_str()))
    {
        let Some((long, arg)) = known.iter().find(|(long, _)| long == key) else {
            if is_setting_of_another(key) {
                continue;
            }
            return Err(unknown(key, known.iter().map(|(long, _)| *long)));
        };
        if given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        let is_switch = !arg.get_action().takes_values();
        let values = match value {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values {
            let word = match value {
                Value::Boolean(on) if is_switch => {
                    flags.extend(on.then(|| format!("--{long}").into()));
                    continue;
                }
                _ if is_switch => return Err(format!("`{key}` takes true or false")),
                Value::String(text) => text.clone(),
                Value::Integer(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                _ => return Err(format!("`{key}` takes a text, a number, or a list of them")),
            };
            flags.push(format!("--{long}={word}").into());
        }
    }
    Ok(flags)
}

/// The flags of a subcommand that may stand in the file.
fn settings(command: &clap::Command) -> Vec<(&str, &Arg)> {
    let long = command.get_arguments().filter_map(|arg| Some((arg.get_long()?, arg)));
    long.filter(|(long, _)| !NOT_IN_FILES.contains(long)).collect()
}

/// A subcommand that reads the file knows this.
fn is_setting_of_another(key: &str) -> bool {
    let definition = definition();
    let outer = definition.get_subcommands();
    let mut commands =
        outer.flat_map(|outer| std::iter::once(outer).chain(outer.get_subcommands()));
    commands.any(|command| {
        let reads_file = command.get_arguments().any(|arg| arg.get_long() == Some("config"));
        reads_file && settings(command).iter().any(|(long, _)| *long == key)
    })
}

fn unknown<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> String {
    let closest = nearest(key, known);
    let key = escape(key);
    match closest {
        Some(name) => format!("unknown setting `{key}`; did you mean `{name}`?"),
        None => format!("unknown setting `{key}`; settings have the names of the flags"),
    }
}
