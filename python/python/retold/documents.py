"""Many documents."""

from __future__ import annotations

from typing import Any, Optional

from . import _retold
from ._retold import Deduped, Passages
from .options import Strings, dedup_options, with_settings

__all__ = ["dedup", "passages"]


@with_settings
def dedup(
    documents: Any,
    *,
    text: str = "text",
    id: str = "id",
    threshold: float = 0.7,
    shingle_tokens: int = 5,
    keep: Strings = None,
    remove: Strings = (),
    window: Optional[str] = None,
    across: Optional[str] = None,
    within: Optional[str] = None,
    exact: bool = False,
    seed: int = 0,
    threads: Optional[int] = None,
) -> Deduped:
    """Finds the duplicates among documents.

    ``documents`` is an iterable, such as a generator, of strings, of ``(id, text)`` or of records
    such as dictionaries, whose fields ``text`` and ``id`` name; or a table that has
    ``__arrow_c_stream__``: of pyarrow, Polars, or pandas 2.2 and newer. It is read in batches, and
    each text is copied once; what the settings below name is read from the same records.

    SETTINGS

    Cost: linear in the text, and some 500 bytes a document besides the texts, which are let go at the
    end.

    >>> wire = "The ferry to the outer islands runs again after nine weeks in dock, the port said."
    >>> deduped = retold.dedup(
    ...     [
    ...         {"id": "late", "text": wire.upper(), "date": "2025-03-02"},
    ...         {"id": "other", "text": "The council votes on the library on Thursday."},
    ...         {"id": "early", "text": wire, "date": "2025-03-01"},
    ...     ],
    ...     keep="earliest:date",
    ... )
    >>> deduped.kept, deduped.removed[0].id, deduped.removed[0].witness_id
    ([1, 2], 'late', 'early')
    """
    options = dedup_options(
        threshold=threshold,
        shingle_tokens=shingle_tokens,
        keep=keep,
        remove=remove,
        window=window,
        across=across,
        within=within,
        exact=exact,
        seed=seed,
    )
    return _retold.dedup(documents, text, id, options, threads)


def passages(
    documents: Any,
    *,
    text: str = "text",
    id: str = "id",
    min_tokens: int = 25,
    min_distinct: float = 0.3,
    identity: float = 0.8,
    containment: float = 0.9,
    source: str = "source",
    date: str = "date",
    retellings: bool = False,
    retelling_score: Optional[float] = None,
    recurring: bool = False,
    threads: Optional[int] = None,
) -> Passages:
    """Finds what is told at several places, across documents and within one.

    ``documents`` are those of :func:`dedup`. Every run of ``min_tokens`` words that stands at two
    places is found, if ``min_distinct`` of them are different words (0 to 1; higher = stricter; 0
    finds filler, too), and with it what was changed on the way, down to ``identity``. ``source`` and
    ``date`` name fields that tell how far a passage spread; documents may do without.
    ``retellings=True`` also looks for what is told in other words, from ``retelling_score`` on;
    reports of a series, whose numbers differ, are left out unless ``recurring=True``.

    Cost: linear in the text, and one more pass for places in texts that are not ASCII.

    >>> notice = (
    ...     "Passengers are reminded that the night boat to the outer islands sails from the north "
    ...     "pier until further notice and that old tickets stay valid on every boat."
    ... )
    >>> texts = [f"Storm closes the south pier. {notice}", f"{notice} No date was given."]
    >>> for place in retold.passages(texts)[0].occurrences:
    ...     print(place.doc, texts[place.doc][place.start : place.end][:20])
    0 Passengers are remin
    1 Passengers are remin
    """
    options = {
        "min_tokens": min_tokens,
        "min_distinct": min_distinct,
        "identity": identity,
        "containment": containment,
        "source": source,
        "date": date,
        "retellings": retellings,
        "retelling_score": retelling_score,
        "recurring": recurring,
    }
    return _retold.passages(documents, text, id, options, threads)
