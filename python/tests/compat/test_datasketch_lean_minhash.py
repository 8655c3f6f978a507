"""``LeanMinHash``: the frozen signature and its bytes."""

import copy
import pickle
import struct

import pytest

np = pytest.importorskip("numpy")

from retold.compat.datasketch import LeanMinHash, MinHash  # noqa: E402

SCHEMES = ["affine32", "affine64", "legacy"]


def sketch(*words, **options):
    minhash = MinHash(**{"num_perm": 5, **options})
    minhash.update_batch(words)
    return minhash


def written(lean, byteorder="@", room=0):
    buffer = bytearray(lean.bytesize(byteorder) + room)
    lean.serialize(buffer, byteorder)
    return bytes(buffer)


def test_needs_a_sketch_or_all_of_its_state():
    values = [1, 2]
    for options in (
        {},
        {"seed": 1},
        {"hashvalues": values},
        {"seed": 1, "hashvalues": values},
        {"seed": 1, "hashvalues": values, "scheme": "affine16"},
        {"seed": 1, "hashvalues": [2**40], "scheme": "affine32"},
        {"seed": 1, "hashvalues": [], "scheme": "affine32"},
        {"minhash": sketch(), "scheme": "legacy"},
    ):
        with pytest.raises(ValueError):
            LeanMinHash(**options)
    lean = LeanMinHash(seed=1, hashvalues=values, scheme="affine64")
    assert lean.hashvalues.tolist() == values and lean.hashvalues.dtype == "uint64"


def test_keeps_the_state_of_its_own():
    minhash = sketch(b"a", seed=3)
    lean = LeanMinHash(minhash)
    minhash.update(b"b")
    assert lean.hashvalues.tolist() == sketch(b"a", seed=3).hashvalues.tolist()
    assert (lean.seed, lean.scheme, len(lean)) == (3, "affine32", 5)
    for name in ("permutations", "hashfunc", "num_perm"):
        with pytest.raises(AttributeError):
            getattr(lean, name)


def test_takes_no_more_values():
    lean = LeanMinHash(sketch())
    with pytest.raises(TypeError):
        lean.update(b"a")
    with pytest.raises(AttributeError):
        lean.update_batch([b"a"])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_layout(scheme):
    lean = LeanMinHash(sketch(b"a", scheme=scheme, seed=77))
    values = lean.hashvalues.tolist()
    if scheme == "legacy":
        expected = struct.pack("<qi5I", 77, 5, *values)
    elif scheme == "affine32":
        expected = struct.pack("<qib5I", 77, -5, 1, *values)
    else:
        expected = struct.pack("<qib5Q", 77, -5, 2, *values)
    assert written(lean, "<") == expected
    assert len(written(lean)) == lean.bytesize() == {"affine64": 56, "affine32": 36}.get(scheme, 32)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("byteorder", "@=<>!")
def test_there_and_back(scheme, byteorder):
    lean = LeanMinHash(sketch(b"a", b"b", scheme=scheme))
    for buffer in (written(lean, byteorder), bytearray(written(lean, byteorder, 9))):
        assert LeanMinHash.deserialize(buffer, byteorder) == lean
    with pytest.raises(struct.error):
        LeanMinHash.deserialize(written(lean, byteorder)[:-1], byteorder)


def test_bad_buffers():
    lean = LeanMinHash(sketch())
    with pytest.raises(ValueError):
        lean.serialize(bytearray(8))
    with pytest.raises(TypeError):
        lean.serialize(b"x" * 99)
    for short in (b"", b"abc"):
        with pytest.raises(struct.error):
            LeanMinHash.deserialize(short)
    unknown = bytearray(written(lean))
    unknown[12] = 9
    with pytest.raises(ValueError):
        LeanMinHash.deserialize(unknown)


def test_many_in_one_buffer():
    leans = [LeanMinHash(sketch(word)) for word in (b"a", b"b", b"c")]
    size = leans[0].bytesize()
    room = memoryview(bytearray(size * 3))
    for number, lean in enumerate(leans):
        lean.serialize(room[number * size :])
    assert [LeanMinHash.deserialize(room[n * size :]) for n in range(3)] == leans


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(scheme, protocol):
    lean = LeanMinHash(sketch(b"a", scheme=scheme))
    assert pickle.loads(pickle.dumps(lean, protocol)) == lean
    assert bytes(lean.__getstate__()) == written(lean)


def test_copies():
    lean = LeanMinHash(sketch(b"a"))
    for other in (lean.copy(), copy.copy(lean), copy.deepcopy(lean)):
        assert other == lean and type(other) is LeanMinHash
        other.merge(sketch(b"b"))
        assert lean == LeanMinHash(sketch(b"a"))


def test_union():
    a, b = sketch(b"a"), sketch(b"b")
    assert LeanMinHash.union(LeanMinHash(a), LeanMinHash(b)) == LeanMinHash(sketch(b"a", b"b"))
    for others in ((), (a,), (a, sketch(seed=2)), (a, sketch(scheme="legacy"))):
        with pytest.raises(ValueError):
            LeanMinHash.union(*map(LeanMinHash, others))


def test_is_a_key():
    a, again, b = (LeanMinHash(sketch(word)) for word in (b"a", b"a", b"b"))
    assert hash(a) == hash(again) and len({a, again, b}) == 2
    assert a == again and a != b and a != LeanMinHash(sketch(b"a", seed=2)) and a != 3
