"""What `Index` refuses, and how."""

import pytest

import retold


@pytest.fixture
def index(tmp_path):
    with retold.Index.create(tmp_path / "seen", durability="relaxed") as index:
        yield index


@pytest.mark.parametrize(
    "settings",
    [
        {"threshold": 2.0},
        {"told": "everything"},
        {"told": "contains"},
        {"store": "nothing"},
        {"store": "shingles", "passages": True},
        {"passages": True, "min_tokens": 1},
        {"max_documents": 0},
        {"window": "30 days"},
        {"window": -5},
        {"durability": "eventually"},
        {"memory": 5},
    ],
)
def test_refused_settings(tmp_path, settings):
    with pytest.raises(retold.SettingsError):
        retold.Index.create(tmp_path / "seen", **settings)
    assert not (tmp_path / "seen").exists()


def test_refused_folders(tmp_path):
    (tmp_path / "file").write_text("no index")
    for path in (tmp_path / "missing", tmp_path / "file", tmp_path):
        with pytest.raises(retold.IoError):
            retold.Index.open(path)
    with pytest.raises(retold.IoError):
        retold.Index.create(tmp_path)
    with pytest.raises(TypeError, match="Index.create"):
        retold.Index()
    retold.Index.create(tmp_path / "seen").close()
    (tmp_path / "seen" / "log-00000001").write_bytes(b"no log")
    with pytest.raises(retold.DamagedError, match="log-00000001"):
        retold.Index.open(tmp_path / "seen")
    (damage,) = retold.Index.verify(tmp_path / "seen")
    assert damage.path == tmp_path / "seen" / "log-00000001" and damage.what


def test_many_refused(index):
    for documents in (["One story."], [{"text": "One story."}], [(None, "One story.")]):
        with pytest.raises(retold.InputError, match="document 0 has no id"):
            index.insert_many(documents)
    with pytest.raises(retold.InputError, match="document 1: its text has a lone surrogate"):
        index.insert_many([("a", "One story."), ("b", "half \ud83d")])
    with pytest.raises(retold.InputError, match="text 1 has a lone surrogate"):
        list(index.check_many(["one", "half \ud83d"]))
    with pytest.raises(TypeError, match="text 1 is no string but int"):
        list(index.check_many(["one", 2]))
    for texts in ("one", b"one", 5):
        with pytest.raises(TypeError):
            index.check_many(texts)

    def broken():
        yield "a", "One story."
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        index.insert_many(broken())


@pytest.mark.parametrize("method", ["check", "remove", "get", "__contains__"])
def test_hostile_strings(index, method):
    with pytest.raises(retold.InputError, match="lone surrogate"):
        getattr(index, method)("half \ud83d")
    for value in (5, b"bytes", None, ["list"]):
        with pytest.raises(TypeError):
            getattr(index, method)(value)


def test_hostile_documents(index):
    for bad in [("\ud83d", "text"), ("id", "\ud83d"), ("id", "t", {"a": "\ud83d"})]:
        with pytest.raises(retold.InputError, match="lone surrogate"):
            index.insert(*bad)
        with pytest.raises(retold.InputError, match="lone surrogate"):
            index.check_and_insert(*bad)
    for bad in [(5, "text"), ("id", 5), ("id", "text", 5), ("id", "text", {5: "a"})]:
        with pytest.raises(TypeError):
            index.insert(*bad)
    with pytest.raises(OverflowError):
        index.insert("id", "text", seen=2**70)
    assert len(index) == 0
    for id in ("", "\0", "x" * 100_000, "日本語 🌊"):
        assert index.insert(id, f"text of {len(id)}") == "added"
        assert index.get(id).id == id
    huge = "word and another " * 1_000_000
    assert index.check_and_insert("huge", huge).is_new
    assert index.check(huge).best.id == "huge" and index.get("huge").text == huge


def test_closed(tmp_path):
    index = retold.Index.create(tmp_path / "seen")
    index.insert("a", "One story.")
    documents, verdicts = iter(index), index.check_many(["a"])
    index.close()
    index.close()
    assert index.closed and repr(index).endswith("closed)")
    calls = [
        lambda: index.check("a"), lambda: index.insert("a", "b"), lambda: len(index),
        lambda: index.insert_many([("a", "b")]), lambda: next(verdicts), lambda: index.settings,
        lambda: iter(index), lambda: index.sync(), lambda: index.expire(0),
    ]
    for call in calls:
        with pytest.raises(retold.RetoldError, match="closed"):
            call()
    assert [document.id for document in documents] == ["a"]
