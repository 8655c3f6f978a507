"""Keyword arguments as the binding wants them."""

from __future__ import annotations

import datetime
import inspect
import operator
from typing import Any, Callable, Iterable, Optional, TypeVar, Union

from . import _retold
from .errors import SettingsError

#: One string, or several.
Strings = Union[str, Iterable[str], None]


def strings(value: Strings) -> list[str]:
    """One string as a list of one; ``None`` as an empty list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


#: A time: seconds since 1970, or a date and time, that of UTC if it names no zone.
Time = Union[int, datetime.datetime]

#: A length of time: seconds, a difference, or such as ``"30d"``.
Length = Union[int, datetime.timedelta, str]


def moment(time: Optional[Time]) -> Optional[int]:
    """A time as whole seconds since 1970."""
    if time is None:
        return None
    if isinstance(time, datetime.datetime):
        if time.tzinfo is None:
            time = time.replace(tzinfo=datetime.timezone.utc)
        return int(time.timestamp() // 1)
    return operator.index(time)


def seconds(length: Optional[Length]) -> Optional[int]:
    """A length of time in whole seconds."""
    if length is None:
        return None
    if isinstance(length, str):
        return _retold.length(length)
    if isinstance(length, datetime.timedelta):
        length = length // datetime.timedelta(seconds=1)
    count = operator.index(length)
    if count < 0:
        raise SettingsError(f"a length of time is not negative, as {count} seconds are")
    return count


#: What the settings of ``dedup`` and ``dedup_files`` mean.
DEDUP_SETTINGS = """
``threshold`` is the Jaccard similarity of runs of ``shingle_tokens`` words at which two texts are
``near``, from 0 to 1 (higher = stricter).

``keep`` says which of several stays: ``"first"`` (the default), ``"last"``, ``"longest"``,
``"earliest:FIELD"``, ``"latest:FIELD"``, ``"prefer:FIELD=a,b"``, or a list of these, of which
the first that tells two apart decides. Where neither ``"first"`` nor ``"last"`` is among them, ties
are decided by content, so the order of the input does not change what is kept. ``remove`` names
relations that go besides ``exact`` and ``near``: ``"contains"``, ``"template"``, ``"empty"``.
``window="date=30d"`` compares only documents whose dates lie that close, ``across`` only those that
differ in a field, ``within`` only those that agree in one.

``exact=True`` misses no pair, and takes longer. A ``seed`` of your own keys the sketches. The outcome
is the same for any number of ``threads``.
"""

Function = TypeVar("Function", bound=Callable[..., Any])


def with_settings(function: Function) -> Function:
    """Puts them into the documentation of a function, in place of the line ``SETTINGS``."""
    if function.__doc__:
        said = inspect.cleandoc(function.__doc__)
        function.__doc__ = said.replace("SETTINGS", inspect.cleandoc(DEDUP_SETTINGS), 1)
    return function


def dedup_options(
    *,
    threshold: float,
    shingle_tokens: int,
    keep: Strings,
    remove: Strings,
    window: Optional[str],
    across: Optional[str],
    within: Optional[str],
    exact: bool,
    seed: int,
) -> dict[str, Any]:
    """The same settings as the binding wants them."""
    return {
        "threshold": threshold,
        "shingle_tokens": shingle_tokens,
        "keep": strings(keep),
        "remove": strings(remove),
        "window": window,
        "across": across,
        "within": within,
        "exact": exact,
        "seed": seed,
    }
