"""``MinHash``: a signature of a set, from which the similarity of two sets is read.

A signature of ``num_perm`` values estimates a Jaccard similarity with a standard error of at most
``0.5 / sqrt(num_perm)``: 0.044 at 128. It costs ``num_perm`` multiplications for every token and
4 bytes for every value (8 in the schemes ``affine64`` and ``legacy``).
"""

from __future__ import annotations

import warnings
from typing import Any, Callable, Iterable, Iterator

from ._np import np
from ._schemes import SCHEMES, Array, known

__all__ = ["MinHash"]

MOST_PERMUTATIONS = 1 << 32


class MinHash:
    """A signature of a set of tokens.

    ``hashvalues`` and ``permutations`` start it from those of another sketch, whose ``scheme``
    must then be given: the numbers do not tell. ``hashobj`` is taken and ignored, with a
    ``DeprecationWarning``. For ``gpu_mode`` see the package.

    >>> one, other = MinHash(num_perm=4), MinHash(num_perm=4)
    >>> one.update(b"harbour")
    >>> other.update_batch([b"harbour", b"harbour"])
    >>> one == other, one.jaccard(other), len(one)
    (True, 1.0, 4)
    """

    hashvalues: Array
    permutations: Any
    seed: Any
    scheme: str
    num_perm: int
    hashfunc: Callable[..., Any]

    def __init__(
        self,
        num_perm: int = 128,
        seed: int = 1,
        gpu_mode: str = "disable",
        hashfunc: Callable[..., Any] | None = None,
        hashobj: object | None = None,
        hashvalues: Any = None,
        permutations: Any = None,
        scheme: str | None = None,
    ) -> None:
        if scheme is None:
            if hashvalues is not None or permutations is not None:
                raise ValueError(
                    "hash values and permutations do not tell their scheme: pass it as well"
                    " (scheme='legacy' for those that datasketch made before 2.0)"
                )
            scheme = "affine32"
        arithmetic = known(scheme)
        if hashobj is not None:
            warnings.warn("hashobj has no effect; use hashfunc", DeprecationWarning, stacklevel=2)
        if hashfunc is None:
            hashfunc = arithmetic.default_hash
        elif not callable(hashfunc):
            raise ValueError(f"hashfunc must be callable, not {hashfunc!r}")
        if hashvalues is not None:
            num_perm = len(hashvalues)
        if num_perm <= 0:
            raise ValueError(f"num_perm must be at least 1, not {num_perm}")
        if num_perm > MOST_PERMUTATIONS:
            raise ValueError(f"num_perm must be at most {MOST_PERMUTATIONS}, not {num_perm}")

        self.scheme = scheme
        self.seed = seed
        self.num_perm = num_perm
        self.hashfunc = hashfunc
        self._gpu_mode = gpu_mode
        if hashvalues is None:
            self.hashvalues = arithmetic.empty(num_perm)
        else:
            self.hashvalues = arithmetic.from_state(hashvalues, "hash values")
        if permutations is None:
            self.permutations = arithmetic.pairs(seed, num_perm)
        else:
            self.permutations = arithmetic.check_pairs(permutations)
        if len(self.permutations[0]) != len(self):
            raise ValueError(
                f"there are {len(self)} hash values, but {len(self.permutations[0])} permutations"
            )

    def update(self, b: Any) -> None:
        """Add one value: bytes, or whatever ``hashfunc`` takes."""
        smallest = SCHEMES[self.scheme].one(self.hashfunc(b), self.permutations)
        self.hashvalues = np.minimum(self.hashvalues, smallest)

    def update_batch(self, b: Iterable[Any]) -> None:
        """Add many values, several times as fast as one by one.

        >>> one, many = MinHash(8), MinHash(8)
        >>> one.update(b"a"); one.update(b"b")
        >>> many.update_batch([b"a", b"b"])
        >>> one == many
        True
        """
        values = b if isinstance(b, list) else list(b)
        if not values:
            return
        hashfunc = self.hashfunc
        hashed = [hashfunc(value) for value in values]
        if self._gpu_mode == "always":
            raise RuntimeError("gpu_mode='always' asks for a GPU, and there is no code for one")
        arithmetic = SCHEMES[self.scheme]
        smallest = arithmetic.smallest(arithmetic.from_hashfunc(hashed), self.permutations)
        self.hashvalues = np.minimum(self.hashvalues, smallest)

    def jaccard(self, other: MinHash) -> float:
        """The estimated Jaccard similarity of the two sets."""
        self._must_match(other)
        return float(np.count_nonzero(self.hashvalues == other.hashvalues)) / float(len(self))

    def count(self) -> Any:
        """The estimated number of different values in the set.

        >>> float(MinHash().count())
        0.0
        """
        shares = np.asarray(self.hashvalues) / float(SCHEMES[self.scheme].max_hash)
        return np.float64(len(self)) / np.sum(shares) - 1.0

    def merge(self, other: MinHash) -> None:
        """Make this the sketch of the union of both sets."""
        self._must_match(other)
        self.hashvalues = np.minimum(self.hashvalues, other.hashvalues)

    def digest(self) -> Array:
        """A copy of the hash values."""
        return self.hashvalues.copy()

    def is_empty(self) -> bool:
        """Whether nothing was ever added."""
        return bool(np.all(self.hashvalues == SCHEMES[self.scheme].max_hash))

    def clear(self) -> None:
        """Forget all values."""
        self.hashvalues = SCHEMES[self.scheme].empty(len(self))

    def copy(self) -> MinHash:
        """A sketch of the same set that is updated on its own."""
        return MinHash(
            seed=self.seed,
            gpu_mode=self._gpu_mode,
            hashfunc=self.hashfunc,
            hashvalues=self.hashvalues,
            permutations=self.permutations,
            scheme=self.scheme,
        )

    def __len__(self) -> int:
        return len(self.hashvalues)

    def __eq__(self, other: object) -> bool:
        return (
            type(self) is type(other)
            and isinstance(other, MinHash)
            and self.seed == other.seed
            and self.scheme == other.scheme
            and np.array_equal(self.hashvalues, other.hashvalues)
        )

    # A sketch changes, so it must not be a key. ``LeanMinHash`` has a hash again.
    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> Any:
        return dict(self.__dict__)

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state)
        # States from before there were schemes and GPUs say nothing of either.
        self.__dict__.setdefault("scheme", "legacy")
        self.__dict__.setdefault("_gpu_mode", "disable")

    @classmethod
    def union(cls, *mhs: MinHash) -> MinHash:
        """The sketch of the union of two or more sets.

        >>> a, b = MinHash.bulk([[b"a"], [b"b"]], num_perm=8)
        >>> MinHash.union(a, b) == MinHash.bulk([[b"a", b"b"]], num_perm=8)[0]
        True
        """
        smallest = _united(mhs)
        first = mhs[0]
        return cls(
            seed=first.seed,
            gpu_mode=first._gpu_mode,
            hashfunc=first.hashfunc,
            hashvalues=smallest,
            permutations=first.permutations,
            scheme=first.scheme,
        )

    @classmethod
    def bulk(cls, b: Iterable[Iterable[Any]], **minhash_kwargs: Any) -> list[MinHash]:
        """One sketch for every set of values, all with the same arguments."""
        return list(cls.generator(b, **minhash_kwargs))

    @classmethod
    def generator(cls, b: Iterable[Iterable[Any]], **minhash_kwargs: Any) -> Iterator[MinHash]:
        """The same, one by one."""
        empty = cls(**minhash_kwargs)
        for values in b:
            sketch = empty.copy()
            sketch.update_batch(values)
            yield sketch

    def _must_match(self, other: Any) -> None:
        # The scheme comes first: an object that is no sketch has none.
        scheme = getattr(other, "scheme", None)
        if scheme != self.scheme:
            raise ValueError(f"a sketch of scheme {self.scheme} cannot meet one of {scheme}")
        if other.seed != self.seed:
            raise ValueError(f"a sketch of seed {self.seed} cannot meet one of {other.seed}")
        if len(other) != len(self):
            raise ValueError(f"{len(self)} hash values cannot be compared with {len(other)}")


def _united(sketches: tuple[MinHash, ...]) -> Array:
    if len(sketches) < 2:
        raise ValueError("a union is of two sketches or more")
    first = sketches[0]
    kind = (len(first), first.seed, first.scheme)
    if any((len(other), other.seed, other.scheme) != kind for other in sketches[1:]):
        raise ValueError("a union is of sketches with one num_perm, one seed and one scheme")
    return np.minimum.reduce([sketch.hashvalues for sketch in sketches])
