"""A durable index that answers "was this told before?" while a crawl runs."""

from __future__ import annotations

import json
import os
from types import TracebackType
from typing import Any, Iterable, Iterator, Mapping, NamedTuple, Optional, Type, Union

from ._retold import Damage, Handle, IndexDocument, IndexStats, Verdict
from .options import Length, Strings, Time, moment, seconds, strings

__all__ = ["Index", "Insertions"]

#: A path as the standard library takes it.
Path = Union[str, "os.PathLike[str]"]

#: Texts that are checked side by side: so many, or of so many characters together.
TEXTS = 1024
CHARACTERS = 1 << 20


class Insertions(NamedTuple):
    """What became of many documents.

    >>> import tempfile
    >>> retold.Index.create(tempfile.mkdtemp()).insert_many([("a", "One story."), ("b", "Another.")])
    Insertions(added=2, replaced=0, unchanged=0)
    """

    added: int
    replaced: int
    unchanged: int


class Index:
    """A durable index of documents: make one with :meth:`create`, open it with :meth:`open`.

    Any number of threads may use an index at once; many processes may read (:meth:`open_reader`)
    while one writes. Verdicts are verified on what is stored, so they are exact. No call holds the
    interpreter's lock while it works.

    Cost: a check takes some tens of microseconds for an article, however many documents there are;
    a document some 500 bytes on disk and its compressed text.

    >>> import tempfile
    >>> path = tempfile.mkdtemp()
    >>> wire = "The ferry to the outer islands runs again after nine weeks in dock, the port said."
    >>> with retold.Index.create(path) as index:
    ...     first = index.check_and_insert("https://wire.example/1", wire, {"source": "wire"})
    ...     copy = index.check_and_insert("https://post.example/9", wire.upper())
    >>> first.is_new, copy.is_new, copy.best.id, copy.best.relation
    (True, False, 'https://wire.example/1', 'exact')
    >>> len(retold.Index.open_reader(path))
    1
    """

    __slots__ = ("_handle", "_path", "_mode")
    _handle: Handle
    _path: str
    _mode: str

    def __init__(self) -> None:
        raise TypeError("use Index.create(path), Index.open(path) or Index.open_reader(path)")

    @classmethod
    def _of(cls, handle: Handle, path: Path, mode: str) -> Index:
        index = cls.__new__(cls)
        index._handle, index._path, index._mode = handle, os.fspath(path), mode
        return index

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        threshold: float = 0.7,
        shingle_tokens: int = 5,
        seed: int = 0,
        told: Strings = ("exact", "near"),
        store: str = "text",
        passages: bool = False,
        min_tokens: int = 25,
        identity: float = 0.8,
        containment: float = 0.9,
        max_documents: Optional[int] = None,
        window: Optional[Length] = None,
        durability: str = "commit",
        memory: Optional[int] = None,
    ) -> Index:
        """Makes an index in a new or empty folder, and opens it for writing.

        ``told`` names the relations that make a text one that was told before: ``exact`` and
        ``near`` always do, ``template``, ``contains`` and ``shares`` may. A ``seed`` of your own
        keys the index: without it nobody can craft texts that meet in it. ``store="shingles"`` keeps
        hashes instead of texts, which nobody can read. ``passages=True`` finds passages as
        :func:`retold.passages` does, down to ``min_tokens`` (of fewer than 16 words some are missed)
        and ``identity``; ``containment`` is the share from which on one text ``contains`` the other.

        Of more than ``max_documents`` the first that came go first; a document seen longer than the
        ``window`` before the latest is no longer there: seconds, a timedelta, or such as ``"30d"``.

        With ``durability="commit"`` a change is done when it is on disk; with ``"relaxed"`` when the
        system has it, so that it survives the end of the process, and a loss of power after
        :meth:`sync`. ``memory`` is what the index may hold in bytes beyond mapped files. These two
        are not stored; the other settings are, and cannot be changed.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp(), threshold=0.8, window="30d")
        >>> index.settings["threshold"], index.settings["window"]
        (0.8, 2592000)
        """
        options = {
            "threshold": threshold,
            "shingle_tokens": shingle_tokens,
            "seed": seed,
            "remove": strings(told),
        }
        told_passages = {
            "min_tokens": min_tokens,
            "identity": identity,
            "containment": containment,
        }
        kept = {
            "store": store,
            "max_documents": max_documents,
            "window": seconds(window),
            "durability": durability,
            "memory": memory,
        }
        handle = Handle.create(path, options, told_passages if passages else None, kept)
        return cls._of(handle, path, "writing")

    @classmethod
    def open(cls, path: Path, *, durability: str = "commit") -> Index:
        """Opens an index for writing, with the settings that it was made with.

        Raises :class:`LockedError` if another process writes it, naming that.

        >>> import tempfile
        >>> path = tempfile.mkdtemp()
        >>> retold.Index.create(path, shingle_tokens=3).close()
        >>> retold.Index.open(path).settings["shingle_tokens"]
        3
        """
        return cls._of(Handle.open(path, durability), path, "writing")

    @classmethod
    def open_reader(cls, path: Path) -> Index:
        """Opens an index for reading, while another process may write it.

        A reader sees all that was told to be done before the call.

        >>> import tempfile
        >>> path = tempfile.mkdtemp()
        >>> writer = retold.Index.create(path)
        >>> reader = retold.Index.open_reader(path)
        >>> _ = writer.insert("a", "One story.")
        >>> reader.check("ONE STORY").is_new
        False
        """
        return cls._of(Handle.open_reader(path), path, "reading")

    @staticmethod
    def verify(path: Path) -> list[Damage]:
        """Looks at every byte of an index that nobody writes: what is not as it was written.

        >>> import tempfile
        >>> path = tempfile.mkdtemp()
        >>> retold.Index.create(path).close()
        >>> retold.Index.verify(path)
        []
        """
        return Handle.verify(path)

    @property
    def path(self) -> str:
        """The folder."""
        return self._path

    @property
    def settings(self) -> dict[str, Any]:
        """The settings, under the names that :meth:`create` takes; the window in seconds."""
        return self._handle.settings()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._handle.is_closed

    def check(self, text: str) -> Verdict:
        """Whether a text was told before, and by which documents. A text without words is new.

        Ask ``verdict.is_new``: a verdict has no truth value.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp(), passages=True, min_tokens=16)
        >>> notice = "the boat to the outer islands runs again after nine weeks in dock, the port said"
        >>> _ = index.insert("wire/1", f"Fähre: {notice}. It gave no date.")
        >>> text = f"Snow closed the pass. And {notice}; nothing else happened."
        >>> match = index.check(text).best
        >>> match.relation, text[match.passages[0].a] == notice == match.text[match.passages[0].b]
        ('shares', True)
        """
        return self._handle.check(text)

    def check_many(
        self, texts: Iterable[str], *, threads: Optional[int] = None
    ) -> Iterator[Verdict]:
        """The verdicts on many texts, in order, as they are asked for.

        Texts are read in batches of up to a thousand, which ``threads`` check side by side.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp())
        >>> _ = index.insert("a", "One story.")
        >>> [verdict.is_new for verdict in index.check_many(["ONE STORY", "Another."])]
        [False, True]
        """
        if isinstance(texts, (str, bytes)):
            raise TypeError("texts are an iterable of strings, not a single one; see Index.check")
        return self._verdicts(iter(texts), threads)

    def _verdicts(self, texts: Iterator[str], threads: Optional[int]) -> Iterator[Verdict]:
        first = 0
        batch: list[str] = []
        characters = 0
        for number, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(f"text {number} is no string but {type(text).__name__}")
            batch.append(text)
            characters += len(text)
            if len(batch) >= TEXTS or characters >= CHARACTERS:
                yield from self._handle.check_batch(first, batch, threads)
                first, batch, characters = number + 1, [], 0
        if batch:
            yield from self._handle.check_batch(first, batch, threads)

    def insert(
        self,
        id: str,
        text: str,
        fields: Optional[Mapping[str, Any]] = None,
        *,
        seen: Optional[Time] = None,
    ) -> str:
        """Inserts a document: ``"added"``, ``"replaced"`` if its id was there, or ``"unchanged"``.

        It is ``seen`` at a datetime or in seconds since 1970; by default at the date in the field
        ``date``, or else now. Values of ``fields`` are stored as they are printed.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp())
        >>> index.insert("a", "One story."), index.insert("a", "Another.", {"lang": "en"})
        ('added', 'replaced')
        """
        return self._handle.insert(id, text, _dict(fields), moment(seen))

    def check_and_insert(
        self,
        id: str,
        text: str,
        fields: Optional[Mapping[str, Any]] = None,
        *,
        seen: Optional[Time] = None,
    ) -> Verdict:
        """Checks a text, and inserts it if it is new, in one step.

        Of threads that come with the same text at once exactly one is told that it is new. A text
        that was told before is not inserted; if an older version with the same id tells it, that
        stays.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp())
        >>> [index.check_and_insert(id, "One story.").is_new for id in ("a", "b")], "b" in index
        ([True, False], False)
        """
        return self._handle.check_and_insert(id, text, _dict(fields), moment(seen))

    def insert_many(
        self,
        documents: Any,
        *,
        text: str = "text",
        id: str = "id",
        fields: Strings = (),
        threads: Optional[int] = None,
    ) -> Insertions:
        """Inserts documents in order, with one wait for the disk at the end.

        ``documents`` are those of :func:`retold.dedup`, such as ``(id, text)`` or dictionaries whose
        fields ``text`` and ``id`` name, or a table; but each must have an id. ``fields`` names what
        else is kept of them; a ``date`` among it is when a document was seen. They are read in
        batches and made ready by ``threads`` side by side. If something is raised, what came
        before may have been inserted.

        >>> import tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp())
        >>> records = [{"id": "a", "text": "One story.", "date": "2025-03-01"}]
        >>> index.insert_many(records, fields="date").added, index.get("a").seen
        (1, 1740787200)
        """
        return Insertions(*self._handle.insert_many(documents, text, id, strings(fields), threads))

    def add_files(
        self,
        inputs: Union[Path, Iterable[Path]],
        *,
        only_new: bool = False,
        output: Optional[Path] = None,
        text: str = "text",
        id: str = "id",
        date: Optional[str] = None,
        fields: Strings = (),
        skip_errors: bool = False,
        threads: Optional[int] = None,
    ) -> dict[str, Any]:
        """Adds the documents of files as the command ``retold index add`` does, and counts them.

        ``inputs`` are files, folders and pipes of JSON Lines, tables and plain text, compressed or
        not; ``"-"`` is standard input. They are read as they come, in memory that does not grow with
        them, so a pipe that stays open is followed until it is closed, or until Ctrl-C. With
        ``only_new`` only documents that are new are added, and their records go to ``output``, byte
        for byte. ``date`` names the field that holds when a document was seen (by default ``date``,
        if there is such a field), ``fields`` what else is kept. ``skip_errors`` goes on at records
        that cannot be read; if something is raised, what came before was added and stays.

        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> lines = '{"id": "a", "text": "One story."}\\n{"id": "b", "text": "ONE STORY"}\\n'
        >>> _ = (folder / "in.jsonl").write_text(lines)
        >>> index = retold.Index.create(folder / "seen")
        >>> added = index.add_files(folder / "in.jsonl", only_new=True, output=folder / "new.jsonl")
        >>> added["documents"], added["added"], added["told"], len(index)
        (2, 1, 1, 1)
        >>> (folder / "new.jsonl").read_text()
        '{"id": "a", "text": "One story."}\\n'
        """
        files = {
            "inputs": [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs),
            "only_new": only_new,
            "output": output,
            "text": text,
            "id": id,
            "date": date,
            "fields": strings(fields),
            "skip_errors": skip_errors,
        }
        added: dict[str, Any] = json.loads(self._handle.add_files(files, threads))
        return added

    def remove(self, id: str) -> bool:
        """Removes a document: whether it was there."""
        return self._handle.remove(id)

    def expire(self, before: Time) -> int:
        """Removes all documents seen before a datetime or a time in seconds since 1970: how many.

        >>> import datetime, tempfile
        >>> index = retold.Index.create(tempfile.mkdtemp())
        >>> _ = index.insert("old", "One story.", seen=datetime.datetime(2025, 1, 1))
        >>> _ = index.insert("new", "Another.", seen=datetime.datetime(2025, 3, 1))
        >>> index.expire(datetime.datetime(2025, 2, 1)), list(index)
        (1, [IndexDocument(id='new', seen=1740787200, tokens=1)])
        """
        time = moment(before)
        if time is None:
            raise TypeError("expire takes a datetime or seconds since 1970, not None")
        return self._handle.expire(time)

    def get(self, id: str) -> Optional[IndexDocument]:
        """The document of an id, or None."""
        return self._handle.get(id)

    def __contains__(self, id: str) -> bool:
        return self._handle.get(id) is not None

    def __len__(self) -> int:
        return self._handle.stats().documents

    def __bool__(self) -> bool:
        # An empty index is an index.
        return True

    def __iter__(self) -> Iterator[IndexDocument]:
        """All documents as of now, in the order in which they came, read as they are asked for."""
        return self._handle.documents()

    def stats(self) -> IndexStats:
        """What the index holds and costs."""
        return self._handle.stats()

    def sync(self) -> None:
        """Waits until all changes are on disk."""
        self._handle.sync()

    def close(self) -> None:
        """Waits for other threads' calls and for the disk, and lets the index go. May be repeated."""
        self._handle.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        mode = "closed" if self.closed else self._mode
        return f"Index({self._path!r}, {mode})"


def _dict(fields: Optional[Mapping[str, Any]]) -> Optional[dict[str, Any]]:
    return fields if fields is None or isinstance(fields, dict) else dict(fields)
