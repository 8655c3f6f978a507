"""Ways over to retold from other libraries.

Each module here answers to the names of one other library, so that a program written for it runs
with its import changed and nothing else. None is imported by ``import retold``; each says in its
own documentation what it needs and where it differs.

* :mod:`retold.compat.datasketch`: ``MinHash``, ``LeanMinHash`` and ``MinHashLSH``.
"""
