"""The tables of an index, in memory.

A table maps a key to some values: from a key of the caller to its bucket keys, in order and with
repetitions (``DictListStorage``), or from a bucket key to the keys in the bucket
(``DictSetStorage``). Both cost what their dictionaries cost. The index works on ``_dict`` itself
where every call counts.
"""

from __future__ import annotations

from typing import Any, Generic, Iterator, KeysView, TypeVar

__all__ = ["DictListStorage", "DictSetStorage"]

C = TypeVar("C", "list[Any]", "set[Any]")


class _Table(Generic[C]):
    """What the two have in common.

    >>> table = DictListStorage({"type": "dict"})
    >>> table.insert("key", 2, 1, 2)
    >>> table["key"], table.get("other"), len(table), "other" in table
    ([2, 1, 2], [], 1, False)
    """

    _values: type[C]

    def __init__(self, config: Any = None) -> None:
        self._dict: dict[Any, C] = {}
        self.buffer_size: Any = None

    def get(self, key: Any) -> C:
        """The values of a key; none for a key that is not there, which stays out."""
        values = self._dict.get(key)
        return self._values() if values is None else values

    __getitem__ = get

    def getmany(self, *keys: Any) -> list[C]:
        """The values of each of several keys."""
        return [self.get(key) for key in keys]

    def remove(self, *keys: Any, **kwargs: Any) -> None:
        """Take keys out; a ``KeyError`` for one that is not there."""
        for key in keys:
            del self._dict[key]

    def __delitem__(self, key: Any) -> None:
        del self._dict[key]

    def remove_val(self, key: Any, val: Any, **kwargs: Any) -> None:
        """Take one value of a key out."""
        self.get(key).remove(val)

    def size(self) -> int:
        """The number of keys."""
        return len(self._dict)

    __len__ = size

    def keys(self) -> KeysView[Any]:
        """The keys."""
        return self._dict.keys()

    def itemcounts(self, **kwargs: Any) -> dict[Any, int]:
        """How many values each key has."""
        return {key: len(values) for key, values in self._dict.items()}

    def has_key(self, key: Any) -> bool:
        """Whether a key is there."""
        return key in self._dict

    __contains__ = has_key

    def __iter__(self) -> Iterator[Any]:
        return iter(self._dict)

    def status(self) -> dict[str, int]:
        """The number of keys, for a log."""
        return {"keyspace_size": len(self)}

    def empty_buffer(self) -> None:
        """Nothing: all is written at once."""


class DictListStorage(_Table["list[Any]"]):
    """Values in the order of their insertion."""

    _values = list

    def insert(self, key: Any, *vals: Any, **kwargs: Any) -> None:
        """Append values to those of a key."""
        self._dict.setdefault(key, []).extend(vals)


class DictSetStorage(_Table["set[Any]"]):
    """Values without order or repetition."""

    _values = set

    def insert(self, key: Any, *vals: Any, **kwargs: Any) -> None:
        """Add values to those of a key."""
        self._dict.setdefault(key, set()).update(vals)
