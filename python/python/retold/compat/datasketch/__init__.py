"""MinHash and MinHash LSH under datasketch's names.

A program that says ``from datasketch import MinHash, LeanMinHash, MinHashLSH`` runs with
``from retold.compat.datasketch import MinHash, LeanMinHash, MinHashLSH`` instead. The behaviour
followed is that of datasketch 2.0; the code is our own, and datasketch need not be installed.
numpy must be: ``pip install numpy``. scipy is not needed.

>>> from retold.compat.datasketch import MinHash, MinHashLSH
>>> def sketch(text):
...     minhash = MinHash(num_perm=64)
...     minhash.update_batch(word.encode() for word in text.split())
...     return minhash
>>> old = sketch("the harbour office closes at noon on friday")
>>> new = sketch("the harbour office closes at noon on monday")
>>> index = MinHashLSH(threshold=0.5, num_perm=64)
>>> index.insert("old", old)
>>> index.query(new)
['old']

What agrees
===========

* Hash values, bit for bit, for the same ``seed``, ``num_perm``, ``scheme`` and hash function, in
  all three schemes (``affine32``, ``affine64``, ``legacy``). Signatures stored by either library
  are read by the other.
* The bytes of ``LeanMinHash.serialize``, and of the state that pickle keeps of a ``LeanMinHash``.
* The bands and rows that ``MinHashLSH`` chooses for a threshold, and the bucket keys of its tables
  (on a little-endian machine; datasketch's depend on the machine).
* Which arguments are refused, and the type of the exception. The words of it are our own.

An index here takes the sketches of datasketch too (its ``WeightedMinHash`` among them): it asks
of an object only ``hashvalues``, ``len()`` and, if it has one, ``scheme``.

What differs
============

* Storage is in memory, or ``{"type": "retold", "path": folder}``: a folder on this machine that is
  written by one process, and read again when the index is made again. A ``storage_config`` that names Redis, Cassandra, MongoDB or the like
  raises ``NotImplementedError``; a type that nobody knows raises ``ValueError``.
* There is no GPU. ``gpu_mode="detect"`` runs on the CPU; ``"always"`` makes ``update_batch``
  raise ``RuntimeError``, as datasketch does on a machine without one.
* Permutations are made once for each seed, number and scheme and shared by all sketches that use
  them. The array is therefore read-only: ``minhash.permutations[0, 0] = 1`` raises ``ValueError``.
* ``MinHashLSH.remove`` removes a key from every bucket it is in. In datasketch, a key that was
  inserted twice with ``check_duplication=False``, or merged from an index that had it as well,
  stays in the buckets of its second insertion.
* ``insertion_session`` and ``deletion_session`` write at once, as datasketch does in memory; the
  buffer size is kept but has no effect.
* In the ``legacy`` scheme a numpy integer narrower than 64 bits is taken from a hash function;
  datasketch raises ``TypeError``.
* ``weights`` must add up to 1 within 1e-9. datasketch wants 1 exactly, and so refuses some sums
  that only rounding kept from it.
* Where one of the weights is 0, many choices of bands and rows are equally good as far as a double
  can tell, and the one taken can be a band more or less than datasketch's.
* The tables have no reads in a buffer (``add_to_select_buffer`` and its like), and classes of
  their own for storage cannot be registered.
* A pickle holds the name of the class that made it, so pickles of ``MinHash`` and ``MinHashLSH``
  do not travel between the libraries. Pass ``seed``, ``hashvalues`` and ``scheme``, or the bytes
  of ``LeanMinHash.serialize``.
* ``HyperLogLog``, ``WeightedMinHash``, ``bBitMinHash``, ``MinHashLSHForest``,
  ``MinHashLSHEnsemble``, ``MinHashLSHBloom``, ``HNSW`` and the asynchronous index are not here.
  Asking for one raises ``ImportError``.

Cost
====

An ``update_batch`` of k values takes k times ``num_perm`` multiplications in numpy, and memory for
a block of them only. An index costs a list of ``b`` bucket keys for every key and one set for every
bucket. The import costs that of numpy.
"""

from __future__ import annotations

from typing import NoReturn

from .hashfunc import sha1_hash32, sha1_hash64
from .lean_minhash import LeanMinHash
from .lsh import MinHashLSH
from .minhash import MinHash

__all__ = ["LeanMinHash", "MinHash", "MinHashLSH", "sha1_hash32", "sha1_hash64"]

_ABSENT = frozenset(
    {
        "AsyncMinHashLSH",
        "HNSW",
        "HyperLogLog",
        "HyperLogLogPlusPlus",
        "MinHashLSHBloom",
        "MinHashLSHEnsemble",
        "MinHashLSHForest",
        "WeightedMinHash",
        "WeightedMinHashGenerator",
        "WeightedMinHashLSH",
        "WeightedMinHashLSHForest",
        "bBitMinHash",
    }
)


def __getattr__(name: str) -> NoReturn:
    # An AttributeError would be turned by the import statement into words that give no reason.
    if name in _ABSENT:
        raise ImportError(
            f"retold.compat.datasketch has MinHash, LeanMinHash and MinHashLSH only, not {name}"
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
