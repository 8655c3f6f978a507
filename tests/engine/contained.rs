//! A brief goes because of a story that stays, also where the stories that it was compared with
//! go themselves.

use crate::oracle::words::made_up;
use retold::{Deduper, Relation, Settings};

/// Briefs, and for each so many near copies of one story and so many other stories with it.
const BRIEFS: u32 = 24;
const COPIES: u32 = 5;
const OTHERS: u32 = 3;

fn story(brief: u32, own: u32, edits: u32) -> Vec<u32> {
    let first = 10_000 * (brief + 1);
    let own = first + 1_000 + 400 * own;
    let mut words: Vec<u32> =
        (own..own + 150).chain(first..first + 46).chain(own + 200..own + 350).collect();
    for edit in 0..edits {
        words[(20 * edit + 5) as usize] = first + 9_000 + 10 * edits + edit;
    }
    words
}

#[test]
fn briefs_go_by_way_of_stories_that_go() {
    let texts = (0..BRIEFS).flat_map(|brief| {
        let first = 10_000 * (brief + 1);
        let copies = (0..COPIES).map(move |edits| story(brief, 0, edits));
        let others = (1..=OTHERS).map(move |own| story(brief, own, 0));
        copies.chain(others).chain([(first..first + 46).collect::<Vec<u32>>()])
    });
    let documents = made_up(&texts.collect::<Vec<_>>());
    // The last copy stays of each story, so that those before it go.
    let settings = Settings::builder().remove(Relation::Contains).keep([retold::KeepRule::Last]);
    let deduper = Deduper::new(settings.build().expect("these settings are valid"));
    let deduped = deduper.dedup(documents).expect("nothing stops the run");
    let removed = deduped.removed();
    let briefs = removed.iter().filter(|gone| gone.relation == Relation::Contains).count();
    assert_eq!(briefs, BRIEFS as usize, "every brief stands in stories that stay");
    assert_eq!(removed.len(), (BRIEFS * COPIES) as usize);
}
