//! Small newsrooms in which not all may be compared.

use retold::{Deduped, Deduper, Document, Relation, Settings, SettingsBuilder};

fn dedup(documents: &[(&str, &str)], settings: SettingsBuilder) -> Deduped {
    let documents = (0..).zip(documents);
    let documents = documents
        .map(|(i, (source, text))| Document::new(format!("d{i}"), *text).field("source", *source));
    let settings = settings.build().expect("these settings are valid");
    let deduped = Deduper::new(settings).dedup(documents);
    deduped.expect("nothing stops the run")
}

#[test]
fn empty_documents_that_cannot_be_compared_are_no_cluster() {
    let settings = || Settings::builder().remove(Relation::Empty);
    let one_source = [("post", ""), ("post", "")];
    let deduped = dedup(&one_source, settings().across("source"));
    assert_eq!(deduped.kept().count(), 2);
    assert!(deduped.outcome().clusters().is_empty());

    let two_each = [("post", ""), ("wire", ""), ("wire", ""), ("post", "")];
    let deduped = dedup(&two_each, settings().within("source"));
    assert_eq!(deduped.kept().count(), 2);
    assert_eq!(deduped.outcome().clusters().len(), 2);
}

#[test]
fn a_template_that_stays_names_one_that_it_may_be_compared_with() {
    let rates = [
        ("post", "On Monday the crown closed at 301.25 to the dollar, the bank said."),
        ("wire", "On Friday the crown closed at 299.50 to the dollar, the bank said."),
        ("post", "On Tuesday the crown closed at 300.75 to the dollar, the bank said."),
    ];
    let deduped = dedup(&rates, Settings::builder().across("source"));
    let [cluster] = deduped.outcome().clusters() else {
        panic!("all three are one template");
    };
    let witnesses: Vec<Option<u32>> =
        cluster.members.iter().map(|member| member.link.map(|link| link.witness.0)).collect();
    // The third cannot be compared with the first, but with the second.
    assert_eq!(witnesses, [None, Some(0), Some(1)]);
}
