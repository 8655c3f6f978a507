"""Two texts."""

from __future__ import annotations

from . import _retold
from ._retold import Comparison, Similarity

__all__ = ["compare", "similarity"]


def similarity(
    a: str, b: str, *, threshold: float = 0.7, shingle_tokens: int = 5, seed: int = 0
) -> Similarity:
    """How alike two texts are, by every measure.

    ``threshold`` is the Jaccard similarity of runs of ``shingle_tokens`` words from which on two
    texts are ``near``. Cost: linear in both texts.

    >>> monday = "On Monday the crown closed at 301.25 to the dollar, after a calm day of trade."
    >>> friday = "On Friday the crown closed at 299.50 to the dollar, after a calm day of trade."
    >>> retold.similarity(monday, friday).relation
    'template'
    """
    options = {"threshold": threshold, "shingle_tokens": shingle_tokens, "seed": seed}
    return _retold.similarity(a, b, options)


def compare(
    a: str,
    b: str,
    *,
    threshold: float = 0.7,
    shingle_tokens: int = 5,
    seed: int = 0,
    min_tokens: int = 25,
    identity: float = 0.8,
    containment: float = 0.9,
    recurring: bool = False,
) -> Comparison:
    """Two texts word by word: what they share, what changed, what is told twice.

    The first settings are those of :func:`similarity`, the others those of :func:`passages`. Places
    are slices of the two strings; finding them costs one more pass over texts that are not ASCII.

    >>> old, new = "The ferry runs again.", "The night ferry runs again!"
    >>> for step in retold.compare(old, new).steps:
    ...     print(step.change, repr(new[step.b]))
    same 'The '
    only-b 'night '
    same 'ferry runs again!'
    """
    options = {"threshold": threshold, "shingle_tokens": shingle_tokens, "seed": seed}
    passages = {
        "min_tokens": min_tokens,
        "identity": identity,
        "containment": containment,
        "recurring": recurring,
    }
    return _retold.compare(a, b, options, passages)
