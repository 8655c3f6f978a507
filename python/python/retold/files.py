"""Files."""

from __future__ import annotations

import json
import os
from typing import Any, Iterable, Optional, Union

from . import _retold
from .options import Strings, dedup_options, with_settings

__all__ = ["dedup_files"]

#: A path as the standard library takes it.
Path = Union[str, "os.PathLike[str]"]


@with_settings
def dedup_files(
    inputs: Union[Path, Iterable[Path]],
    output: Optional[Path] = None,
    *,
    report: Optional[Path] = None,
    text: str = "text",
    id: str = "id",
    threshold: float = 0.7,
    shingle_tokens: int = 5,
    keep: Strings = None,
    remove: Strings = (),
    window: Optional[str] = None,
    across: Optional[str] = None,
    within: Optional[str] = None,
    exact: bool = False,
    seed: int = 0,
    skip_errors: bool = False,
    memory: Optional[str] = None,
    max_removed: Optional[str] = None,
    threads: Optional[int] = None,
) -> dict[str, Any]:
    """Deduplicates files as the command ``retold dedup`` does, and gives its summary.

    ``inputs`` are files and folders of JSON Lines, tables and plain text, compressed or not. Kept
    records go to ``output`` byte for byte, the evidence to the folder ``report``; both appear whole
    or not at all, and without them nothing is written. ``skip_errors`` goes on at records that
    cannot be read. ``memory="512MiB"`` bounds what the run holds, ``max_removed="20%"`` what it may
    remove.

    SETTINGS

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> lines = '{"text": "One story."}\\n{"text": "ONE STORY"}\\n'
    >>> _ = (folder / "news.jsonl").write_text(lines)
    >>> summary = retold.dedup_files(folder / "news.jsonl", folder / "clean.jsonl")
    >>> summary["documents"], summary["kept"], (folder / "clean.jsonl").read_text()
    (2, 1, '{"text": "One story."}\\n')
    """
    several = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    files = {
        "inputs": several,
        "output": output,
        "report": report,
        "text": text,
        "id": id,
        "skip_errors": skip_errors,
        "memory": memory,
        "max_removed": max_removed,
    }
    options = dedup_options(
        threshold=threshold,
        shingle_tokens=shingle_tokens,
        keep=keep,
        remove=remove,
        window=window,
        across=across,
        within=within,
        exact=exact,
        seed=seed,
    )
    summary: dict[str, Any] = json.loads(_retold.dedup_files(files, options, threads))
    return summary
