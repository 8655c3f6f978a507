"""Tables that last: what an index is told goes into a :class:`retold.Index` as well.

The tables are in memory, as ever, and are filled from the folder when the index is made again. A
key is a document there, without text, whose fields have the key's buckets; one more, without a name,
says what the index is like. Changes survive the end of the process, however it ends; a loss of
power after ``sync``.
"""

from __future__ import annotations

import os
from typing import Any, Iterator, Mapping, Optional

from ...index import Index

__all__ = ["Journal"]

#: The id of the document that says what the index is like.
SHAPE = ""


class Journal:
    """The keys of an index and their buckets, on disk.

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> journal = Journal(folder, {"b": 2, "r": 1})
    >>> journal.put("key", [b"xy", b"z"], "affine32")
    >>> journal.close()
    >>> list(Journal(folder, {"b": 2, "r": 1}))
    [('key', [b'xy', b'z'], 'affine32')]
    """

    def __init__(self, path: Any, shape: Mapping[str, Any]) -> None:
        if os.path.isdir(path) and os.listdir(path):
            self._index = Index.open(path, durability="relaxed")
        else:
            self._index = Index.create(path, durability="relaxed")
        wanted = {name: str(value) for name, value in shape.items()}
        made = self._index.get(SHAPE)
        if made is None and len(self._index) == 0:
            self._index.insert(SHAPE, "", wanted)
        elif made is None or made.fields != wanted:
            self._index.close()
            found = "texts" if made is None else f"signatures with {_shown(made.fields)}"
            raise ValueError(f"the index in {path} is of {found}, not {_shown(wanted)}")

    def __iter__(self) -> Iterator[tuple[Any, list[bytes], Optional[str]]]:
        """Every key with its buckets, and the scheme of its signature."""
        for document in self._index:
            if document.id != SHAPE:
                buckets = [bytes.fromhex(part) for part in document.fields["buckets"].split(" ")]
                yield _key(document.id), buckets, document.fields.get("scheme")

    def put(self, key: Any, buckets: list[bytes], scheme: Optional[str]) -> None:
        """Keep a key with all its buckets, in place of those that it had."""
        fields = {"buckets": " ".join(bucket.hex() for bucket in buckets), "scheme": scheme}
        self._index.insert(_id(key), "", fields)

    def remove(self, key: Any) -> None:
        """Forget a key."""
        self._index.remove(_id(key))

    def sync(self) -> None:
        """Wait for the disk."""
        self._index.sync()

    def close(self) -> None:
        """Wait for the disk, and let other processes write."""
        self._index.close()


def _id(key: Any) -> str:
    """A key as an id: what kind it is, and itself."""
    if type(key) is str:
        return f"s{key}"
    if type(key) is bytes:
        return f"b{key.hex()}"
    if type(key) is int:
        return f"i{key}"
    raise TypeError(
        f"keys that last are strings, bytes or integers, not {type(key).__name__}; with "
        "prepickle=True any object that can be pickled is a key"
    )


def _key(id: str) -> Any:
    kind, value = id[0], id[1:]
    return value if kind == "s" else bytes.fromhex(value) if kind == "b" else int(value)


def _shown(shape: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(shape.items()))
