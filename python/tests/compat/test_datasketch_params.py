"""The choice of bands and rows, against areas summed up in small steps."""

import pytest

np = pytest.importorskip("numpy")

from retold.compat.datasketch import MinHashLSH  # noqa: E402


def areas(threshold, bands, rows, steps=4000):
    """The areas of false positives and negatives, by the midpoint rule."""

    def meet(s):
        return 1 - (1 - s**rows) ** bands

    below, above = threshold / steps, (1 - threshold) / steps
    positives = sum(meet((i + 0.5) * below) for i in range(steps)) * below
    negatives = sum(1 - meet(threshold + (i + 0.5) * above) for i in range(steps)) * above
    return positives, negatives


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.3, 0.7), (0.75, 0.25)])
def test_no_other_pair_is_better(threshold, weights):
    lsh = MinHashLSH(threshold, 24, weights)

    def error(bands, rows):
        return sum(w * area for w, area in zip(weights, areas(threshold, bands, rows)))

    chosen = error(lsh.b, lsh.r)
    for bands in range(1, 25):
        for rows in range(1, 24 // bands + 1):
            assert error(bands, rows) >= chosen - 1e-6, (bands, rows)


@pytest.mark.parametrize(
    ("threshold", "num_perm", "expected"),
    [(0.9, 128, (5, 25)), (0.5, 128, (25, 5)), (0.5, 16, (5, 3)), (0.0, 64, (64, 1))],
)
def test_known_choices(threshold, num_perm, expected):
    lsh = MinHashLSH(threshold, num_perm)
    assert (lsh.b, lsh.r) == expected


def test_weights_pull():
    few = MinHashLSH(0.8)
    many = MinHashLSH(0.8, weights=(0.2, 0.8))
    assert few.b < many.b and few.r > many.r


def test_no_weight_on_false_positives_takes_no_more_bands_than_it_needs():
    lsh = MinHashLSH(0.9, 128, weights=(0.0, 1.0))
    assert (lsh.b, lsh.r) == (17, 1)
