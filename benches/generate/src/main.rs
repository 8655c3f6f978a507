//! Makes a large corpus with planted duplicates; `README.md` beside this tells how, and what for.

mod base;
mod copies;
mod dice;
mod dump;
mod names;
mod options;
mod plan;
mod record;
mod shingles;
#[cfg(test)]
mod tests;
mod truth;

use base::Maker;
use clap::Parser;
use copies::{Bounds, KINDS, Source};
use dice::Dice;
use dump::Dump;
use options::Options;
use plan::Plan;
use record::Looks;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::time::Instant;
use truth::{Group, Member};

/// What chance is drawn for, at each place of the file.
const COPY: u64 = 5;
/// A trap may have to be at most so similar; to have less in common takes more than edits.
const LOWEST_TRAP: f64 = 0.1;
/// Documents that are made first to learn how long they are.
const PILOT: usize = 20_000;

/// Everything of a run that does not change while it writes.
struct Corpus<'a> {
    maker: Maker<'a>,
    plan: Plan,
    bounds: Bounds,
}

impl Corpus<'_> {
    /// Writes the first documents, and returns the groups that stand in them.
    fn write(&self, documents: usize, mut out: impl Write) -> io::Result<(u64, Vec<Group>)> {
        let mut groups: Vec<Group> = Vec::new();
        groups.resize_with(self.plan.groups as usize, Group::default);
        let (mut line, mut bytes) = (Vec::new(), 0);
        for (position, &serial) in (0..).zip(&self.plan.serials[..documents]) {
            line.clear();
            self.document(position, serial, groups.get_mut(serial as usize), &mut line)?;
            out.write_all(&line)?;
            bytes += line.len() as u64;
        }
        out.flush()?;
        Ok((bytes, groups))
    }

    fn document(
        &self,
        position: u32,
        serial: u32,
        group: Option<&mut Group>,
        line: &mut Vec<u8>,
    ) -> io::Result<()> {
        let dump = self.maker.dump;
        let mut text = self.maker.text(serial);
        let article = &dump.articles[text.article];
        let mut looks = Looks::PLAIN;
        match group {
            Some(group) if group.original.is_some() => {
                let mut dice = Dice::new(self.maker.seed, COPY, u64::from(position));
                let (pool, first) = (&dump.pools[article.pool], group.members.is_empty());
                let source = Source { text: &text, pool, position, bounds: self.bounds };
                let copy = source.copy(first, &mut dice);
                group.members.push(Member { position, kind: copy.kind, jaccard: copy.jaccard });
                (looks, text.words) = (Looks::of_copy(&mut dice), copy.words);
            }
            Some(group) => group.original = Some(position),
            None => {}
        }
        record::write(
            line,
            (dump, article),
            (&truth::id(position), &article.date),
            &text.words,
            &looks,
        )
    }
}

/// How much longer than the dump's the documents must be to make so many bytes.
fn scale(corpus: &Corpus, bytes: u64) -> io::Result<f64> {
    let pilot = PILOT.min(corpus.plan.serials.len());
    let (natural, _) = corpus.write(pilot, io::sink())?;
    Ok(bytes as f64 / corpus.plan.serials.len() as f64 / (natural as f64 / pilot as f64))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    if options.threshold - options.margin < LOWEST_TRAP {
        return Err(format!(
            "--threshold less --margin must be {LOWEST_TRAP} at least: copies below are no copies"
        )
        .into());
    }
    let dump = if options.dump.as_os_str() == "-" {
        Dump::read(io::stdin().lock())
    } else {
        let file = File::open(&options.dump);
        let file = file.map_err(|error| format!("{}: {error}", options.dump.display()))?;
        Dump::read(BufReader::with_capacity(1 << 20, file))
    };
    let dump = dump.map_err(|error| format!("{}: {error}", options.dump.display()))?;
    let plan = Plan::new(options.documents, options.share, options.largest, options.seed);
    let bounds = Bounds {
        duplicate: (options.threshold + options.margin).min(1.0),
        trap: options.threshold - options.margin,
    };
    let footers = base::footers(&dump, options.documents, options.crowd);
    let maker = Maker { dump: &dump, seed: options.seed, scale: 1.0, footers };
    let mut corpus = Corpus { maker, plan, bounds };
    if let Some(bytes) = options.bytes {
        corpus.maker.scale = scale(&corpus, bytes)?;
    }
    let create = |path: &std::path::Path| {
        File::create(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let (out, truth) = (create(&options.output)?, create(&options.truth)?);
    let (bytes, groups) =
        corpus.write(options.documents as usize, BufWriter::with_capacity(1 << 22, out))?;
    truth::write(BufWriter::new(truth), &groups)?;

    let members = || groups.iter().flat_map(|group| &group.members);
    let counts = KINDS.map(|kind| members().filter(|member| member.kind == kind).count());
    eprintln!(
        "{} documents, {bytes} bytes, in {:.1} s; {} groups with {} exact copies, {} edited, {} cut, {} traps",
        options.documents,
        start.elapsed().as_secs_f64(),
        groups.len(),
        counts[0],
        counts[1],
        counts[2],
        counts[3],
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    match run(&Options::parse()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            std::process::ExitCode::from(2)
        }
    }
}
