"""How many bands of how many rows an index should have for a threshold.

Sets of similarity s meet in a band of r rows with probability s**r, and in one of b bands with
``1 - (1 - s**r)**b``. Below the threshold that is a false positive, above it its complement is a
false negative; the choice is the pair with the smallest weighted sum of the two areas.

The curves are polynomials of degree ``b * r``, at most ``num_perm``, so Gauss's rule with half as
many nodes integrates them exactly. Trying all pairs takes 3 ms for 128 permutations; the answer
is kept, since programs tend to make many indexes of one kind.
"""

from __future__ import annotations

import operator
from functools import lru_cache

from ._np import np

# Exact to 511 permutations. Beyond, the curves are smooth enough for the error to stay far below
# the differences between pairs.
MOST_NODES = 256


@lru_cache(maxsize=256)
def best_params(
    threshold: float, num_perm: int, false_positive: float, false_negative: float
) -> tuple[int, int]:
    """The number of bands and the rows of each; the fewest bands among equals.

    >>> best_params(0.9, 128, 0.5, 0.5)
    (5, 25)
    """
    num_perm = operator.index(num_perm)
    nodes, weights = np.polynomial.legendre.leggauss(min(num_perm // 2 + 1, MOST_NODES))
    # From [-1, 1] to the parts below and above the threshold.
    below, above = (nodes + 1) / 2 * threshold, threshold + (nodes + 1) / 2 * (1 - threshold)
    low, high = weights / 2 * threshold, weights / 2 * (1 - threshold)
    rows = np.arange(1, num_perm + 1)[:, None]
    miss_below, miss_above = 1 - below**rows, 1 - above**rows

    best, least = (0, 0), float("inf")
    for bands in range(1, num_perm + 1):
        most_rows = num_perm // bands
        positives = (1 - miss_below[:most_rows] ** bands) @ low
        # Taken from one twice, so that a share too small for a double to hold is none at all: among
        # many bands that miss nothing the fewest are wanted.
        negatives = (1 - (1 - miss_above[:most_rows] ** bands)) @ high
        errors = positives * false_positive + negatives * false_negative
        row = int(np.argmin(errors))
        if errors[row] < least:
            best, least = (bands, row + 1), float(errors[row])
    return best
