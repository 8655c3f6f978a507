//! Documents of files go in as they would one after the other.

use crate::stories::{Numbers, story};
use retold::index::{Index, IndexSettings, IndexSettingsBuilder};
use retold::input::OnError;
use retold::{AddJob, ReadSettings, add_files};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// Documents with ids and texts that recur, so that they replace and tell each other; and dates, so
/// that a window moves.
fn documents(seed: u64) -> Vec<(String, String, u64)> {
    let mut numbers = Numbers(seed);
    let document = |i| {
        let id = format!("id{}", numbers.below(60));
        (id, story(numbers.below(40)), 1_000_000_000 + i * numbers.below(3))
    };
    (0..400).map(document).collect()
}

fn line((id, text, date): &(String, String, u64)) -> String {
    format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"date\":\"{date}\"}}\n")
}

fn builder() -> IndexSettingsBuilder {
    IndexSettings::builder().memory(4 << 20)
}

fn settings() -> [IndexSettings; 3] {
    let window = builder().window(Duration::from_secs(60));
    [builder(), builder().max_documents(8), window].map(|settings| settings.build().unwrap())
}

/// The lines of those that were new, one after the other.
fn one_by_one(
    folder: &Path,
    settings: IndexSettings,
    documents: &[(String, String, u64)],
) -> String {
    let index = Index::create(folder, settings).unwrap();
    let mut new = String::new();
    for document in documents {
        let (id, text, date) = document;
        let fields = [("date", &*date.to_string())];
        if index.check_and_insert(id, text, &fields).unwrap().is_new() {
            new += &line(document);
        }
    }
    new
}

#[test]
fn what_is_new_is_what_would_be_new_one_by_one() {
    let lab = tempfile::tempdir().unwrap();
    let (input, output) = (lab.path().join("in.jsonl"), lab.path().join("out.jsonl"));
    for (number, settings) in settings().into_iter().enumerate() {
        let documents = documents(number as u64);
        std::fs::write(&input, documents.iter().map(line).collect::<String>()).unwrap();
        let expected =
            one_by_one(&lab.path().join(format!("one{number}")), settings.clone(), &documents);
        assert!(expected.lines().count() > 10);
        // Pieces of some bytes are batches of some documents.
        for (threads, chunk_bytes) in [(1, 1 << 20), (4, 1 << 20), (4, 700)] {
            let name = format!("all{number}-{threads}-{chunk_bytes}");
            let index = Index::create(lab.path().join(name), settings.clone()).unwrap();
            let read = ReadSettings { chunk_bytes, map_bytes: 0, ..ReadSettings::default() };
            let job = AddJob {
                inputs: vec![input.clone()],
                only_new: true,
                output: Some(output.clone()),
                read,
                ..AddJob::default()
            };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let added = pool.install(|| add_files(&index, &job, &(), &Default::default())).unwrap();
            let new = std::fs::read_to_string(&output).unwrap();
            assert_eq!(new, expected, "{number} {threads} {chunk_bytes}");
            assert_eq!(added.documents, 400);
            assert_eq!(added.added + added.replaced, expected.lines().count() as u64);
        }
    }
}

#[test]
fn what_comes_before_an_error_stays() {
    let lab = tempfile::tempdir().unwrap();
    let input = lab.path().join("in.jsonl");
    let mut file = std::fs::File::create(&input).unwrap();
    for document in &documents(9)[..5] {
        file.write_all(line(document).as_bytes()).unwrap();
    }
    file.write_all(b"{broken\n").unwrap();
    let index = Index::create(lab.path().join("seen"), IndexSettings::default()).unwrap();
    let mut job = AddJob { inputs: vec![input], ..AddJob::default() };
    let error = add_files(&index, &job, &(), &Default::default()).unwrap_err().to_string();
    assert!(error.contains("record 6") && error.contains("first 5 documents"), "{error}");
    let before = index.stats().unwrap().documents;
    assert!((1..=5).contains(&before));
    job.read.on_error = OnError::Skip;
    let added = add_files(&index, &job, &(), &Default::default()).unwrap();
    assert_eq!((added.documents, added.rejected["invalid-json"]), (5, 1));
    let output = AddJob { output: Some("out.jsonl".into()), ..AddJob::default() };
    let error = add_files(&index, &output, &(), &Default::default()).unwrap_err();
    assert!(error.to_string().contains("only_new"), "{error}");
}
