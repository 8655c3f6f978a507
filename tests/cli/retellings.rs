//! `retold passages --retellings`: what is told again in other words.

use super::harness::Lab;
use serde_json::Value;

const STATEMENT: &str = "updated_statement.txt";
const NEIGHBOURS: &str = "statement_neighbours";

/// Where the older version begins, on a line of its own.
const DIVIDER: &str = "\n16:20\n";

fn pair(value: &Value) -> [usize; 2] {
    [0, 1].map(|at| value[at].as_u64().unwrap() as usize)
}

#[test]
fn two_versions_in_one_file_are_a_retelling_and_nothing_else_is() {
    let lab = Lab::new();
    lab.fixture(STATEMENT);
    for name in ["corrody-bridge", "gravel-quota", "lock-anniversary", "pilots-dispute"] {
        lab.fixture(&format!("{NEIGHBOURS}/{name}.txt"));
    }
    lab.call(&format!("passages {STATEMENT} {NEIGHBOURS} --retellings told.jsonl -q")).ok();
    let told = lab.lines("told.jsonl");
    assert_eq!(told.len(), 1);
    let text = String::from_utf8(lab.read(STATEMENT)).unwrap();
    let divider = text.find(DIVIDER).unwrap();
    let versions = [0..divider, divider + DIVIDER.len()..text.len()];
    for (side, version) in ["a", "b"].into_iter().zip(versions) {
        let [start, end] = pair(&told[0][side]["bytes"]);
        assert!(version.start <= start && end <= version.end, "{side} crosses the divider");
        let words = |span: &str| span.split_whitespace().count();
        let (span, whole) = (words(&text[start..end]), words(&text[version]));
        assert!(10 * span >= 8 * whole, "{side} covers {span} of {whole} words");
        assert_eq!(told[0][side]["bytes"], told[0][side]["file_bytes"], "a plain file");
    }
    assert!(told[0]["score"].as_f64().unwrap() >= 80.0);
    for anchor in told[0]["anchors"].as_array().unwrap() {
        let words = |side: &str| {
            let [start, end] = pair(&anchor[side]);
            text[start..end].to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ")
        };
        let both = [words("a"), words("b")];
        let both = both.each_ref().map(|side| side.split_whitespace().collect::<Vec<_>>());
        assert_eq!(both[0], both[1], "an anchor is the same words on both sides");
    }
}

#[test]
fn a_stricter_score_finds_less() {
    let lab = Lab::new();
    lab.fixture(STATEMENT);
    let call = format!("passages {STATEMENT} --retellings told.jsonl --retelling-score 1000");
    let summary = lab.call(&format!("{call} --format json")).ok().json();
    assert_eq!(summary["retellings"], 0);
    assert_eq!(lab.lines("told.jsonl").len(), 0);
    let without = lab.call(&format!("passages {STATEMENT} --format json")).ok().json();
    assert!(without.get("retellings").is_none(), "they were not looked for");
}

#[test]
fn one_file_cannot_hold_both() {
    let lab = Lab::new();
    lab.fixture(STATEMENT);
    for two in ["-o x.jsonl --retellings x.jsonl", "-o x.jsonl --retellings ./x.jsonl"] {
        lab.call(&format!("passages {STATEMENT} {two}")).exits(2).says(&["name two files"]);
    }
    lab.call(&format!("passages {STATEMENT} -o - --retellings -")).exits(2);
}

#[test]
fn lines_on_standard_output_stand_alone() {
    let lab = Lab::new();
    lab.fixture(STATEMENT);
    let ended = lab.call(&format!("passages {STATEMENT} --retellings -")).ok();
    assert_eq!(ended.json()["a"]["file"], STATEMENT, "one line, and no summary beside it");
}

/// Two weeks of one fish market: the same phrases, and none of the figures.
const MARKET: [[&str; 9]; 2] = [
    ["31", "4", "118", "62", "940", "15", "7", "23", "505"],
    ["17", "9", "203", "48", "711", "26", "12", "38", "660"],
];

fn market(figures: &[&str; 9], words: [&str; 3]) -> String {
    let [a, b, c, d, e, f, g, h, i] = figures;
    let [rose, buyers, calm] = words;
    format!(
        "The Skarrow quayside auction opened {rose} on {a} crates of gurnard while Captain Ollerby's \
         trawlers brought {b} baskets of whelks. {buyers} from Tarnmouth took {c} boxes of pollack, \
         Widow Harkness smoked {d} stone of haddock, and the Brinewater cannery weighed {e} barrels \
         of sprats. {calm} Auctioneer Pellworth hammered {f} lots of turbot to the Osprey Hotel, \
         {g} lots of brill to the Gannet tavern, {h} lobsters to the Abbot of Lundsey and {i} \
         oysters to the Marchioness of Kelpstead."
    )
}

#[test]
fn reports_of_a_series_are_left_out_and_counted() {
    let lab = Lab::new();
    let words = [["gently", "Traders", "Gulls watched."], ["briskly", "Merchants", "Rain fell."]];
    let texts = [0, 1].map(|week| market(&MARKET[week], words[week]));
    for (name, text) in ["a.txt", "b.txt"].iter().zip(&texts) {
        lab.write(name, text);
    }
    let call = "passages a.txt b.txt --identity 1 --retelling-score 40 --retellings told.jsonl";
    let summary = lab.call(&format!("{call} --format json")).ok().json();
    assert_eq!((&summary["retellings"], &summary["recurring_left_out"]), (&0.into(), &1.into()));
    assert_eq!(lab.lines("told.jsonl").len(), 0);
    let shown = lab.call(call).ok();
    assert!(shown.text().contains("1 recurring reports left out; --recurring"), "{}", shown.text());
    let summary = lab.call(&format!("{call} --recurring --format json")).ok().json();
    assert_eq!((&summary["retellings"], &summary["recurring_left_out"]), (&1.into(), &0.into()));
    assert_eq!(lab.lines("told.jsonl")[0]["recurring"], true);

    // The same figures in other words: news told again.
    lab.write("b.txt", market(&MARKET[0], words[1]));
    let summary = lab.call(&format!("{call} --format json")).ok().json();
    assert_eq!((&summary["retellings"], &summary["recurring_left_out"]), (&1.into(), &0.into()));
    assert_eq!(lab.lines("told.jsonl")[0]["recurring"], false);
}
