"""What a ``MinHash`` takes, refuses and keeps."""

import copy
import pickle
import warnings

import pytest

np = pytest.importorskip("numpy")

from retold.compat.datasketch import LeanMinHash, MinHash, sha1_hash32, sha1_hash64  # noqa: E402


def sketch(*words, **options):
    minhash = MinHash(**{"num_perm": 16, **options})
    for word in words:
        minhash.update(word)
    return minhash


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"num_perm": 0}, ValueError),
        ({"num_perm": -3}, ValueError),
        ({"num_perm": 2**32 + 1}, ValueError),
        ({"num_perm": 2.5}, TypeError),
        ({"num_perm": "4"}, TypeError),
        ({"seed": -1}, ValueError),
        ({"seed": 2**32}, ValueError),
        ({"seed": "x"}, TypeError),
        ({"scheme": "affine16"}, ValueError),
        ({"hashfunc": 3}, ValueError),
        ({"hashvalues": [1, 2]}, ValueError),
        ({"permutations": ([1], [1])}, ValueError),
        ({"hashvalues": [], "scheme": "affine32"}, ValueError),
        ({"hashvalues": 5, "scheme": "affine32"}, TypeError),
        ({"hashvalues": [2**32], "scheme": "affine32"}, ValueError),
        ({"hashvalues": [-1], "scheme": "affine64"}, ValueError),
        ({"hashvalues": [-1], "scheme": "legacy"}, OverflowError),
        ({"num_perm": 2, "permutations": ([1, 2], [0, 0]), "scheme": "affine32"}, ValueError),
        ({"num_perm": 3, "permutations": ([1, 3], [0, 0]), "scheme": "affine32"}, ValueError),
        ({"num_perm": 2, "permutations": ([1, 3], [0, 2**32]), "scheme": "affine32"}, ValueError),
    ],
)
def test_refused_arguments(options, error):
    with pytest.raises(error):
        MinHash(**options)


def test_wide_arrays_are_refused_and_not_cut():
    for values in (np.array([1, 1 << 40]), np.array([-1, 2])):
        with pytest.raises(ValueError):
            MinHash(hashvalues=values, scheme="affine32")


def test_hashobj_is_ignored_with_a_warning():
    with pytest.warns(DeprecationWarning):
        assert MinHash(4, hashobj=object()).hashfunc is sha1_hash32


def test_attributes():
    minhash = MinHash(num_perm=8, seed=3, scheme="affine64")
    assert (minhash.num_perm, minhash.seed, minhash.scheme) == (8, 3, "affine64")
    assert minhash.hashfunc is sha1_hash64
    assert minhash.permutations.shape == (2, 8)
    assert len(minhash) == len(minhash.hashvalues) == 8


def test_state_of_another_sketch_is_copied():
    one = sketch(b"a")
    other = MinHash(
        hashvalues=one.hashvalues, permutations=one.permutations, scheme="affine32"
    )
    other.update(b"b")
    assert one == sketch(b"a") and other == sketch(b"a", b"b")
    assert other.permutations is one.permutations


def test_permutations_are_shared_and_locked():
    assert MinHash(8).permutations is MinHash(8).permutations
    with pytest.raises(ValueError):
        MinHash(8).permutations[0, 0] = 1


@pytest.mark.parametrize("scheme", ["affine32", "affine64", "legacy"])
def test_own_hash_functions(scheme):
    limit = 2**32 if scheme == "affine32" else 2**64
    ok, wide = sketch(scheme=scheme, hashfunc=int), sketch(scheme=scheme, hashfunc=int)
    ok.update(limit - 1)
    wide.update_batch([limit - 1])
    assert ok == wide
    refused = OverflowError if scheme == "legacy" else ValueError
    for value in (-1, limit):
        for call in (lambda: ok.update(value), lambda: ok.update_batch([1, value])):
            with pytest.raises(refused):
                call()
    assert ok == wide, "a refused value leaves the sketch alone"


def test_numbers_of_numpy_hash_like_those_of_python():
    for kind in (np.uint32, np.int64, np.uint64):
        assert sketch(7, hashfunc=kind) == sketch(7, hashfunc=int)
        assert sketch(7, hashfunc=kind, scheme="legacy") == sketch(7, hashfunc=int, scheme="legacy")
    with pytest.raises(TypeError):
        sketch(7, hashfunc=float, scheme="legacy")


def test_text_must_be_encoded():
    for value in ("text", 5, None):
        with pytest.raises(TypeError):
            sketch(value)
    minhash = sketch()
    with pytest.raises(TypeError):
        minhash.update_batch([b"good", "bad"])
    assert minhash.is_empty()
    with pytest.raises(TypeError):
        minhash.update_batch(None)
    minhash.update_batch([])
    assert minhash.is_empty()


def test_gpu_modes():
    always = sketch(b"a", gpu_mode="always")
    always.update_batch([])
    with pytest.raises(RuntimeError):
        always.update_batch([b"b"])
    detect = sketch(gpu_mode="detect")
    detect.update_batch([b"a"])
    assert detect == sketch(b"a")


@pytest.mark.parametrize("other", [MinHash(16, 2), MinHash(8), MinHash(16, scheme="legacy"), 5])
def test_sketches_that_do_not_match(other):
    for method in (sketch().jaccard, sketch().merge):
        with pytest.raises(ValueError):
            method(other)
    assert sketch() != other
    if other != 5:
        with pytest.raises(ValueError):
            MinHash.union(sketch(), other)


def test_jaccard_merge_union():
    a, b, both = sketch(b"a"), sketch(b"b"), sketch(b"a", b"b")
    assert a.jaccard(a) == 1.0 and type(a.jaccard(b)) is float
    assert a.jaccard(LeanMinHash(both)) == a.jaccard(both)
    united = MinHash.union(a, b, LeanMinHash(b))
    assert united == both and united.permutations is a.permutations
    assert a.merge(b) is None and a == both
    for few in ((), (a,)):
        with pytest.raises(ValueError):
            MinHash.union(*few)
    with pytest.raises(TypeError):
        MinHash.union(1, 2)


def test_union_keeps_the_hash_function():
    united = MinHash.union(sketch(5, hashfunc=int), sketch(6, hashfunc=int))
    united.update(7)
    assert united == sketch(5, 6, 7, hashfunc=int)


def test_equality_is_between_objects_of_one_class():
    class Other(MinHash):
        pass

    assert sketch() != Other(16) and sketch(b"a") != LeanMinHash(sketch(b"a"))
    assert Other(16) == Other(16) and type(Other.union(Other(16), Other(16))) is Other
    with pytest.raises(TypeError):
        hash(sketch())


def test_count():
    assert sketch().count() == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert MinHash(hashvalues=[0, 0], scheme="affine32").count() == float("inf")
    minhash = sketch(b"a")
    expected = 16 / sum(value / (2**32 - 1) for value in minhash.hashvalues.tolist()) - 1
    assert minhash.count() == pytest.approx(expected)


def test_digest_clear_copy():
    minhash = sketch(b"a")
    kept, again = minhash.digest(), minhash.copy()
    again.update(b"b")
    minhash.clear()
    assert minhash == sketch() and again == sketch(b"a", b"b")
    assert kept.tolist() == sketch(b"a").hashvalues.tolist()


@pytest.mark.parametrize("scheme", ["affine32", "affine64", "legacy"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(scheme, protocol):
    minhash = sketch(b"a", scheme=scheme, seed=9)
    back = pickle.loads(pickle.dumps(minhash, protocol))
    back.update(b"b")
    minhash.update(b"b")
    assert back == minhash and back.permutations.tolist() == minhash.permutations.tolist()


def test_copies_by_the_copy_module():
    minhash = sketch(b"a")
    for other in (copy.copy(minhash), copy.deepcopy(minhash)):
        other.update(b"b")
        assert minhash == sketch(b"a") and other == sketch(b"a", b"b")


def test_state_without_a_scheme_is_legacy():
    state = sketch(b"a", scheme="legacy").__getstate__()
    del state["scheme"], state["_gpu_mode"]
    old = MinHash.__new__(MinHash)
    old.__setstate__(state)
    old.update_batch([b"b"])
    assert old == sketch(b"a", b"b", scheme="legacy")


def test_bulk_and_generator():
    sets = [[b"a", b"b"], [], [b"c"]]
    expected = [sketch(*words) for words in sets]
    assert MinHash.bulk(sets, num_perm=16) == expected
    assert list(MinHash.generator(iter(sets), num_perm=16)) == expected
    assert MinHash.bulk([]) == []
    with pytest.raises(TypeError):
        MinHash.bulk([], colour="red")
    with pytest.raises(TypeError):
        MinHash.bulk(None)
    lazy = MinHash.generator(None, colour="red")
    with pytest.raises(TypeError):
        next(lazy)
