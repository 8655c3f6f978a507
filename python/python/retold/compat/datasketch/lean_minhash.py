"""``LeanMinHash``: a signature that takes no more values, and its form in bytes.

It keeps the hash values, the seed and the scheme, and no permutations. Written out it takes 12
bytes and the values in the ``legacy`` scheme, and 13 bytes and the values in the others (a few
more in the native byte order, which aligns them).
"""

from __future__ import annotations

import struct
from typing import Any, Iterable

from ._np import np
from ._schemes import SCHEME_OF_CODE, SCHEMES, known
from .minhash import MinHash, _united

__all__ = ["LeanMinHash"]


class LeanMinHash(MinHash):
    """A frozen signature: from a ``MinHash``, or from a seed, hash values and their scheme.

    >>> sketch = MinHash(num_perm=16)
    >>> sketch.update(b"harbour")
    >>> lean = LeanMinHash(sketch)
    >>> room = bytearray(lean.bytesize("<"))
    >>> lean.serialize(room, "<")
    >>> len(room), LeanMinHash.deserialize(room, "<") == lean
    (77, True)
    """

    __slots__ = ("hashvalues", "scheme", "seed")

    def __init__(
        self,
        minhash: MinHash | None = None,
        seed: int | None = None,
        hashvalues: Iterable[int] | None = None,
        scheme: str | None = None,
    ) -> None:
        if minhash is not None:
            seed, hashvalues = minhash.seed, minhash.hashvalues
            own = minhash.scheme
            if scheme is not None and scheme != own:
                raise ValueError(f"the sketch is of scheme {own}, not {scheme}")
            scheme = own
        elif seed is None or hashvalues is None:
            raise ValueError("a LeanMinHash needs a sketch, or both a seed and hash values")
        elif scheme is None:
            raise ValueError(
                "hash values do not tell their scheme: pass it as well"
                " (scheme='legacy' for those that datasketch made before 2.0)"
            )
        self._fill(seed, hashvalues, scheme)
        if not len(self):
            raise ValueError("a LeanMinHash needs at least one hash value")

    def _fill(self, seed: Any, hashvalues: Any, scheme: str) -> None:
        self.hashvalues = known(scheme).from_state(hashvalues, "hash values")
        self.seed = seed
        self.scheme = scheme

    def update(self, b: Any) -> None:
        """Refused with a ``TypeError``."""
        raise TypeError("a LeanMinHash takes no more values")

    def copy(self) -> LeanMinHash:
        """A copy with hash values of its own."""
        return LeanMinHash(self)

    @classmethod
    def union(cls, *lmhs: MinHash) -> LeanMinHash:
        """The signature of the union of two or more sets."""
        smallest = _united(lmhs)
        return cls(seed=lmhs[0].seed, hashvalues=smallest, scheme=lmhs[0].scheme)

    def bytesize(self, byteorder: str = "@") -> int:
        """How many bytes :meth:`serialize` writes.

        >>> LeanMinHash(MinHash(num_perm=4, scheme="legacy")).bytesize()
        28
        """
        return struct.calcsize(self._format(byteorder))

    def serialize(self, buf: Any, byteorder: str = "@") -> None:
        """Write the signature to the start of a writable buffer.

        The seed takes 8 bytes. The number of values takes 4 and is negative in the affine
        schemes, where a byte with the number of the scheme follows. Then come the values.
        """
        if len(buf) < self.bytesize(byteorder):
            raise ValueError(f"{len(buf)} bytes do not hold {self.bytesize(byteorder)}")
        code = SCHEMES[self.scheme].code
        head = (-len(self), code) if code else (len(self),)
        struct.pack_into(self._format(byteorder), buf, 0, self.seed, *head, *self._values())

    @classmethod
    def deserialize(cls, buf: Any, byteorder: str = "@") -> LeanMinHash:
        """Read what :meth:`serialize` wrote, here or in datasketch, before or after its 2.0."""
        seed, number = struct.unpack_from(byteorder + "qi", buf, 0)
        if number < 0:
            (code,) = struct.unpack_from(byteorder + "b", buf, struct.calcsize(byteorder + "qi"))
            if code not in SCHEME_OF_CODE:
                raise ValueError(f"no scheme has the number {code}")
            scheme, layout, head = SCHEME_OF_CODE[code], "qib", 3
        else:
            scheme, layout, head = SCHEMES["legacy"], "qi", 2
        fields = struct.unpack_from(f"{byteorder}{layout}{abs(number)}{scheme.letter}", buf, 0)
        lean = cls.__new__(cls)
        lean._fill(seed, np.array(fields[head:], dtype=scheme.dtype), scheme.name)
        return lean

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((self.seed, self.scheme, tuple(self._values())))

    def __getstate__(self) -> bytearray:
        state = bytearray(self.bytesize())
        self.serialize(state)
        return state

    def __setstate__(self, state: Any) -> None:
        read = LeanMinHash.deserialize(state)
        self._fill(read.seed, read.hashvalues, read.scheme)

    def _values(self) -> list[int]:
        values: list[int] = self.hashvalues.tolist()
        return values

    def _format(self, byteorder: str) -> str:
        scheme = SCHEMES[self.scheme]
        return f"{byteorder}{'qib' if scheme.code else 'qi'}{len(self)}{scheme.letter}"
