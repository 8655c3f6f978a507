"""An index that lasts."""

import pytest

import retold

pytest.importorskip("numpy")

from retold.compat.datasketch import MinHash, MinHashLSH  # noqa: E402


def sketch(*words, **options):
    minhash = MinHash(num_perm=32, **options)
    minhash.update_batch(word.encode() for word in words)
    return minhash


STORY = [f"word{number}" for number in range(40)]


def index(path, **options):
    config = {"type": "retold", "path": path}
    return MinHashLSH(threshold=0.5, num_perm=32, storage_config=config, **options)


@pytest.mark.parametrize("keys", [("a", "b", ""), (b"a", b"", b"\xff"), (5, -7, 10**30)])
def test_it_is_there_again(tmp_path, keys):
    one, two, three = keys
    lsh = index(tmp_path / "lsh")
    assert lsh.is_empty()
    with lsh.insertion_session() as session:
        session.insert(one, sketch(*STORY))
        session.insert(two, sketch(*STORY[:38]))
        session.insert(three, sketch("other"))
    lsh.insert(one, sketch("again"), check_duplication=False)
    expected = lsh.keys._dict, [table._dict for table in lsh.hashtables]
    lsh.close()
    lsh = index(tmp_path / "lsh")
    assert (lsh.keys._dict, [table._dict for table in lsh.hashtables]) == expected
    assert set(lsh.query(sketch(*STORY))) == {one, two} and lsh.query(sketch("again")) == [one]
    with pytest.raises(ValueError):
        lsh.insert(three, sketch("other"))
    with pytest.raises(ValueError):
        lsh.query(sketch("other", scheme="legacy"))
    lsh.remove(one)
    lsh.close()
    lsh = index(tmp_path / "lsh")
    assert set(lsh.keys) == {two, three} and lsh.query(sketch("again")) == []


def test_any_key_when_pickled(tmp_path):
    lsh = index(tmp_path / "lsh", prepickle=True)
    lsh.insert(("tuple", 5), sketch(*STORY))
    lsh.close()
    assert index(tmp_path / "lsh", prepickle=True).query(sketch(*STORY)) == [("tuple", 5)]
    with pytest.raises(retold.LockedError):
        other = index(tmp_path / "lsh", prepickle=True)
        index(tmp_path / "lsh", prepickle=True)
    del other


def test_refused(tmp_path):
    lsh = index(tmp_path / "lsh")
    for key in (1.5, ("tuple",), True):
        with pytest.raises(TypeError, match="prepickle"):
            lsh.insert(key, sketch("a"))
        assert key not in lsh
    lsh.insert("a", sketch("a"))
    lsh.close()
    with pytest.raises(retold.RetoldError, match="closed"):
        lsh.insert("b", sketch("b"))
    for options in ({"prepickle": True}, {"params": (3, 3)}):
        with pytest.raises(ValueError, match="is of signatures with b"):
            index(tmp_path / "lsh", **options)
    with pytest.raises(NotImplementedError):
        index(tmp_path / "new", hashfunc=hash)
    with pytest.raises(TypeError, match="path"):
        MinHashLSH(storage_config={"type": "retold"})
    with retold.Index.create(tmp_path / "texts") as texts:
        texts.insert("a", "One story.")
    with pytest.raises(ValueError, match="is of texts"):
        index(tmp_path / "texts")


def test_merging(tmp_path):
    lsh, other = index(tmp_path / "lsh"), MinHashLSH(threshold=0.5, num_perm=32)
    other.insert("a", sketch(*STORY))
    lsh.merge(other)
    lsh.close()
    assert index(tmp_path / "lsh").query(sketch(*STORY)) == ["a"]
