"""Contexts for many insertions or removals.

They exist for stores at the far end of a network, where many small writes are slow. Here they pass
each call on at once, so that a program written for such a store runs unchanged; at the end they wait
for the disk, if the index is one that lasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Hashable, TypeVar

if TYPE_CHECKING:
    from .lsh import MinHashLSH

__all__ = ["MinHashLSHDeletionSession", "MinHashLSHInsertionSession"]

S = TypeVar("S", bound="_Session")


class _Session:
    def __init__(self, lsh: MinHashLSH, buffer_size: int) -> None:
        self.lsh = lsh
        lsh.buffer_size = buffer_size

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the disk, if there is something to be waited for."""
        self.lsh.sync()


class MinHashLSHInsertionSession(_Session):
    """What ``MinHashLSH.insertion_session`` returns."""

    def insert(self, key: Hashable, minhash: Any, check_duplication: bool = True) -> None:
        """Insert into the index."""
        self.lsh.insert(key, minhash, check_duplication)


class MinHashLSHDeletionSession(_Session):
    """What ``MinHashLSH.deletion_session`` returns."""

    def remove(self, key: Hashable) -> None:
        """Remove from the index."""
        self.lsh.remove(key)
