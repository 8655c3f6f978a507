"""retold finds text that has been told before.

:func:`dedup` tells which documents stay, and for each that goes the *witness*: one that stays, and
the exact similarity of the two. :func:`passages` finds what stands at several places.
:func:`similarity` and :func:`compare` look at two texts, :func:`dedup_files` at files.

>>> deduped = retold.dedup(["The ferry runs again.", "No news.", "THE FERRY runs again"])
>>> deduped.kept
[0, 1]

All places are offsets of Python strings: ``text[start:end]`` is what was found. Long calls let other
threads run, and Ctrl-C ends them soon.
"""

from ._retold import (
    Anchor,
    Cluster,
    Comparison,
    Counts,
    Deduped,
    Matches,
    MinHash,
    Occurrence,
    Passage,
    PassageMatch,
    Passages,
    Removal,
    Retelling,
    RetellingMatch,
    SharedText,
    Similarity,
    Span,
    Step,
    tokens,
)
from .documents import dedup, passages
from .errors import BudgetError, InputError, IoError, RetoldError, SettingsError
from .files import dedup_files
from .pairs import compare, similarity

__all__ = [
    "Anchor",
    "BudgetError",
    "Cluster",
    "Comparison",
    "Counts",
    "Deduped",
    "InputError",
    "IoError",
    "Matches",
    "MinHash",
    "Occurrence",
    "Passage",
    "PassageMatch",
    "Passages",
    "Removal",
    "Retelling",
    "RetellingMatch",
    "RetoldError",
    "SettingsError",
    "SharedText",
    "Similarity",
    "Span",
    "Step",
    "compare",
    "dedup",
    "dedup_files",
    "passages",
    "similarity",
    "tokens",
]
