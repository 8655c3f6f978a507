"""The hash values of a sketch, against formulas written out one number at a time."""

import hashlib
import random
import struct

import pytest

np = pytest.importorskip("numpy")

from retold.compat.datasketch import MinHash, sha1_hash32, sha1_hash64  # noqa: E402

WORDS = [word.encode() for word in "the harbour office closes at noon on friday".split()]


def sha1_head(data, letter):
    return struct.unpack_from("<" + letter, hashlib.sha1(data).digest())[0]


def murmur3_end(h, bits):
    """The finaliser of MurmurHash3, as published."""
    if bits == 32:
        steps = [(16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)]
    else:
        steps = [(33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53), (33, 1)]
    for shift, times in steps:
        h = ((h ^ (h >> shift)) * times) % 2**bits
    return h


def naive(scheme, words, pairs):
    """One hash value for every pair of numbers."""
    values = []
    for a, b in pairs:
        if scheme == "affine32":
            best = [(a * murmur3_end(sha1_head(w, "I"), 32) + b) % 2**32 for w in words]
        elif scheme == "affine64":
            best = [(a * murmur3_end(sha1_head(w, "Q"), 64) + b) % 2**64 for w in words]
        else:
            # The sum wraps at 64 bits before it is taken modulo the prime.
            best = [
                ((a * sha1_head(w, "I") + b) % 2**64) % (2**61 - 1) & 0xFFFFFFFF for w in words
            ]
        values.append(min(best))
    return values


@pytest.mark.parametrize("scheme", ["affine32", "affine64", "legacy"])
@pytest.mark.parametrize("seed", [1, 2, 4294967295])
def test_hash_values_follow_the_formula(scheme, seed):
    one, batch = (MinHash(24, seed, scheme=scheme) for _ in range(2))
    pairs = list(zip(*batch.permutations.tolist()))
    for word in WORDS:
        one.update(word)
    batch.update_batch(WORDS)
    assert one.hashvalues.tolist() == naive(scheme, WORDS, pairs)
    assert batch.hashvalues.tolist() == one.hashvalues.tolist()


@pytest.mark.parametrize("scheme", ["affine32", "affine64", "legacy"])
def test_a_batch_of_many_blocks_is_the_minimum_of_all(scheme):
    words = [b"%d" % number for number in range(700)]
    sketch = MinHash(300, scheme=scheme)
    sketch.update_batch(iter(words))
    pairs = list(zip(*sketch.permutations.tolist()))[::60]
    assert sketch.hashvalues.tolist()[::60] == naive(scheme, words, pairs)


def test_permutations_of_seed_one():
    assert MinHash(4).permutations.tolist() == [
        [3582191691, 4270784983, 1892572953, 3715639441],
        [491263, 550290313, 1298508491, 4290846341],
    ]
    assert MinHash(2, scheme="affine64").permutations.tolist() == [
        [15385396165118722519, 8128538942144784529],
        [2109959069025161, 5577051506714156677],
    ]
    assert MinHash(2, scheme="legacy").permutations.tolist() == [
        [775169054918279404, 2109959069025162],
        [1758426461858698312, 965365488286768773],
    ]


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("affine32", [3231258861, 1388533999, 831950533, 1845606703]),
        ("legacy", [734825475, 960773806, 359816889, 342714745]),
    ],
)
def test_values_that_are_stored_somewhere(scheme, values):
    sketch = MinHash(4, 1, scheme=scheme)
    sketch.update(b"Hello")
    assert sketch.hashvalues.tolist() == values


def test_permutations_follow_the_stream_of_numpy():
    stream = np.random.RandomState(11)
    a = [2 * x + 1 for x in stream.randint(0, 2**31, size=5, dtype=np.uint32).tolist()]
    b = stream.randint(0, 2**32, size=5, dtype=np.uint32).tolist()
    assert MinHash(5, 11).permutations.tolist() == [a, b]

    stream = np.random.RandomState(11)
    pairs = [
        [int(stream.randint(low, 2**61 - 1, dtype=np.uint64)) for low in (1, 0)] for _ in range(5)
    ]
    assert MinHash(5, 11, scheme="legacy").permutations.T.tolist() == pairs


@pytest.mark.parametrize(
    ("scheme", "width", "kind"),
    [("affine32", 32, "uint32"), ("affine64", 64, "uint64"), ("legacy", 32, "uint64")],
)
def test_an_empty_sketch_is_full_of_ones(scheme, width, kind):
    sketch = MinHash(3, scheme=scheme)
    assert sketch.hashvalues.tolist() == [2**width - 1] * 3
    assert sketch.hashvalues.dtype == kind
    assert sketch.is_empty()


def test_hash_functions():
    for data in (b"", b"a", bytearray(b"abc"), memoryview(b"harbour")):
        assert sha1_hash32(data) == sha1_head(data, "I")
        assert sha1_hash64(data) == sha1_head(data, "Q")
    with pytest.raises(TypeError):
        sha1_hash32("text")


def test_estimates_are_near_the_truth():
    dice = random.Random(5)
    tokens = [b"%d" % dice.getrandbits(60) for _ in range(3000)]
    left, right = MinHash.bulk([tokens[:2000], tokens[1000:]], num_perm=512)
    # A third, with a standard error of 0.021.
    assert abs(left.jaccard(right) - 1 / 3) < 0.09
    assert abs(left.count() - 2000) < 400
    assert abs(MinHash.union(left, right).count() - 3000) < 600
