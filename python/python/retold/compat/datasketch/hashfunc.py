"""The hash functions that a ``MinHash`` uses unless it is given another.

Both take the first bytes of a SHA-1 digest as a little-endian integer. The cost is that of SHA-1,
about half a microsecond for a short token.
"""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["sha1_hash32", "sha1_hash64"]


def sha1_hash32(data: Buffer) -> int:
    """The first 32 bits of the SHA-1 digest of ``data``.

    >>> sha1_hash32(b"a")
    937752454
    """
    return int.from_bytes(sha1(data).digest()[:4], "little")


def sha1_hash64(data: Buffer) -> int:
    """The first 64 bits of the SHA-1 digest of ``data``.

    >>> sha1_hash64(b"a")
    18205702512766678918
    """
    return int.from_bytes(sha1(data).digest()[:8], "little")
