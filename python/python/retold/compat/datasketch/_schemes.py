"""The three ways to turn a hash of a token into ``num_perm`` hash values.

All three multiply by one random number and add another; they differ in the ring.

* ``affine32`` and ``affine64``: the hash is stirred once by the finaliser of MurmurHash3 and then
  mapped by ``a * h + b`` modulo 2**32 or 2**64, with ``a`` odd, so that no two hashes collide.
* ``legacy``: ``(a * h + b) mod (2**61 - 1)``, cut to 32 bits. The product is kept in 64 bits and
  wraps, which is not the textbook's formula but is the one that stored signatures were made with.

``a`` and ``b`` come from numpy's ``RandomState``, whose stream is frozen, in an order that is part
of the format. Drawing them takes a millisecond in the legacy scheme, so they are drawn once for
each seed and shared. Mapping k hashes takes k times ``num_perm`` multiplications, done in blocks
that stay in the cache.
"""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Any, Callable, Iterable

from ._np import WRAPS_SILENTLY, np
from .hashfunc import sha1_hash32, sha1_hash64

Array = Any  # An array of numpy, whose own types would tie us to the version that has them.

PRIME = np.uint64((1 << 61) - 1)
PRIME_BITS = np.uint64(61)
LOW_BITS = np.uint64((1 << 32) - 1)
BLOCK_CELLS = 1 << 15


class Scheme:
    """What a scheme is made of; the subclasses say how it permutes."""

    name: str
    code: int  # In the serialised form; 0 is the form from before there were schemes.
    letter: str  # The struct letter of a serialised hash value.
    hash_bits: int  # How wide a hash value is.
    dtype: Any  # How it is kept in memory, which may be wider.
    default_hash: Callable[..., int]

    @property
    def max_hash(self) -> int:
        """The hash value of an empty sketch."""
        return (1 << self.hash_bits) - 1

    def empty(self, num_perm: int) -> Array:
        """The hash values of an empty sketch."""
        return np.full(num_perm, self.max_hash, dtype=self.dtype)

    def pairs(self, seed: Any, num_perm: int) -> Array:
        """The rows ``a`` and ``b``, shared between callers where the seed is an integer."""
        if isinstance(seed, int):
            return _shared_pairs(self, seed, num_perm)
        return self._draw(np.random.RandomState(seed), num_perm)

    def smallest(self, hashes: Array, pairs: Any) -> Array:
        """For every permutation the smallest value that it gives to any of ``hashes``."""
        a, b = np.asarray(pairs[0], self.dtype), np.asarray(pairs[1], self.dtype)
        rows = max(1, BLOCK_CELLS // max(1, len(a)))
        stirred = self._stir(hashes)
        best = None
        for start in range(0, len(stirred), rows):
            block = self._map(stirred[start : start + rows, None], a, b).min(axis=0)
            best = block if best is None else np.minimum(best, block)
        return best

    def one(self, value: Any, pairs: Any) -> Array:
        """The same for a single value of a hash function."""
        if type(value) is int and 0 <= value < 1 << (8 * np.dtype(self.dtype).itemsize):
            # Stirring one Python integer is ten times as fast as stirring an array of one.
            a, b = np.asarray(pairs[0], self.dtype), np.asarray(pairs[1], self.dtype)
            return self._map(self.dtype(self._stir(value)), a, b)
        return self.smallest(self.from_hashfunc([self._exact(value)]), pairs)

    def from_hashfunc(self, values: Iterable[Any]) -> Array:
        """What a hash function returned, as an array; refused if too wide for the scheme."""
        raise NotImplementedError

    def from_state(self, values: Any, what: str) -> Array:
        """Hash values or permutations that were given, copied as the scheme keeps them."""
        raise NotImplementedError

    def check_pairs(self, pairs: Any) -> Any:
        """Permutations that were given, as they are to be kept."""
        raise NotImplementedError

    def _exact(self, value: Any) -> Any:
        return value

    def _stir(self, hashes: Any) -> Any:
        raise NotImplementedError

    def _map(self, hashes: Array, a: Array, b: Array) -> Array:
        raise NotImplementedError

    def _draw(self, random: Any, num_perm: int) -> Array:
        raise NotImplementedError


class Affine(Scheme):
    """A bijection of the integers of one width."""

    def __init__(self, bits: int, code: int, letter: str, stirring: tuple[int, int, int, int, int]):
        self.name = f"affine{bits}"
        self.code = code
        self.letter = letter
        self.hash_bits = bits
        self.dtype = np.uint32 if bits == 32 else np.uint64
        self.default_hash = sha1_hash32 if bits == 32 else sha1_hash64
        self._stirring = stirring

    def from_hashfunc(self, values: Iterable[Any]) -> Array:
        try:
            return fitted(list(values), self.dtype)
        except OverflowError as error:
            raise ValueError(
                f"a hash function for the scheme {self.name} must return an integer of"
                f" {self.hash_bits} bits: {error}"
            ) from error

    def from_state(self, values: Any, what: str) -> Array:
        if isinstance(values, np.ndarray) and values.dtype.kind in "iu" and values.size:
            if int(values.min()) < 0 or int(values.max()) > self.max_hash:
                raise ValueError(f"{what} do not fit the {self.hash_bits} bits of {self.name}")
        try:
            return fitted(values, self.dtype)
        except OverflowError as error:
            raise ValueError(
                f"{what} do not fit the {self.hash_bits} bits of {self.name}: {error}"
            ) from error

    def check_pairs(self, pairs: Any) -> Any:
        if not (isinstance(pairs, np.ndarray) and pairs.dtype == self.dtype):
            pairs = self.from_state(pairs, "permutations")
        if len(pairs[0]) and not np.all(pairs[0] & self.dtype(1)):
            raise ValueError(f"every multiplier of a permutation of {self.name} must be odd")
        return pairs

    def _stir(self, hashes: Any) -> Any:
        first, times, second, again, last = self._stirring
        hashes = hashes ^ (hashes >> first)
        hashes = (hashes * times) & self.max_hash
        hashes = hashes ^ (hashes >> second)
        hashes = (hashes * again) & self.max_hash
        return hashes ^ (hashes >> last)

    def _map(self, hashes: Array, a: Array, b: Array) -> Array:
        mapped = hashes * a
        mapped += b
        return mapped

    def _draw(self, random: Any, num_perm: int) -> Array:
        a = random.randint(0, 1 << self.hash_bits, size=num_perm, dtype=self.dtype)
        b = random.randint(0, 1 << self.hash_bits, size=num_perm, dtype=self.dtype)
        one = self.dtype(1)
        return np.array([(a << one) | one, b])


class Legacy(Scheme):
    """The arithmetic of signatures that were stored before there were schemes."""

    name = "legacy"
    code = 0
    letter = "I"
    hash_bits = 32

    def __init__(self) -> None:
        self.dtype = np.uint64
        self.default_hash = sha1_hash32

    def from_hashfunc(self, values: Iterable[Any]) -> Array:
        return fitted(list(values), self.dtype)

    def from_state(self, values: Any, what: str) -> Array:
        return fitted(values, self.dtype)

    def check_pairs(self, pairs: Any) -> Any:
        return pairs

    def _exact(self, value: Any) -> Any:
        return operator.index(value)

    def _stir(self, hashes: Any) -> Any:
        return hashes

    def _map(self, hashes: Array, a: Array, b: Array) -> Array:
        mapped = hashes * a
        mapped += b
        # Modulo 2**61 - 1 without a division: what is above 61 bits is added below, and a sum that
        # reaches the prime is taken back once.
        high = mapped >> PRIME_BITS
        mapped &= PRIME
        mapped += high
        mapped -= (mapped >= PRIME) * PRIME
        mapped &= LOW_BITS
        return mapped

    def _draw(self, random: Any, num_perm: int) -> Array:
        # The two numbers of a permutation are drawn one after the other, so no call draws a row.
        drawn = [
            (
                random.randint(1, int(PRIME), dtype=self.dtype),
                random.randint(0, int(PRIME), dtype=self.dtype),
            )
            for _ in range(num_perm)
        ]
        return np.array(drawn, dtype=self.dtype).T.copy()


@lru_cache(maxsize=64)
def _shared_pairs(scheme: Scheme, seed: int, num_perm: int) -> Array:
    pairs = scheme._draw(np.random.RandomState(seed), num_perm)
    pairs.flags.writeable = False
    return pairs


def fitted(values: Any, dtype: Any) -> Array:
    """A new array of ``dtype``; an ``OverflowError`` for a Python integer that does not fit."""
    if WRAPS_SILENTLY:
        _refuse_wide(values, int(np.iinfo(dtype).max))
    return np.array(values, dtype=dtype)


def _refuse_wide(values: Any, limit: int) -> None:
    if isinstance(values, (list, tuple)):
        for value in values:
            _refuse_wide(value, limit)
    elif isinstance(values, int) and not 0 <= values <= limit:
        raise OverflowError(f"{values} is not from 0 to {limit}")


SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Affine(32, 1, "I", (16, 0x85EBCA6B, 13, 0xC2B2AE35, 16)),
        Affine(64, 2, "Q", (33, 0xFF51AFD7ED558CCD, 33, 0xC4CEB9FE1A85EC53, 33)),
        Legacy(),
    )
}

SCHEME_OF_CODE = {scheme.code: scheme for scheme in SCHEMES.values() if scheme.code}


def known(scheme: Any) -> Scheme:
    """The scheme of a name, or a ``ValueError``."""
    if not isinstance(scheme, str) or scheme not in SCHEMES:
        raise ValueError(f"unknown scheme {scheme!r}: give one of {', '.join(SCHEMES)}")
    return SCHEMES[scheme]
