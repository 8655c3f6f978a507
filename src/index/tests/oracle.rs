//! Verdicts against comparing with everything.

use super::{Lab, fill, small, stories};
use crate::base::document::Relation;
use crate::dedup::similarity::similarity;
use crate::index::Index;
use crate::index::lookup::verdict::IndexMatch;
use crate::index::settings::{IndexSettings, Stored};

/// All related stories with their scores, the strongest first, then the first that came.
fn expected(stories: &[String], text: &str) -> Vec<(String, Relation, f64)> {
    let mut related: Vec<(String, Relation, f64)> = stories
        .iter()
        .enumerate()
        .filter_map(|(i, story)| {
            let scores = similarity(text, story);
            Some((format!("id{i}"), scores.relation?, scores.jaccard))
        })
        .collect();
    if related.iter().any(|one| one.1 == Relation::Exact) {
        related.retain(|one| one.1 == Relation::Exact);
    }
    related.sort_by(|a, b| a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)));
    related.truncate(8);
    related
}

fn told(matches: &[IndexMatch]) -> Vec<(String, Relation, f64)> {
    matches.iter().map(|one| (one.id.clone(), one.relation, one.score)).collect()
}

/// Texts to ask for, and what is to come.
type Asked = Vec<(String, Vec<(String, Relation, f64)>)>;

fn asked(stories: &[String]) -> Asked {
    let mut asked = Vec::new();
    for (i, story) in stories.iter().enumerate().step_by(11) {
        let shorter = story.rsplit_once(' ').map_or("", |(all_but_one, _)| all_but_one);
        let longer = format!("{story} and not more");
        for text in [story.clone(), shorter.to_owned(), longer, format!("never told {i}")] {
            let expected = expected(stories, &text);
            asked.push((text, expected));
        }
    }
    asked
}

fn compare(index: &Index, asked: &Asked) {
    for (text, expected) in asked {
        let verdict = index.check(text).unwrap();
        assert_eq!(&told(&verdict.matches), expected, "{text}");
        let tells = |one: &(_, Relation, _)| matches!(one.1, Relation::Exact | Relation::Near);
        assert_eq!(verdict.is_new(), !expected.iter().any(tells));
    }
}

#[test]
fn verdicts_are_those_of_comparing_with_everything() {
    let stories = stories(900);
    let asked = asked(&stories);
    assert!(asked.iter().filter(|(_, expected)| expected.len() > 1).count() > 50);
    for stored in [Stored::Text, Stored::Shingles] {
        let lab = Lab::new();
        let settings = IndexSettings { stored, ..small() };
        let index = Index::create(lab.path(), settings.clone()).unwrap();
        fill(&index, &stories);
        compare(&index, &asked);
        index.settle().unwrap();
        assert!(index.stats().unwrap().parts > 1);
        compare(&index, &asked);
        let reader = Index::open_reader(lab.path()).unwrap();
        compare(&reader, &asked);
        drop(index);
        let index = Index::open(lab.path(), settings).unwrap();
        compare(&index, &asked);
        drop(index);
        assert_eq!(Index::verify(lab.path()).unwrap(), []);
    }
}
