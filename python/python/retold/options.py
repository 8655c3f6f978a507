"""Keyword arguments as the binding wants them."""

from __future__ import annotations

import datetime
import operator
import re
from typing import Iterable, Optional, Union

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

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}


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
        parts = re.fullmatch(r"([0-9]{1,9})([smhdw])", length)
        if parts is None:
            raise SettingsError(
                f"`{length}` is no length of time; it is written 30d, with s, m, h, d or w for "
                "seconds, minutes, hours, days or weeks"
            )
        return int(parts[1]) * UNITS[parts[2]]
    if isinstance(length, datetime.timedelta):
        length = length // datetime.timedelta(seconds=1)
    count = operator.index(length)
    if count < 0:
        raise SettingsError(f"a length of time is not negative, as {count} seconds are")
    return count
