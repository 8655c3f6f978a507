"""The same calls to datasketch itself, where it is installed."""

import pickle
import random

import pytest

np = pytest.importorskip("numpy")
theirs = pytest.importorskip("datasketch", minversion="2.0")

import retold.compat.datasketch as ours  # noqa: E402

SCHEMES = ["affine32", "affine64", "legacy"]


def sets(seed, count=40):
    dice = random.Random(seed)
    base = [b"%d" % number for number in range(60)]
    return [dice.sample(base, dice.randrange(1, 60)) for _ in range(count)]


def both(seed=1, **options):
    return [library.MinHash.bulk(sets(5), seed=seed, **options) for library in (ours, theirs)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("num_perm", [1, 7, 128, 300])
@pytest.mark.parametrize("seed", [0, 1, 42, 2**32 - 1])
def test_hash_values(scheme, num_perm, seed):
    for mine, other in zip(*both(seed, scheme=scheme, num_perm=num_perm)):
        assert mine.hashvalues.dtype == other.hashvalues.dtype
        assert mine.hashvalues.tolist() == other.hashvalues.tolist()
        assert mine.permutations.tolist() == other.permutations.tolist()
        assert mine.count() == pytest.approx(other.count(), rel=1e-12)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("byteorder", "@=<>!")
def test_bytes(scheme, byteorder):
    for mine, other in zip(*both(scheme=scheme, num_perm=9, seed=77)):
        lean, their_lean = ours.LeanMinHash(mine), theirs.LeanMinHash(other)
        room, their_room = (bytearray(x.bytesize(byteorder)) for x in (lean, their_lean))
        lean.serialize(room, byteorder)
        their_lean.serialize(their_room, byteorder)
        assert room == their_room and lean.__getstate__() == their_lean.__getstate__()
        assert ours.LeanMinHash.deserialize(their_room, byteorder) == lean
        assert theirs.LeanMinHash.deserialize(room, byteorder) == their_lean


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_state_crosses_over(scheme):
    for mine, other in zip(*both(scheme=scheme, num_perm=16)):
        crossed = ours.MinHash(
            seed=other.seed, hashvalues=other.hashvalues, hashfunc=None, scheme=other.scheme
        )
        crossed.update(b"more")
        mine.update(b"more")
        assert crossed == mine


@pytest.mark.parametrize("num_perm", [2, 10, 64, 128, 256])
@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.25, 0.75), (0.9, 0.1)])
def test_bands_and_rows(num_perm, weights):
    for percent in range(1, 96, 7):
        found = []
        for library in (ours, theirs):
            try:
                lsh = library.MinHashLSH(percent / 100, num_perm, weights)
                found.append((lsh.b, lsh.r))
            except ValueError:
                found.append(None)
        assert found[0] == found[1], percent


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("options", [{}, {"prepickle": True}, {"params": (10, 3)}])
def test_indexes(scheme, options):
    mine, other = (library.MinHashLSH(0.5, 64, **options) for library in (ours, theirs))
    sketches = both(scheme=scheme, num_perm=64)
    for key, pair in enumerate(zip(*sketches)):
        mine.insert(key, pair[0])
        other.insert(key, pair[1])
    for key in range(0, 40, 9):
        mine.remove(key)
        other.remove(key)
    assert mine.get_counts() == other.get_counts()
    assert mine.get_subset_counts(1, 2, 3) == other.get_subset_counts(1, 2, 3)
    for ours_one, theirs_one in zip(*sketches):
        assert sorted(mine.query(ours_one)) == sorted(other.query(theirs_one))
        assert sorted(mine.query(theirs_one)) == sorted(other.query(ours_one))
    again = pickle.loads(pickle.dumps(mine))
    again.merge(mine)
    assert again.get_counts() == other.get_counts()


def test_weighted_sketches_can_be_indexed():
    generator = theirs.WeightedMinHashGenerator(10, 16)
    dice = np.random.RandomState(3)
    mine, other = (library.MinHashLSH(0.5, 16) for library in (ours, theirs))
    for key in range(20):
        weighted = generator.minhash(dice.uniform(1, 10, 10))
        mine.insert(key, weighted)
        other.insert(key, weighted)
        assert sorted(mine.query(weighted)) == sorted(other.query(weighted))
    assert mine.get_counts() == other.get_counts()
