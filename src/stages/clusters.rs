//! What is kept of components that were found elsewhere: the walk of a
//! [`Deduper`](crate::dedup::deduper::Deduper), not another one like it.

use super::documents::check_bands;
use crate::base::document::{DocId, Document, InMemory, Relation};
use crate::base::error::{Error, Result};
use crate::base::progress::{CancelToken, Watch};
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::pipeline::{Documents, Outcome, settle};
use crate::dedup::sketch::fingerprint::Fingerprint;
use crate::dedup::sketch::prints::Prints;
use crate::documents::fields::Fields;
use crate::documents::fields::keep::identity;
use crate::settings::Settings;
use crate::storage::space::Space;
use crate::storage::union_find::UnionFind;

/// Decides what is kept of each component: walks its documents in keep order and compares each,
/// on the texts, with those that are kept already. Each removed document has its witness,
/// relation and score, as [`Deduper`](crate::Deduper) gives them.
///
/// `components` are whole components of **verified** pairs, by place in `documents`: what
/// [`components`](super::components) makes of what [`verify`](super::verify) found. Exact copies
/// count as joined, whether a component says so or not. `documents` hold the texts and the fields
/// that settings name, in document order; `fingerprints` are theirs, by the same settings. The
/// documents of some components may be given without all others, so components can be shared out
/// among machines; only documents without a token, if settings remove `empty`, must all be given at
/// once.
///
/// Of the [`counts`](Outcome::counts), `candidates` and `compared` are 0, since both came before;
/// `capped` tells how many documents were not compared with all that are kept.
///
/// Cost: each text of a component is hashed once, and compared with at most 4,096 kept ones; some
/// 200 bytes for each document.
///
/// ```
/// use retold::{DocId, Document, Settings};
/// use retold::stages::{Fingerprinter, candidates, clusters, components, verify};
/// let settings = Settings::default();
/// let documents = [
///     Document::new("wire", "the port reopened on friday"),
///     Document::new("other", "no news today"),
///     Document::new("post", "The port reopened on Friday."),
/// ];
/// let mut fingerprinter = Fingerprinter::new(&settings);
/// let fingerprints = documents.each_ref().map(|d| fingerprinter.fingerprint(&d.text));
/// let pairs = candidates(&fingerprints, &settings)?;
/// let edges = verify(&pairs, |doc| documents[doc.0 as usize].text.as_str(), &settings);
/// let joined = components(documents.len(), edges.iter().map(|edge| (edge.a, edge.b)));
/// let outcome = clusters(&joined, &documents, &fingerprints, &settings)?;
/// let (removed, link) = outcome.removed()[0];
/// assert_eq!((removed, link.witness), (DocId(2), DocId(0)));
/// # Ok::<(), retold::Error>(())
/// ```
///
/// # Errors
/// Of the kind `Settings` if the fingerprints were made for another threshold, or if settings
/// remove `contains`, which needs the passages of all documents. Of the kind `Input` if there is
/// not one fingerprint for each document, if a component has a document that is not there, or if
/// there are more than 4 billion documents.
pub fn clusters(
    components: &[Vec<DocId>],
    documents: &[Document],
    fingerprints: &[Fingerprint],
    settings: &Settings,
) -> Result<Outcome> {
    check(components, documents, fingerprints, settings)?;
    let space = Space::unbounded();
    // Candidates came before, so bands are not looked at; without them there are digests only.
    let prints = Prints::of(fingerprints, 0)?;
    let nodes = Nodes::new(&prints, &space)?;
    let mut joined = UnionFind::new(nodes.len());
    for component in components {
        let mut texts = component.iter().filter_map(|doc| nodes.of(*doc));
        let Some(first) = texts.next() else { continue };
        texts.for_each(|text| joined.join(first.index(), text.index()));
    }
    let fields = Fields::of(documents, settings);
    let ids = |doc: DocId| {
        let document = &documents[doc.index()];
        identity(&document.id, &document.text)
    };
    let texts = InMemory(documents);
    let found =
        Documents { nodes: &nodes, tellings: None, fields: &fields, texts: &texts, ids: &ids };
    let cancel = CancelToken::default();
    settle(found, joined, settings, Watch::new(&(), &cancel))
}

fn check(
    components: &[Vec<DocId>],
    documents: &[Document],
    fingerprints: &[Fingerprint],
    settings: &Settings,
) -> Result<()> {
    check_bands(fingerprints, settings)?;
    if settings.removes(Relation::Contains) {
        return Err(Error::settings(
            "`contains` needs the passages of all documents, which components do not have; \
             remove it with a Deduper",
        ));
    }
    if u32::try_from(documents.len()).is_err() {
        return Err(Error::input("more documents than 32 bits can number"));
    }
    if fingerprints.len() != documents.len() {
        return Err(Error::input(format!(
            "{} documents need as many fingerprints; there are {}",
            documents.len(),
            fingerprints.len()
        )));
    }
    let beyond = components.iter().flatten().find(|doc| doc.index() >= documents.len());
    beyond.map_or(Ok(()), |doc| {
        Err(Error::input(format!(
            "a component has document {}, and there are {}, numbered from 0",
            doc.0,
            documents.len()
        )))
    })
}
