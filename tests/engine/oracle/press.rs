//! Made-up newsrooms: random documents with copies, edits and fields planted among them.

use proptest::prelude::*;
use retold::{Document, KeepRule, Relation, Settings};

const WORDS: [&str; 24] = [
    "the",
    "ferry",
    "port",
    "said",
    "council",
    "vote",
    "Library",
    "soup",
    "on",
    "after",
    "nine",
    "weeks",
    "crown",
    "bank",
    "swans",
    "café",
    "අද",
    "පුවත්",
    "செய்தி",
    "新",
    "7",
    "1,299.5",
    "March",
    "Monday",
];

const SOURCES: [&str; 3] = ["wire", "post", "herald"];
const LANGS: [&str; 2] = ["en", "si"];

/// One document to be: the story it tells, the words it changes, its source, language and day.
type Draft = (usize, Vec<(usize, usize)>, usize, usize, u32);

/// Up to 30 documents that tell up to five stories of at most 40 words. The field `clock` tells
/// all of them apart, and stands in no order; `source`, `lang` and `date` are missing here and
/// there.
pub(crate) fn press() -> impl Strategy<Value = Vec<Document>> {
    let story = prop::collection::vec(0..WORDS.len(), 0..40);
    let edits = prop::collection::vec((0usize..40, 0..WORDS.len()), 0..3);
    let draft = (0usize..5, edits, 0usize..4, 0usize..3, 0u32..12);
    let drafts = prop::collection::vec(draft, 1..30);
    (prop::collection::vec(story, 1..6), drafts).prop_map(|(stories, drafts)| {
        let documents = drafts.iter().enumerate();
        documents.map(|(i, draft)| document(i, draft, &stories)).collect()
    })
}

fn document(
    i: usize,
    (story, edits, source, lang, day): &Draft,
    stories: &[Vec<usize>],
) -> Document {
    let mut words = stories[story % stories.len()].clone();
    for (place, word) in edits {
        if let Some(at) = place.checked_rem(words.len()) {
            words[at] = *word;
        }
    }
    let words: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
    // 7919 is prime to 10007, so no two documents have one time.
    let clock = 1_700_000_000 + i * 7919 % 10_007;
    let mut document =
        Document::new(format!("d{i}"), words.join(" ")).field("clock", clock.to_string());
    if let Some(source) = SOURCES.get(*source) {
        document = document.field("source", *source);
    }
    if let Some(lang) = LANGS.get(*lang) {
        document = document.field("lang", *lang);
    }
    if *day > 0 {
        document = document.field("date", format!("2024-03-{day:02}"));
    }
    document
}

/// Settings without rules of keeping.
pub(crate) fn settings() -> impl Strategy<Value = Settings> {
    let threshold = prop::sample::select(vec![0.5, 0.7, 0.9]);
    let constraints = (any::<bool>(), any::<bool>(), any::<bool>());
    (threshold, 1usize..6, any::<bool>(), any::<bool>(), constraints).prop_map(
        |(threshold, k, templates, empties, (across, within, window))| {
            let mut settings = Settings::builder().threshold(threshold).shingle_tokens(k);
            if templates {
                settings = settings.remove(Relation::Template);
            }
            if empties {
                settings = settings.remove(Relation::Empty);
            }
            if across {
                settings = settings.across("source");
            }
            if within {
                settings = settings.within("lang");
            }
            if window {
                settings = settings.window("date=3d".parse().expect("this is a window"));
            }
            settings.build().expect("these settings are valid")
        },
    )
}

/// The same settings with these rules.
pub(crate) fn with_keep(
    settings: &Settings,
    rules: impl IntoIterator<Item = KeepRule>,
) -> Settings {
    let mut builder = Settings::builder()
        .threshold(settings.threshold())
        .shingle_tokens(settings.shingle_tokens())
        .keep(rules);
    for relation in Relation::ALL {
        if settings.removes(relation) {
            builder = builder.remove(relation);
        }
    }
    if let Some(field) = settings.across() {
        builder = builder.across(field);
    }
    if let Some(field) = settings.within() {
        builder = builder.within(field);
    }
    if let Some(window) = settings.window() {
        builder = builder.window(window.clone());
    }
    builder.build().expect("they were valid before")
}

/// Whether settings allow to compare two documents of [`press`].
pub(crate) fn allowed(settings: &Settings, a: &Document, b: &Document) -> bool {
    let differ = |field: &str| a.get(field) != b.get(field);
    let has = |field: &str| a.get(field).is_some() && b.get(field).is_some();
    let day = |document: &Document| -> i64 {
        let date = document.get("date").expect("asked only if there is one");
        date[8..].parse().expect("dates end in a day")
    };
    settings.within().is_none_or(|field| !differ(field))
        && settings.across().is_none_or(|field| has(field) && differ(field))
        && settings
            .window()
            .is_none_or(|window| has("date") && (day(a) - day(b)).abs() * 86_400 <= window.seconds)
}
