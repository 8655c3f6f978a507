//! Real repositories, changed in every way.

use super::*;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A repository with one commit.
struct Lab {
    folder: TempDir,
}

impl Lab {
    fn new(files: &[(&str, &str)]) -> Self {
        let lab = Self { folder: tempfile::tempdir().unwrap() };
        lab.git(&["init", "--quiet"]);
        for (name, text) in files {
            lab.write(name, text);
        }
        lab.commit();
        lab
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn git(&self, asked: &[&str]) {
        let mut git = Command::new("git");
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        git.arg("-C").arg(self.folder.path()).args(["-c", "user.name=A", "-c", "user.email=a@b.c"]);
        let told = git.args(asked).output().unwrap();
        assert!(told.status.success(), "{asked:?}: {}", String::from_utf8_lossy(&told.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn since(&self, reference: &str) -> Result<Changes> {
        Changes::since(self.folder.path(), reference)
    }

    fn of(&self, name: &str) -> Change {
        self.since("HEAD").unwrap().of(&self.path(name))
    }

    fn old(&self, name: &str) -> Option<String> {
        let old = self.since("HEAD").unwrap().old(&self.path(name)).unwrap();
        old.map(|bytes| String::from_utf8(bytes).unwrap())
    }
}

fn lines(ranges: &[(u64, u64)]) -> Change {
    Change::Lines(ranges.iter().map(|(start, end)| *start..*end).collect())
}

const TEN: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

#[test]
fn new_files_count_whole() {
    let lab = Lab::new(&[("a.txt", TEN), (".gitignore", "*.log\n")]);
    lab.write("staged.txt", "new\n");
    lab.git(&["add", "staged.txt"]);
    lab.write("untracked.txt", "new\n");
    lab.write("ignored.log", "new\n");
    for name in ["staged.txt", "untracked.txt", "ignored.log", "missing.txt"] {
        assert_eq!(lab.of(name), Change::Added, "{name}");
        assert_eq!(lab.old(name), None, "{name}");
    }
    assert_eq!(lab.of("a.txt"), Change::Unchanged);
    assert_eq!(lab.old("a.txt").as_deref(), Some(TEN));
}

#[test]
fn lines_that_changed_and_lines_that_went() {
    let lab =
        Lab::new(&[("a.txt", TEN), ("b.txt", TEN), ("c.txt", TEN), ("d.txt", "++ 1\n-- 2\n")]);
    lab.write("a.txt", "1\ntwo\n3\n4\n5\n6\n7\nmore\nand more\n8\n9\n10");
    lab.write("b.txt", "1\n2\n3\n8\n9\n10\n");
    lab.write("c.txt", "");
    lab.write("d.txt", "++ 1\n@@ -1 +5 @@\ndiff --git a/x b/x\n++ b\n");
    assert_eq!(lab.of("a.txt"), lines(&[(2, 3), (8, 10), (12, 13)]));
    assert_eq!(lab.of("b.txt"), lines(&[]));
    assert_eq!(lab.of("c.txt"), lines(&[]));
    assert_eq!(lab.of("d.txt"), lines(&[(2, 5)]));
    assert_eq!(lab.old("a.txt").as_deref(), Some(TEN));
}

#[test]
fn the_work_tree_is_compared_with_any_reference() {
    let lab = Lab::new(&[("a.txt", TEN)]);
    lab.git(&["tag", "first"]);
    lab.write("a.txt", &TEN.replace("3", "three"));
    lab.commit();
    lab.write("a.txt", &TEN.replace("3", "three").replace("7", "seven"));
    let changes = lab.since("first").unwrap();
    assert_eq!(changes.of(&lab.path("a.txt")), lines(&[(3, 4), (7, 8)]));
    assert_eq!(changes.old(&lab.path("a.txt")).unwrap().as_deref(), Some(TEN.as_bytes()));
    assert_eq!(lab.of("a.txt"), lines(&[(7, 8)]));
}

#[test]
fn moved_files_are_known_by_their_text() {
    let lab = Lab::new(&[("a.txt", TEN), ("b.txt", &TEN.repeat(2)), ("gone.txt", "other words\n")]);
    lab.git(&["mv", "a.txt", "moved.txt"]);
    lab.git(&["mv", "b.txt", "edited.txt"]);
    lab.write("edited.txt", &format!("zero\n{}", TEN.repeat(2)));
    lab.git(&["rm", "--quiet", "--cached", "gone.txt"]);
    assert_eq!(lab.of("moved.txt"), Change::Unchanged);
    assert_eq!(lab.of("edited.txt"), lines(&[(1, 2)]));
    assert_eq!(lab.of("gone.txt"), Change::Added);
    assert_eq!(lab.old("moved.txt").as_deref(), Some(TEN));
    assert_eq!(lab.old("edited.txt"), Some(TEN.repeat(2)));
    assert_eq!(lab.old("gone.txt").as_deref(), Some("other words\n"));
}

#[cfg(unix)]
#[test]
fn modes_links_and_any_name() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let names =
        ["with space.txt", "a \"quote\".txt", "new\nline.txt", "+++ b", "ø/ß λ.txt", "-x", ":y"];
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, TEN)).collect();
    let lab = Lab::new(&files);
    lab.write("run.sh", TEN);
    symlink("run.sh", lab.path("link")).unwrap();
    lab.write("becomes-a-link", "run.sh");
    lab.commit();
    std::fs::set_permissions(lab.path("run.sh"), PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::remove_file(lab.path("becomes-a-link")).unwrap();
    symlink("run.sh", lab.path("becomes-a-link")).unwrap();
    for name in names {
        lab.write(name, &TEN.replace("4\n5", "four\n5"));
    }
    for name in names {
        assert_eq!(lab.of(name), lines(&[(4, 5)]), "{name}");
        assert_eq!(lab.old(name).as_deref(), Some(TEN), "{name}");
    }
    for name in ["run.sh", "link", "becomes-a-link"] {
        assert_eq!(lab.of(name), Change::Unchanged, "{name}");
    }
}

#[test]
fn what_has_no_lines_counts_whole() {
    let lab = Lab::new(&[("a.bin", "\0\u{1}\n"), ("b.txt", TEN), ("c.txt", TEN)]);
    lab.write(".gitattributes", "b.txt filter=pointer\nc.txt -filter\n");
    lab.commit();
    lab.write("a.bin", "\0\u{2}\n");
    lab.write("b.txt", "1\n");
    lab.write("c.txt", "0\n");
    assert_eq!(lab.of("a.bin"), Change::Added);
    assert_eq!(lab.of("b.txt"), Change::Added);
    assert_eq!(lab.of("c.txt"), lines(&[(1, 2)]));
}

#[test]
fn what_users_configure_changes_nothing() {
    let lab = Lab::new(&[("a.txt", TEN), ("b.txt", TEN)]);
    let settings = [
        ("diff.interHunkContext", "9"),
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
        ("diff.renames", "copies"),
        ("diff.relative", "true"),
        ("diff.autoRefreshIndex", "false"),
        ("color.ui", "always"),
        ("core.quotePath", "false"),
    ];
    for (name, value) in settings {
        lab.git(&["config", name, value]);
    }
    // Touched, but the same.
    lab.write("b.txt", TEN);
    lab.write("a.txt", &TEN.replace("3", "three").replace("5", "five"));
    assert_eq!(lab.of("a.txt"), lines(&[(3, 4), (5, 6)]));
    assert_eq!(lab.of("b.txt"), Change::Unchanged);
}

#[test]
fn a_folder_below_the_top_and_one_beside_it() {
    let lab = Lab::new(&[("docs/a.txt", TEN), ("b.txt", TEN)]);
    lab.write("docs/a.txt", &TEN.replace("9", "nine"));
    let changes = Changes::since(&lab.path("docs"), "HEAD").unwrap();
    assert_eq!(changes.of(&lab.path("docs/a.txt")), lines(&[(9, 10)]));
    assert_eq!(changes.of(&lab.path("docs/../b.txt")), Change::Unchanged);
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(changes.of(elsewhere.path()), Change::Added);
    assert_eq!(changes.old(elsewhere.path()).unwrap(), None);
}

#[test]
fn references_that_name_no_commit() {
    let lab = Lab::new(&[("a.txt", TEN)]);
    let target = lab.path("x");
    let option = format!("--output={}", target.display());
    for odd in
        ["no-such", "", "^HEAD", "HEAD..HEAD", "HEAD:a.txt", "--all", "a\0b", "\u{1b}[31m", &option]
    {
        let error = lab.since(odd).err().unwrap();
        assert_eq!(error.kind(), crate::base::error::ErrorKind::Settings, "{odd}");
        assert!(error.to_string().contains("git knows no commit"), "{error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
    assert!(!target.exists());
}

#[test]
fn folders_that_are_in_no_repository() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("missing")] {
        let error = Changes::since(&path, "HEAD").err().unwrap();
        assert_eq!(error.kind(), crate::base::error::ErrorKind::Settings);
        assert!(error.to_string().contains("git says `fatal"), "{error}");
    }
}
