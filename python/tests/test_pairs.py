"""`similarity`, `compare`, `MinHash` and `tokens`."""

import pytest

import retold


def test_similarity(ferry, council):
    same = retold.similarity(ferry, ferry.upper())
    assert (same.jaccard, same.containment, same.estimate, same.relation) == (1, 1, 1, "exact")
    assert retold.similarity(ferry, council).relation is None
    near = retold.similarity(ferry, ferry + " More tomorrow.")
    assert near.relation == "near" and near.containment == 1.0 and 0.7 < near.jaccard < 1
    assert retold.similarity(ferry, ferry + " More tomorrow.", threshold=0.99).relation is None
    assert retold.similarity("a b c", "a b d", shingle_tokens=2).jaccard == pytest.approx(1 / 3)
    assert retold.similarity("", "").relation == "empty"


def test_steps_cover_both_texts():
    old = "Äpfel 🍎 kosten heute 3 Euro, sagte die Händlerin.\n— Schluß"
    new = "Äpfel 🍏🍏 kosten morgen 4 Euro, sagte die alte Händlerin. Ende"
    steps = retold.compare(old, new).steps
    assert "".join(old[step.a] for step in steps) == old
    assert "".join(new[step.b] for step in steps) == new
    for step in steps:
        equal = retold.tokens(old[step.a]) == retold.tokens(new[step.b])
        assert equal == (step.change == "same"), step


def test_matches_slice_back(notice):
    a, b = f"Erstens 🌊: {notice}", f"{notice} Übrigens."
    comparison = retold.compare(a, b)
    (passage,) = comparison.matches.passages
    assert a[passage.a] == b[passage.b] == notice.rstrip(".")
    assert comparison.shared[0] == "contains"
    assert comparison.similarity.jaccard > 0.5
    assert retold.compare(a, b, min_tokens=500).shared is None


def test_offsets_at_every_length():
    for length in range(120, 200):
        text = "ä" * (length % 7) + " " + "x" * length + " ö"
        steps = retold.compare(text, text).steps
        assert steps[-1].a.stop == len(text)


def test_minhash(ferry, council):
    a, b = retold.MinHash(ferry), retold.MinHash(ferry.upper())
    assert (a.jaccard(b), a.digest, a.bins) == (1.0, b.digest, b.bins)
    assert (len(a.bins), len(a.digest), a.tokens) == (128, 32, len(retold.tokens(ferry)))
    assert a.jaccard(retold.MinHash(council)) < 0.1
    assert retold.MinHash("").jaccard(a) == 0.0
    for other in (retold.MinHash(ferry, seed=1), retold.MinHash(ferry, shingle_tokens=3)):
        with pytest.raises(retold.SettingsError):
            a.jaccard(other)
    with pytest.raises(retold.SettingsError):
        retold.MinHash(ferry, shingle_tokens=0)


@pytest.mark.parametrize(
    "call",
    [
        retold.tokens,
        retold.MinHash,
        lambda text: retold.similarity("a", text),
        lambda text: retold.compare(text, "b"),
    ],
)
def test_lone_surrogates(call):
    with pytest.raises(retold.InputError, match="lone surrogate"):
        call("half \ud83d")
    with pytest.raises(TypeError):
        call(5)
