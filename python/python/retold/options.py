"""Keyword arguments as the binding wants them."""

from __future__ import annotations

from typing import Iterable, Union

#: One string, or several.
Strings = Union[str, Iterable[str], None]


def strings(value: Strings) -> list[str]:
    """One string as a list of one; ``None`` as an empty list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
