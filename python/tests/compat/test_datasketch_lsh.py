"""``MinHashLSH``: what it finds, counts, forgets and refuses."""

import copy
import pickle
import threading

import pytest

np = pytest.importorskip("numpy")

from retold.compat.datasketch import LeanMinHash, MinHash, MinHashLSH  # noqa: E402


def sketch(*words, **options):
    minhash = MinHash(**{"num_perm": 16, **options})
    minhash.update_batch(words)
    return minhash


XYZ, XYW, Q = sketch(b"x", b"y", b"z"), sketch(b"x", b"y", b"w"), sketch(b"q")


def index(**options):
    lsh = MinHashLSH(**{"threshold": 0.5, "num_perm": 16, **options})
    for key, minhash in (("a", XYZ), ("b", XYW), ("c", Q)):
        lsh.insert(key, minhash)
    return lsh


def band(minhash, start, end):
    """The values of a band, the highest byte first."""
    width = 8 if minhash.hashvalues.dtype == "uint64" else 4
    values = minhash.hashvalues.tolist()[start:end]
    return b"".join(value.to_bytes(width, "big") for value in values)


def test_finds_what_shares_a_band():
    lsh = index(params=(4, 2))
    for minhash in (XYZ, XYW, Q, sketch(b"x")):
        ranges = [(0, 2), (2, 4), (4, 6), (6, 8)]
        expected = {
            key
            for key, other in (("a", XYZ), ("b", XYW), ("c", Q))
            if any(band(minhash, *r) == band(other, *r) for r in ranges)
        }
        found = lsh.query(minhash)
        assert type(found) is list and set(found) == expected
        assert set(lsh.query(LeanMinHash(minhash))) == expected
    assert lsh.hashranges == ranges and (lsh.b, lsh.r, lsh.h) == (4, 2, 16)


@pytest.mark.parametrize("scheme", ["affine32", "affine64", "legacy"])
def test_bucket_keys(scheme):
    lsh = MinHashLSH(num_perm=16, params=(2, 3))
    minhash = sketch(b"a", scheme=scheme)
    lsh.insert("key", minhash)
    expected = [band(minhash, 0, 3), band(minhash, 3, 6)]
    assert lsh.keys["key"] == expected
    assert [list(table) for table in lsh.hashtables] == [[key] for key in expected]
    assert all(table[key] == {"key"} for table, key in zip(lsh.hashtables, expected))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"threshold": 1.1}, ValueError),
        ({"threshold": -0.1}, ValueError),
        ({"threshold": "x"}, TypeError),
        ({"threshold": 1.0}, ValueError),
        ({"num_perm": 1}, ValueError),
        ({"num_perm": 2.5}, TypeError),
        ({"weights": (0.5, 0.6)}, ValueError),
        ({"weights": (-0.5, 1.5)}, ValueError),
        ({"weights": (0.5, 0.5, 0.0)}, ValueError),
        ({"threshold": 9, "params": (5, 5)}, ValueError),
        ({"weights": (9, 9), "params": (5, 5)}, ValueError),
        ({"params": (16, 9)}, ValueError),
        ({"params": (1, 4)}, ValueError),
        ({"params": (5,)}, ValueError),
        ({"params": 5}, TypeError),
        ({"storage_config": "dict"}, TypeError),
        ({"storage_config": {"type": "shoebox"}}, ValueError),
        ({"storage_config": {"type": "dict", "basename": "text"}}, TypeError),
        ({"storage_config": {"type": "redis", "redis": {"port": 6379}}}, NotImplementedError),
        ({"storage_config": {"type": "cassandra"}}, NotImplementedError),
    ],
)
def test_refused_arguments(options, error):
    with pytest.raises(error):
        MinHashLSH(**options)


def test_remote_storage_is_named():
    with pytest.raises(NotImplementedError, match="in memory only.*redis"):
        MinHashLSH(storage_config={"type": "redis"})


def test_storage_in_memory_may_be_named():
    for config in (None, {}, {"type": "dict"}, {"type": "dict", "basename": b"x"}):
        assert MinHashLSH(storage_config=config).is_empty()


def test_a_key_is_there_once():
    lsh = index()
    with pytest.raises(ValueError):
        lsh.insert("a", Q)
    lsh.insert("a", Q, check_duplication=False)
    assert set(lsh.query(Q)) == {"a", "c"} and "a" in lsh.query(XYZ)
    lsh.remove("a")
    assert lsh.query(Q) == ["c"] and "a" not in lsh.query(XYZ) and "a" not in lsh


def test_remove():
    lsh = index()
    for key in "abc":
        assert key in lsh and lsh.remove(key) is None and key not in lsh
    assert lsh.is_empty() and lsh.get_counts() == [{}] * lsh.b
    with pytest.raises(ValueError):
        lsh.remove("a")


@pytest.mark.parametrize("call", ["insert", "remove", "contains"])
def test_keys_must_be_hashable(call):
    lsh = index()
    with pytest.raises(TypeError):
        {
            "insert": lambda: lsh.insert([], Q),
            "remove": lambda: lsh.remove([]),
            "contains": lambda: [] in lsh,
        }[call]()
    assert sorted(lsh.keys) == ["a", "b", "c"] and lsh.query(Q) == ["c"]


def test_any_hashable_key():
    lsh = MinHashLSH(num_perm=16, threshold=0.5)
    for key in (None, 1, (2, 3), b"x"):
        lsh.insert(key, Q)
    assert set(lsh.query(Q)) == {None, 1, (2, 3), b"x"}


def test_prepickle():
    lsh = index(prepickle=True)
    lsh.insert([1, 2], Q)
    assert sorted(map(str, lsh.query(Q))) == ["[1, 2]", "c"] and [1, 2] in lsh
    assert sorted(lsh.keys) == sorted(pickle.dumps(key) for key in ("a", "b", "c", [1, 2]))
    lsh.remove([1, 2])
    with pytest.raises(ValueError):
        lsh.insert("a", Q)
    assert lsh.query(Q) == ["c"] and index().prepickle is False


def test_hashfunc_shortens_the_bucket_keys():
    lsh = index(params=(2, 2), hashfunc=lambda key: key[:3])
    assert lsh.query(Q) == ["c"]
    assert {len(bucket) for bucket in lsh.get_counts()[0]} == {3}


@pytest.mark.parametrize("other", [MinHash(8), 5])
def test_signatures_of_another_length(other):
    lsh = index()
    error = TypeError if other == 5 else ValueError
    for call in (lsh.query, lsh.add_to_query_buffer, lambda m: lsh.insert("z", m)):
        with pytest.raises(error):
            call(other)
    assert "z" not in lsh and lsh.collect_query_buffer() == []


def test_an_index_is_of_one_scheme():
    legacy = sketch(b"q", scheme="legacy")
    lsh = MinHashLSH(num_perm=16, threshold=0.5)
    assert lsh.query(legacy) == []
    lsh.insert("a", Q)
    for call in (lsh.query, lsh.add_to_query_buffer, lambda m: lsh.insert("z", m)):
        with pytest.raises(ValueError):
            call(legacy)
    lsh.remove("a")
    with pytest.raises(ValueError):
        lsh.insert("a", legacy)


def test_query_buffer_is_an_intersection():
    lsh = index(params=(8, 2))
    assert lsh.collect_query_buffer() == []
    lsh.add_to_query_buffer(XYZ)
    assert set(lsh.collect_query_buffer()) == set(lsh.query(XYZ))
    assert lsh.collect_query_buffer() == []
    lsh.add_to_query_buffer(XYZ)
    lsh.add_to_query_buffer(Q)
    assert set(lsh.collect_query_buffer()) == set(lsh.query(XYZ)) & set(lsh.query(Q))


def test_counts():
    lsh = index(params=(2, 2))
    assert [sum(counts.values()) for counts in lsh.get_counts()] == [3, 3]
    assert lsh.get_counts()[1][band(XYZ, 2, 4)] == 2
    assert lsh.get_subset_counts("a", "a", "zz") == [{key: 1} for key in lsh.keys["a"]]
    assert lsh.get_subset_counts() == [{}, {}]
    assert index(params=(2, 2), prepickle=True).get_subset_counts("a", "b", "c") == lsh.get_counts()


def test_merge():
    lsh, other = index(), MinHashLSH(threshold=0.5, num_perm=16)
    other.insert("z", Q)
    assert lsh.merge(other) is None
    assert set(lsh.query(Q)) == {"c", "z"} and sorted(other.keys) == ["z"]
    lsh.remove("z")
    assert other.query(Q) == ["z"]
    lsh.merge(lsh)
    assert sorted(lsh.keys) == ["a", "b", "c"]
    for wrong in (MinHashLSH(num_perm=32), MinHashLSH(num_perm=16, params=(2, 2)), 5):
        with pytest.raises(ValueError):
            lsh.merge(wrong)
    with pytest.raises(ValueError):
        lsh.merge(index(), check_overlap=True)
    legacy = MinHashLSH(threshold=0.5, num_perm=16)
    legacy.insert("l", sketch(b"l", scheme="legacy"))
    with pytest.raises(ValueError):
        lsh.merge(legacy)
    assert "l" not in lsh


def test_sessions():
    lsh = MinHashLSH(threshold=0.5, num_perm=16)
    with lsh.insertion_session(buffer_size=3) as session:
        session.insert("a", XYZ)
        with pytest.raises(ValueError):
            session.insert("a", XYZ)
        session.insert("a", XYW, check_duplication=False)
        session.insert("c", Q)
    assert lsh.buffer_size == 3 and lsh.query(Q) == ["c"] and session.lsh is lsh
    with pytest.raises(KeyError), lsh.deletion_session() as session:
        session.remove("a")
        with pytest.raises(ValueError):
            session.remove("zz")
        raise KeyError
    assert sorted(lsh.keys) == ["c"] and lsh.buffer_size == 50000


def test_storage():
    lsh = index(params=(2, 2))
    keys = lsh.keys
    assert keys.get("zz") == keys["zz"] == [] and "zz" not in keys and keys.has_key("a")
    assert keys.size() == len(keys) == 3 and keys.itemcounts() == {"a": 2, "b": 2, "c": 2}
    assert keys.getmany("a", "b") == [keys["a"], keys["b"]]
    table = lsh.hashtables[1]
    assert table.get(b"") == set() and len(table) == 2
    table.remove_val(band(XYZ, 2, 4), "a")
    assert table[band(XYZ, 2, 4)] == {"b"}


@pytest.mark.parametrize("copied", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])
def test_pickle_and_copy(copied):
    lsh = index()
    other = copied(lsh)
    other.remove("a")
    assert sorted(lsh.keys) == ["a", "b", "c"] and sorted(other.keys) == ["b", "c"]
    assert other.query(Q) == ["c"] and (other.b, other.r, other.h) == (lsh.b, lsh.r, lsh.h)
    with pytest.raises(ValueError):
        other.insert("z", sketch(b"z", scheme="legacy"))


def test_threads_that_insert_different_keys():
    lsh = MinHashLSH(num_perm=16, params=(4, 2))
    failures = []

    def work(thread):
        try:
            for number in range(200):
                lsh.insert((thread, number), sketch(b"%d" % (number % 20)))
                lsh.query(Q)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and len(lsh.keys) == 800
    assert [sum(counts.values()) for counts in lsh.get_counts()] == [800] * 4
    wanted = {(thread, number) for thread in range(4) for number in range(3, 200, 20)}
    assert wanted <= set(lsh.query(sketch(b"3")))
