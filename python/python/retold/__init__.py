"""retold finds text that has been told before.

:func:`dedup` tells which documents stay, and for each that goes the *witness*: one that stays, and
the exact similarity of the two. :func:`passages` finds what stands at several places.
:func:`similarity` and :func:`compare` look at two texts, :func:`dedup_files` at files.
:class:`Index` is a durable index that answers whether a text was told before, while a crawl runs.

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
    Damage,
    Deduped,
    IndexDocument,
    IndexStats,
    Match,
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
    Verdict,
    tokens,
)
from .documents import dedup, passages
from .errors import (
    BudgetError,
    DamagedError,
    InputError,
    IoError,
    LockedError,
    RetoldError,
    SettingsError,
)
from .files import dedup_files
from .index import Index, Insertions
from .pairs import compare, similarity

__all__ = [
    "Anchor",
    "BudgetError",
    "Cluster",
    "Comparison",
    "Counts",
    "Damage",
    "DamagedError",
    "Deduped",
    "Index",
    "IndexDocument",
    "IndexStats",
    "InputError",
    "Insertions",
    "IoError",
    "LockedError",
    "Match",
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
    "Verdict",
    "compare",
    "dedup",
    "dedup_files",
    "passages",
    "similarity",
    "tokens",
]
