//! Which texts are compared: whole files, or records of a dump by their names.
//!
//! Cost: a dump is read once, and no text of it held but those that are wanted; if a name is not
//! there, all names are looked at.

use crate::base::error::{Error, Result, escape, shown};
use crate::base::progress::{CancelToken, Observer, Watch};
use crate::cli::frame::exit::complain;
use crate::cli::frame::nearest::nearest;
use crate::cli::frame::progress::Bar;
use crate::input::parallel::rows::{Reading, read};
use crate::input::place::RecordPlace;
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::Inputs;
use crate::input::store::Store;
use std::path::{Path, PathBuf};

/// Records that a note lists.
const LISTED: usize = 5;

/// A text and what it is called.
pub(super) struct Picked {
    pub(super) name: String,
    pub(super) text: String,
}

/// The only document of each file.
pub(super) fn from_files(paths: &[PathBuf], settings: &ReadSettings) -> Result<Vec<Picked>> {
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Error::settings("only one of the two texts can come from standard input"));
    }
    paths.iter().map(|path| only_document(path, settings)).collect()
}

fn only_document(path: &Path, settings: &ReadSettings) -> Result<Picked> {
    let reading = read_all(std::slice::from_ref(&path.to_owned()), settings, |_| ())?;
    match reading.places[..] {
        [place] => picked(path.to_string_lossy().into_owned(), &reading.store, place),
        [] => Err(Error::input(format!("{} holds no document to compare", shown(path)))),
        ref many => Err(Error::input(format!(
            "expected one document, found {} in {}; choose by id: retold compare --in {} ID ID",
            many.len(),
            shown(path),
            shown(path)
        ))),
    }
}

/// The records with these names; if several have one, the first, or for the second mention of a
/// name the second.
pub(super) fn from_dump(
    dump: &[PathBuf],
    names: &[String],
    settings: &ReadSettings,
) -> Result<Vec<Picked>> {
    // Which of the names a record has, if any.
    let named = |id: Option<&str>| names.iter().position(|name| Some(name.as_str()) == id);
    let reading = read_all(dump, settings, named)?;
    let mut all = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let found = Found::of(&reading, names, name);
        let mention = names[..i].iter().filter(|earlier| *earlier == name).count();
        let Some(place) = found.places.get(mention).or(found.places.last()) else {
            return Err(missing(&reading, name));
        };
        if mention == 0 && found.places.len() > 1 {
            let wanted = names.iter().filter(|other| *other == name).count();
            found.note(&reading.store, wanted);
        }
        let name =
            if found.places.len() > 1 { address(&reading.store, *place) } else { name.clone() };
        all.push(picked(name, &reading.store, *place)?);
    }
    Ok(all)
}

fn read_all<R: Send>(
    paths: &[PathBuf],
    settings: &ReadSettings,
    visit: impl Fn(Option<&str>) -> R + Sync,
) -> Result<Reading<R>> {
    let inputs = Inputs::open(paths, settings.clone())?;
    let cancel = CancelToken::default();
    let bar = Bar::for_terminal(false);
    let observer: &dyn Observer = bar.as_ref().map_or(&(), |bar| bar);
    read(inputs, Watch::new(observer, &cancel), || (), |(), record| visit(record.id))
}

fn picked(name: String, store: &Store, place: RecordPlace) -> Result<Picked> {
    let mut text = String::new();
    store.text(place, &mut text)?;
    Ok(Picked { name, text })
}

/// `file:record`.
fn address(store: &Store, place: RecordPlace) -> String {
    format!("{}:{}", store.path(place.source).to_string_lossy(), place.number)
}

/// The records that a name may mean, in the order of the input.
struct Found<'n> {
    name: &'n str,
    places: Vec<RecordPlace>,
}

impl<'n> Found<'n> {
    fn of(reading: &Reading<Option<usize>>, names: &[String], name: &'n str) -> Self {
        let Reading { rows, places, store, .. } = reading;
        let first = names.iter().position(|other| other == name);
        let by_id = rows.iter().zip(places).filter(|(row, _)| row.is_some() && **row == first);
        let mut found: Vec<RecordPlace> = by_id.map(|(_, place)| *place).collect();
        if found.is_empty()
            && let Some((_, number)) = name.rsplit_once(':')
            && let Ok(number) = number.parse::<u32>()
        {
            let by_number = places.iter().filter(|place| place.number == number);
            found.extend(by_number.filter(|place| address(store, **place) == name));
        }
        Found { name, places: found }
    }

    /// Tells that the name means several.
    fn note(&self, store: &Store, wanted: usize) {
        let listed = self.places.iter().take(LISTED).map(|place| escape(&address(store, *place)));
        let listed: Vec<String> = listed.collect();
        let more = if self.places.len() > LISTED { ", …" } else { "" };
        let taken = if wanted > 1 { "the first two are compared" } else { "the first is compared" };
        complain(&format!(
            "{} records have the id `{}`; {taken}; to choose, say file:record: {}{more}",
            self.places.len(),
            escape(self.name),
            listed.join(", ")
        ));
    }
}

fn missing(reading: &Reading<Option<usize>>, name: &str) -> Error {
    let Reading { places, store, .. } = reading;
    // A record that cannot be looked at again is called by its place.
    let known = places.iter().map(|place| {
        let id = store.id(*place).ok().flatten();
        id.unwrap_or_else(|| address(store, *place))
    });
    let known: Vec<String> = known.collect();
    let advice = match nearest(name, known.iter().map(String::as_str)) {
        Some(known) => format!("did you mean `{}`?", escape(known)),
        None => "--id-field names the field of ids, and file:record any record".to_owned(),
    };
    let name = escape(name);
    Error::input(format!("none of {} records has the id `{name}`; {advice}", places.len()))
}
