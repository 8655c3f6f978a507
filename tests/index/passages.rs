//! `contains` and `shares`, with spans.

use crate::stories::story;
use retold::index::{Index, IndexSettings};
use retold::{Relation, Settings};

#[test]
fn an_update_that_carries_its_older_version_is_told() {
    let lab = tempfile::tempdir().unwrap();
    let settings = IndexSettings::builder().passages(Default::default()).build().unwrap();
    let index = Index::create(lab.path(), settings).unwrap();
    for number in 0..50 {
        index.insert(&format!("id{number}"), &story(number), &[]).unwrap();
    }
    let update = format!("{} {} {}", story(1001), story(7), story(1002));
    let verdict = index.check(&update).unwrap();
    assert!(verdict.is_new(), "contains removes only if asked to");
    let best = verdict.best().unwrap();
    assert_eq!((&*best.id, best.relation, best.score), ("id7", Relation::Contains, 1.0));
    let [passage] = &best.passages[..] else { panic!("{best:?}") };
    assert_eq!(update[passage.a.clone()], story(7));
    assert_eq!(passage.b, 0..story(7).len());
    // Half of a story in another.
    let words: Vec<String> = story(9).split(' ').map(str::to_owned).collect();
    let half = format!("{} {}", story(2001), words[..26].join(" "));
    let verdict = index.check(&half).unwrap();
    let best = verdict.best().unwrap();
    assert_eq!((&*best.id, best.relation), ("id9", Relation::Shares));
    assert_eq!(half[best.passages[0].a.clone()], words[..26].join(" "));
    assert!(index.check(&story(3000)).unwrap().matches.is_empty());
}

#[test]
fn contains_tells_if_asked() {
    let lab = tempfile::tempdir().unwrap();
    let same = Settings::builder().remove(Relation::Contains).build().unwrap();
    let settings = IndexSettings::builder().sameness(same).passages(Default::default());
    let index = Index::create(lab.path(), settings.build().unwrap()).unwrap();
    index.insert("old", &story(1), &[]).unwrap();
    let update = format!("{} {}", story(2), story(1));
    assert!(!index.check_and_insert("new", &update, &[]).unwrap().is_new());
    drop(index);
    let reader = Index::open_reader(lab.path()).unwrap();
    assert_eq!(reader.check(&update).unwrap().best().unwrap().relation, Relation::Contains);
}
