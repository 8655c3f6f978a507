"""``MinHashLSH``: an index that finds the sets similar to a given one without comparing all.

A signature is cut into ``b`` bands of ``r`` values, and every band is a bucket key. Sets that share
a bucket in any band are candidates. Inserting and asking cost ``b`` look-ups in a dictionary; what
is found is unchecked, and :meth:`MinHash.jaccard` is there to check it.
"""

from __future__ import annotations

import os
import pickle
from typing import Any, Callable, Hashable, Mapping

from ._durable import Journal
from ._np import np
from ._params import best_params
from ._sessions import MinHashLSHDeletionSession, MinHashLSHInsertionSession
from .storage import DictListStorage, DictSetStorage

__all__ = ["MinHashLSH", "MinHashLSHDeletionSession", "MinHashLSHInsertionSession"]

REMOTE_STORAGES = frozenset(
    {"aiomongo", "aioredis", "cassandra", "memcached", "mongo", "pymemcache", "redis"}
)


class MinHashLSH:
    """An index of signatures, tuned to a threshold.

    ``params`` gives ``(b, r)``, and then ``threshold`` and ``weights`` do not matter, though they
    are checked. With ``prepickle`` keys are kept pickled, so that any object can be one. A
    ``hashfunc`` shortens the bucket keys. ``storage_config`` can say ``{"type": "dict"}``, or
    ``{"type": "retold", "path": folder}`` for an index that lasts: what is there is read when it is
    made again. Keys are then strings, bytes or integers, unless they are pickled.

    >>> from retold.compat.datasketch.minhash import MinHash
    >>> sketches = MinHash.bulk([[b"a", b"b"], [b"a", b"b"], [b"z"]], num_perm=32)
    >>> index = MinHashLSH(threshold=0.8, num_perm=32)
    >>> for key, sketch in enumerate(sketches):
    ...     index.insert(key, sketch)
    >>> sorted(index.query(sketches[0])), 2 in index
    ([0, 1], True)
    """

    def __init__(
        self,
        threshold: float = 0.9,
        num_perm: int = 128,
        weights: tuple[float, float] = (0.5, 0.5),
        params: tuple[int, int] | None = None,
        storage_config: Mapping[str, Any] | None = None,
        prepickle: bool | None = None,
        hashfunc: Callable[[bytes], Any] | None = None,
    ) -> None:
        _check_storage(storage_config)
        if threshold > 1.0 or threshold < 0.0:
            raise ValueError(f"threshold must be from 0 to 1, not {threshold}")
        if num_perm < 2:
            raise ValueError(f"an index needs at least 2 permutations, not {num_perm}")
        if any(weight < 0.0 or weight > 1.0 for weight in weights):
            raise ValueError(f"weights must be from 0 to 1, not {weights}")
        if abs(sum(weights) - 1.0) > 1e-9:
            raise ValueError(f"weights must add up to 1, not {sum(weights)}")
        if params is not None:
            self.b, self.r = params
            if self.b * self.r > num_perm:
                raise ValueError(
                    f"{self.b} bands of {self.r} need {self.b * self.r} permutations,"
                    f" and num_perm is {num_perm}"
                )
        else:
            positive, negative = weights
            self.b, self.r = best_params(threshold, num_perm, positive, negative)
        if self.b < 2:
            raise ValueError(f"an index needs at least 2 bands, not {self.b}")
        self.h = num_perm
        self.prepickle = bool(prepickle)
        self.hashfunc = hashfunc
        self.hashranges = [(band * self.r, (band + 1) * self.r) for band in range(self.b)]
        self.hashtables = [DictSetStorage(storage_config) for _ in range(self.b)]
        self.keys = DictListStorage(storage_config)
        self.buffer_size = 50000
        self._minhash_scheme: str | None = None
        self._wanted: list[list[Any]] = []
        self._journal: Journal | None = None
        if storage_config and storage_config.get("type") == "retold":
            self._read(storage_config)

    @property
    def buffer_size(self) -> int:
        """Kept for the sessions; in memory nothing is buffered."""
        return self._buffer_size

    @buffer_size.setter
    def buffer_size(self, value: int) -> None:
        self._buffer_size = value
        self.keys.buffer_size = value
        for table in self.hashtables:
            table.buffer_size = value

    def insert(self, key: Hashable, minhash: Any, check_duplication: bool = True) -> None:
        """Add a signature under a key; a ``ValueError`` if the key is there already."""
        buckets = self._buckets(minhash)
        key = self._stored(key)
        if check_duplication and key in self.keys._dict:
            raise ValueError(f"there is a signature under the key {key!r} already")
        self._note_scheme(minhash)
        self._put(key, buckets)

    def query(self, minhash: Any) -> list[Any]:
        """The keys of all signatures that share a bucket with this one, in any order."""
        return self._given(self._candidates(self._buckets(minhash)))

    def add_to_query_buffer(self, minhash: Any) -> None:
        """Keep a question for :meth:`collect_query_buffer`."""
        self._wanted.append(self._buckets(minhash))

    def collect_query_buffer(self) -> list[Any]:
        """The keys that answer every question kept, which are then forgotten.

        >>> from retold.compat.datasketch.minhash import MinHash
        >>> index = MinHashLSH(num_perm=16, threshold=0.5)
        >>> index.collect_query_buffer()
        []
        """
        answers = [self._candidates(buckets) for buckets in self._wanted]
        self._wanted = []
        return self._given(set.intersection(*answers)) if answers else []

    def remove(self, key: Hashable) -> None:
        """Take a key out; a ``ValueError`` if it is not there."""
        key = self._stored(key)
        if key not in self.keys._dict:
            raise ValueError(f"there is no signature under the key {key!r}")
        if self._journal is not None:
            self._journal.remove(key)
        # After an unchecked second insertion a key has its buckets twice, band after band.
        for number, bucket in enumerate(self.keys._dict.pop(key)):
            table = self.hashtables[number % self.b]._dict
            members = table.get(bucket)
            if members is not None:
                members.discard(key)
                if not members:
                    del table[bucket]

    def merge(self, other: MinHashLSH, check_overlap: bool = False) -> None:
        """Add all of another index with the same ``num_perm``, bands and rows."""
        if not isinstance(other, MinHashLSH):
            raise ValueError(f"an index cannot be merged with {type(other).__name__}")
        if (self.h, self.b, self.r) != (other.h, other.b, other.r):
            raise ValueError("only indexes with one num_perm, b and r can be merged")
        theirs = other._minhash_scheme
        if None not in (theirs, self._minhash_scheme) and theirs != self._minhash_scheme:
            raise ValueError(f"an index of {self._minhash_scheme} cannot take one of {theirs}")
        if check_overlap and not self.keys.keys().isdisjoint(other.keys.keys()):
            raise ValueError("the two indexes have keys in common")
        self._minhash_scheme = self._minhash_scheme or theirs
        for key, buckets in list(other.keys._dict.items()):
            self._put(key, list(buckets))
        self.sync()

    def __contains__(self, key: Hashable) -> bool:
        return self._stored(key) in self.keys._dict

    def is_empty(self) -> bool:
        """Whether there is nothing in the index."""
        return any(not table._dict for table in self.hashtables)

    def get_counts(self) -> list[dict[Any, int]]:
        """For every band, how many keys are in each bucket."""
        return [table.itemcounts() for table in self.hashtables]

    def get_subset_counts(self, *keys: Hashable) -> list[dict[Any, int]]:
        """The same as if there were none but these keys."""
        counts: list[dict[Any, int]] = [{} for _ in range(self.b)]
        for key in {self._stored(key) for key in keys}:
            for number, bucket in enumerate(self.keys._dict.get(key, ())):
                band = counts[number % self.b]
                band[bucket] = band.get(bucket, 0) + 1
        return counts

    def insertion_session(self, buffer_size: int = 50000) -> MinHashLSHInsertionSession:
        """A context in which to insert many; in memory, only a form."""
        return MinHashLSHInsertionSession(self, buffer_size=buffer_size)

    def deletion_session(self, buffer_size: int = 50000) -> MinHashLSHDeletionSession:
        """A context in which to remove many; in memory, only a form."""
        return MinHashLSHDeletionSession(self, buffer_size=buffer_size)

    def sync(self) -> None:
        """Wait until all is on disk, if the index is one that lasts."""
        if self._journal is not None:
            self._journal.sync()

    def close(self) -> None:
        """Wait for the disk, and let others write an index that lasts; it cannot be changed then."""
        if self._journal is not None:
            self._journal.close()

    def _read(self, config: Mapping[str, Any]) -> None:
        if self.hashfunc is not None:
            raise NotImplementedError("an index that lasts takes no hashfunc")
        shape = {"num_perm": self.h, "b": self.b, "r": self.r, "prepickle": self.prepickle}
        journal = Journal(config["path"], shape)
        for key, buckets, scheme in journal:
            self._put(key, buckets)
            self._minhash_scheme = self._minhash_scheme or scheme
        self._journal = journal

    def _put(self, key: Any, buckets: list[Any]) -> None:
        if self._journal is not None:
            before = self.keys._dict.get(key, [])
            self._journal.put(key, before + buckets, self._minhash_scheme)
        self.keys._dict.setdefault(key, []).extend(buckets)
        for number, bucket in enumerate(buckets):
            self.hashtables[number % self.b]._dict.setdefault(bucket, set()).add(key)

    def _candidates(self, buckets: list[Any]) -> set[Any]:
        found: set[Any] = set()
        for table, bucket in zip(self.hashtables, buckets):
            found.update(table._dict.get(bucket, ()))
        return found

    def _buckets(self, minhash: Any) -> list[Any]:
        """The bucket key of every band: the values of its rows, the highest byte first."""
        if len(minhash) != self.h:
            raise ValueError(f"the index is of {self.h} hash values, the sketch of {len(minhash)}")
        self._check_scheme(minhash)
        raw = np.asarray(minhash.hashvalues).byteswap().tobytes()
        width = self.r * (len(raw) // self.h)
        keys = [raw[band * width : (band + 1) * width] for band in range(self.b)]
        return keys if self.hashfunc is None else [self.hashfunc(key) for key in keys]

    def _check_scheme(self, minhash: Any) -> None:
        scheme = getattr(minhash, "scheme", None)
        if None not in (scheme, self._minhash_scheme) and scheme != self._minhash_scheme:
            raise ValueError(f"the index is of {self._minhash_scheme}, the sketch of {scheme}")

    def _note_scheme(self, minhash: Any) -> None:
        self._minhash_scheme = self._minhash_scheme or getattr(minhash, "scheme", None)

    def _stored(self, key: Any) -> Any:
        return pickle.dumps(key) if self.prepickle else key

    def _given(self, keys: set[Any]) -> list[Any]:
        return [pickle.loads(key) for key in keys] if self.prepickle else list(keys)


def _check_storage(config: Mapping[str, Any] | None) -> None:
    if config is None:
        return
    if not isinstance(config, Mapping):
        raise TypeError(f"storage_config must be a dictionary, not {type(config).__name__}")
    kind = config.get("type", "dict")
    if kind in REMOTE_STORAGES:
        raise NotImplementedError(f"storage is in memory only, or retold's; there is no {kind} here")
    if kind not in ("dict", "retold"):
        raise ValueError(f"unknown storage {kind!r}; there are 'dict' and 'retold'")
    if kind == "retold" and not isinstance(config.get("path"), (str, os.PathLike)):
        raise TypeError("the storage 'retold' needs a path, a folder")
    if not isinstance(config.get("basename", b""), bytes):
        raise TypeError("the basename of a storage must be bytes")
