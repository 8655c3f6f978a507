//! A cache may forget, but never be wrong.

use super::*;
use crate::base::error::ErrorKind;
use tempfile::TempDir;

const SECOND: i64 = 1_000_000_000;
const KEY: &str = "test 1";

fn stamp(size: u64, seconds: i64) -> Stamp {
    let time = seconds * SECOND;
    Stamp { size, mtime: time, ctime: time, inode: 7, device: 1 }
}

fn entry(content: u128, words: &[u32]) -> Entry<'_> {
    Entry { content, words, text_bytes: 40, flags: 2 }
}

/// Three files, two of them with the same text.
fn used() -> Vec<Used<'static>> {
    let of = |path: &'static str, size, content, tokens: &'static [u32]| Used {
        path: Path::new(path),
        stamp: stamp(size, 10),
        entry: entry(content, tokens),
    };
    vec![
        of("/news/a.txt", 1, 1 << 90, &[1, 2, u32::MAX]),
        of("/news/b.txt", 2, 9, &[]),
        of("/news/c.txt", 1, 1 << 90, &[1, 2, u32::MAX]),
    ]
}

fn open(folder: &TempDir) -> Cache {
    Cache::open_at(folder.path(), KEY, 100 * SECOND)
}

fn saved() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    open(&folder).save(&used()).unwrap();
    folder
}

fn is_empty(cache: &Cache) -> bool {
    let used = used();
    used.iter().all(|used| {
        cache.by_stamp(used.path, &used.stamp).is_none()
            && cache.by_content(used.entry.content).is_none()
    })
}

#[test]
fn what_was_kept_is_found() {
    let cache = open(&saved());
    for used in used() {
        assert_eq!(cache.by_stamp(used.path, &used.stamp), Some(used.entry));
        assert_eq!(cache.by_content(used.entry.content), Some(used.entry));
    }
    assert_eq!(cache.by_content(8), None);
    assert_eq!(cache.by_stamp(Path::new("/news/d.txt"), &stamp(1, 10)), None);
}

#[test]
fn any_touch_shows() {
    let cache = open(&saved());
    let old = stamp(1, 10);
    let touched = [
        Stamp { size: 2, ..old },
        Stamp { mtime: old.mtime + 1, ..old },
        Stamp { ctime: old.ctime + 1, ..old },
        Stamp { inode: 8, ..old },
        Stamp { device: 2, ..old },
    ];
    for stamp in touched {
        assert_eq!(cache.by_stamp(Path::new("/news/a.txt"), &stamp), None);
    }
}

#[test]
fn young_stamps_are_not_trusted() {
    let folder = saved();
    for stamp in [stamp(1, 99), stamp(1, 101), Stamp { ctime: 99 * SECOND, ..stamp(1, 10) }] {
        let young = Used { stamp, ..used()[0] };
        open(&folder).save(&[young]).unwrap();
        open(&folder).save(&[young, Used { entry: entry(11, &[]), ..young }]).unwrap();
        let cache = open(&folder);
        assert_eq!(cache.by_stamp(young.path, &stamp), None);
        assert_eq!(cache.by_content(young.entry.content), Some(young.entry));
        assert!(cache.by_stamp(Path::new("/news/b.txt"), &used()[1].stamp).is_some());
    }
    // Later the same stamp is old enough.
    let young = Used { stamp: stamp(1, 99), ..used()[0] };
    let later = Cache::open_at(folder.path(), KEY, 101 * SECOND);
    later.save(&[young]).unwrap();
    assert!(open(&folder).by_stamp(young.path, &young.stamp).is_some());
}

#[test]
fn stamps_of_real_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "a").unwrap();
    let before = Stamp::of(&std::fs::metadata(&path).unwrap());
    assert_eq!(before, Stamp::of(&std::fs::metadata(&path).unwrap()));
    assert!(!before.is_settled(stamp::now()));
    std::fs::write(&path, "ab").unwrap();
    assert_ne!(before, Stamp::of(&std::fs::metadata(&path).unwrap()));
}

#[test]
fn other_keys_are_other_files() {
    let folder = saved();
    let other = Cache::open_at(folder.path(), "test 2", 100 * SECOND);
    assert!(is_empty(&other));
    other.save(&used()[1..2]).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    assert!(!is_empty(&open(&folder)));
    // Keys that share a name by chance are told apart all the same.
    std::fs::copy(open(&folder).path, &other.path).unwrap();
    assert!(is_empty(&Cache::open_at(folder.path(), "test 2", 100 * SECOND)));
}

#[test]
fn damage_of_any_byte_empties_it() {
    let folder = saved();
    let path = open(&folder).path;
    let good = std::fs::read(&path).unwrap();
    for at in 0..good.len() {
        for bit in [1, 0x80] {
            let mut bad = good.clone();
            bad[at] ^= bit;
            std::fs::write(&path, &bad).unwrap();
            assert!(is_empty(&open(&folder)), "byte {at}");
        }
        std::fs::write(&path, &good[..at]).unwrap();
        assert!(is_empty(&open(&folder)), "{at} bytes");
    }
    std::fs::write(&path, [&good[..], &[0; 8]].concat()).unwrap();
    assert!(is_empty(&open(&folder)));
    open(&folder).save(&used()).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), good);
}

/// Where someone has made the checksum fit, rows may point anywhere.
#[test]
fn rows_that_point_nowhere_are_not_followed() {
    let folder = saved();
    let path = open(&folder).path;
    let good = std::fs::read(&path).unwrap();
    let body = good.len() - 8;
    for at in 0..body {
        let mut bad = good.clone();
        bad[at] = 0xFF;
        let sum = xxhash_rust::xxh3::xxh3_64(&bad[..body]).to_le_bytes();
        bad[body..].copy_from_slice(&sum);
        std::fs::write(&path, &bad).unwrap();
        let cache = open(&folder);
        is_empty(&cache);
        cache.save(&[Used { entry: entry(4, &[4]), ..used()[1] }]).unwrap();
        assert!(open(&folder).by_content(4).is_some());
    }
}

#[test]
fn the_last_of_two_runs_wins() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (open(&folder), open(&folder));
    first.save(&used()[..1]).unwrap();
    second.save(&used()[1..2]).unwrap();
    let cache = open(&folder);
    assert_eq!(cache.by_content(9), Some(used()[1].entry));
    assert_eq!(cache.by_content(1 << 90), None);
    cache.save(&used()).unwrap();
    assert!(open(&folder).by_content(1 << 90).is_some());
}

#[test]
fn a_run_without_news_writes_nothing() {
    let folder = saved();
    let cache = open(&folder);
    std::fs::remove_file(&cache.path).unwrap();
    cache.save(&used()[..2]).unwrap();
    assert!(!cache.path.exists());
}

#[test]
fn the_unused_goes_after_some_writes() {
    let folder = saved();
    let save = |content| {
        let path = Path::new("/news/d.txt");
        let used = Used { path, stamp: stamp(1, 1), entry: entry(content, &[]) };
        open(&folder).save(&[used]).unwrap();
    };
    for write in 0..u128::from(plan::LIFE) {
        save(100 + write);
        assert!(!is_empty(&open(&folder)), "{write}");
    }
    save(99);
    assert!(is_empty(&open(&folder)));
    assert!(open(&folder).by_content(100).is_some());
}

#[test]
fn the_longest_unused_goes_for_want_of_room() {
    let folder = saved();
    let save = |content, room| {
        let path = Path::new("/news/d.txt");
        let used = Used { path, stamp: stamp(1, 1), entry: entry(content, &[0; 100]) };
        open(&folder).save_within(&[used], room).unwrap();
    };
    save(50, 10_000);
    assert!(open(&folder).by_content(9).is_some());
    save(51, 2 * 544);
    let cache = open(&folder);
    assert!(cache.by_content(50).is_some() && cache.by_content(51).is_some());
    assert!(is_empty(&cache));
    // What was used is kept in any case.
    save(52, 1);
    assert!(open(&folder).by_content(52).is_some());
    assert!(open(&folder).by_content(51).is_none());
}

#[test]
fn a_folder_that_cannot_be_is_told_by_saving_alone() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let cache = Cache::open(&file.path().join("folder"), KEY);
    assert!(is_empty(&cache));
    assert_eq!(cache.save(&used()).unwrap_err().kind(), ErrorKind::Io);
}

/// One file for each version of the format is kept for ever.
#[cfg(unix)]
#[test]
fn the_first_format_is_as_it_was() {
    let folder = saved();
    let fixture = include_bytes!("format-1.sketches");
    assert_eq!(std::fs::read(open(&folder).path).unwrap(), fixture);
    std::fs::write(open(&folder).path, fixture).unwrap();
    assert!(!is_empty(&open(&folder)));
}
