//! The hot loop, text to fingerprint, kernel by kernel.
//!
//! `cargo bench --bench hotloop` prints a table, against the twenty-line loop in the same run.
//! `-- --count KERNEL` only works, once through the same texts, for `.ci/instructions` to count.

#[path = "common/drawn.rs"]
mod drawn;
#[path = "common/twenty_lines.rs"]
mod twenty_lines;

use drawn::text;
use retold::Settings;
use retold::stages::{Fingerprinter, Kernel, Sketch, Tokenizer, shingles};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};
use twenty_lines::{SHINGLE_TOKENS, twenty_lines};

const SCRIPTS: [(&str, &[&str]); 3] =
    [("en", &["en"]), ("si+ta", &["si", "ta"]), ("zh+ja+th", &["zh", "ja", "th"])];

/// Bytes of an article, about: 500 words of English.
const ARTICLE_BYTES: usize = 3_000;

/// The least of so many runs counts.
const RUNS: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--count") {
        Some(at) => {
            let name = arguments.get(at + 1).map_or("", String::as_str);
            let kernel = Kernel::all().into_iter().find(|kernel| kernel.name() == name);
            let Some(kernel) = kernel else {
                eprintln!("no kernel {name:?} on this machine");
                std::process::exit(2);
            };
            let texts = SCRIPTS.map(|(_, langs)| text(langs));
            eprintln!("{} tokens", count(kernel, &texts));
        }
        None => {
            let written = table(&mut std::io::stdout().lock());
            written.expect("the table can be written");
        }
    }
}

/// Pieces of a text as long as articles.
fn articles(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let behind = (ARTICLE_BYTES..rest.len()).find(|at| rest.is_char_boundary(*at));
        let (article, after) = rest.split_at(behind.unwrap_or(rest.len()));
        rest = after;
        (!article.is_empty()).then_some(article)
    })
}

/// What callgrind counts.
#[inline(never)]
fn count(kernel: Kernel, texts: &[String]) -> u64 {
    let mut fingerprinter = Fingerprinter::with_kernel(&Settings::default(), kernel);
    let articles = texts.iter().flat_map(|text| articles(text));
    articles.map(|article| u64::from(fingerprinter.fingerprint(article).tokens())).sum()
}

fn table(out: &mut impl Write) -> std::io::Result<()> {
    let hertz = frequency();
    writeln!(out, "cycles of {:.2} GHz, as measured by dependent multiplications", hertz / 1e9)?;
    writeln!(
        out,
        "| script | loop | text to sketch | to twenty lines | cycles a token | articles to fingerprints | cycles a token |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for (script, langs) in SCRIPTS {
        let text = text(langs);
        let mut tokens = Vec::new();
        Tokenizer::default().hashes(&text, &mut tokens);
        let mega = |took: Duration| text.len() as f64 / took.as_secs_f64() / 1e6;
        let cycles = |took: Duration| took.as_secs_f64() * hertz / tokens.len() as f64;
        let mut word = Vec::new();
        let twenty = least(|| {
            black_box(twenty_lines(black_box(text.as_bytes()), &mut word));
        });
        if script == "en" {
            let (mega, cycles) = (mega(twenty), cycles(twenty));
            writeln!(out, "| {script} | twenty lines | {mega:.0} MB/s | 1.0 | {cycles:.1} | | |")?;
        }
        for kernel in Kernel::all() {
            let mut tokenizer = Tokenizer::with_kernel(0, kernel);
            let (mut hashes, mut set) = (Vec::new(), Vec::new());
            let sketch = least(|| {
                tokenizer.hashes(black_box(&text), &mut hashes);
                shingles(&hashes, SHINGLE_TOKENS, &mut set);
                black_box(Sketch::by_kernel(kernel, &set));
            });
            let mut fingerprinter = Fingerprinter::with_kernel(&Settings::default(), kernel);
            let fingerprint = least(|| {
                for article in articles(&text) {
                    black_box(fingerprinter.fingerprint(article));
                }
            });
            let ratio = twenty.as_secs_f64() / sketch.as_secs_f64();
            let ratio = if script == "en" { format!("{ratio:.1}") } else { String::new() };
            writeln!(
                out,
                "| {script} | {} | {:.0} MB/s | {ratio} | {:.1} | {:.0} MB/s | {:.1} |",
                kernel.name(),
                mega(sketch),
                cycles(sketch),
                mega(fingerprint),
                cycles(fingerprint),
            )?;
        }
    }
    Ok(())
}

/// The shortest of many runs.
fn least(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..RUNS).map(once).min().unwrap_or_default()
}

/// Cycles a second: a chain of multiplications and ors takes four cycles a link on all cores that
/// AVX2 kernels run on.
fn frequency() -> f64 {
    const LINKS: u32 = 100_000;
    let took = least(|| {
        let mut x = black_box(3u64);
        for _ in 0..LINKS {
            x = x.wrapping_mul(x | 1);
        }
        black_box(x);
    });
    f64::from(4 * LINKS) / took.as_secs_f64()
}
