"""A pipeline for Scrapy that drops or tags items whose text was told before.

In the settings of a project::

    ITEM_PIPELINES = {"retold.scrapy.NearDuplicatePipeline": 300}
    RETOLD_INDEX = "seen"                      # a folder; made if it is not there

==================  ==================  ============================================================
Setting             Default             Meaning
==================  ==================  ============================================================
RETOLD_INDEX        (needed)            The index. It outlasts the crawl: the next knows what was told.
RETOLD_TEXT_FIELD   ``"text"``          What is compared: a string, or a list that is joined.
RETOLD_ID_FIELD     ``"url"``           What names an item in the index.
RETOLD_ACTION       ``"drop"``          Or ``"tag"``: items pass, with a field ``retold``.
RETOLD_RELATIONS    ``exact,near``      Relations in which an item was told before; also
                                        ``template``, ``contains``, ``shares``.
RETOLD_FIELDS       none                Fields that the index keeps; a ``date`` says when it was seen.
RETOLD_THRESHOLD    0.7                 How alike is ``near``; fixed when the index is made.
RETOLD_WINDOW       none                How long an item counts, such as ``"30d"``; fixed then, too.
RETOLD_DURABILITY   ``"relaxed"``       See below.
==================  ==================  ============================================================

The stats of the crawl count ``retold/new``, ``retold/exact``, ``retold/near`` and so on,
``retold/dropped``, and ``retold/skipped`` for items without a text or an id, which pass untouched;
``retold/documents`` is how many the index holds at the end.

A check takes some tens of microseconds for an article, far less than parsing its page, so it is made
in the thread of the reactor, and so is the insertion of what is new (now and then it waits some
milliseconds for a log to come to rest). To wait for the disk at each would not be quick: that is why
the durability is ``"relaxed"``, with one wait when the spider closes. If the machine (not just the
crawl) goes down before, the last items may be forgotten, and then pass as new when they are crawled
again.

One process writes an index. Spiders of one process share it; crawls of several processes need one each.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any, Optional

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem, NotConfigured
except ImportError as error:
    raise ImportError(
        "retold.scrapy needs Scrapy, which is not installed: pip install scrapy"
    ) from error

from .errors import SettingsError
from .index import Index
from .options import seconds

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ._retold import Match

__all__ = ["Duplicate", "NearDuplicatePipeline"]

logger = logging.getLogger(__name__)

#: Indexes that spiders of this process have open, and how many do.
shared: dict[str, tuple[Index, int]] = {}


class Duplicate(DropItem):
    """An item whose text was told before: ``witness`` is the id of the item that tells it."""

    def __init__(self, id: str, match: Match) -> None:
        super().__init__(f"{id}: {match.relation} ({match.score:.3f}) of {match.id}")
        self.witness, self.relation, self.score = match.id, match.relation, match.score


class NearDuplicatePipeline:
    """Drops or tags items whose text was told before: see :mod:`retold.scrapy`."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        path = settings.get("RETOLD_INDEX")
        if not path:
            raise NotConfigured("RETOLD_INDEX names the folder of the index")
        self.path: str = os.path.realpath(path)
        self.text: str = settings.get("RETOLD_TEXT_FIELD", "text")
        self.id: str = settings.get("RETOLD_ID_FIELD", "url")
        self.action: str = settings.get("RETOLD_ACTION", "drop")
        self.relations = frozenset(settings.getlist("RETOLD_RELATIONS", ["exact", "near"]))
        self.fields: list[str] = settings.getlist("RETOLD_FIELDS")
        threshold = settings.get("RETOLD_THRESHOLD")
        self.threshold = None if threshold is None else float(threshold)
        window = settings.get("RETOLD_WINDOW")
        self.window = seconds(int(window) if str(window).isdigit() else window)
        self.durability: str = settings.get("RETOLD_DURABILITY", "relaxed")
        if self.action not in ("drop", "tag"):
            raise SettingsError(f"RETOLD_ACTION is 'drop' or 'tag', not {self.action!r}")
        self.stats = crawler.stats
        self.has_skipped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NearDuplicatePipeline:
        return cls(crawler)

    # Scrapy before 2.13 gives the spider to each of these, later versions do not.

    def open_spider(self, spider: Any = None) -> None:
        self._check_relations()
        index, users = shared.get(self.path, (None, 0))
        if index is None:
            index = self._open()
        try:
            self._look_at(index)
        except BaseException:
            if not users:
                index.close()
            raise
        self.index = index
        self.is_one_step = self.relations == frozenset(index.settings["told"])
        shared[self.path] = index, users + 1

    def close_spider(self, spider: Any = None) -> None:
        if not hasattr(self, "index"):
            return
        if self.stats is not None:
            self.stats.set_value("retold/documents", len(self.index))
        index, users = shared[self.path]
        if users > 1:
            shared[self.path] = index, users - 1
            index.sync()
        else:
            del shared[self.path]
            index.close()

    def process_item(self, item: Any, spider: Any = None) -> Any:
        adapter = ItemAdapter(item)
        text, id = _text(adapter.get(self.text)), adapter.get(self.id)
        if text is None or id is None:
            self._skip(item)
            return item
        fields = {name: adapter[name] for name in self.fields if adapter.get(name) is not None}
        best, match = self._match(str(id), text, fields)
        self._count("new" if match is None else match.relation)
        if self.action == "tag":
            _tag(adapter, match is None, match or best)
        elif match is not None:
            self._count("dropped")
            raise Duplicate(str(id), match)
        return item

    def _match(
        self, id: str, text: str, fields: dict[str, Any]
    ) -> tuple[Optional[Match], Optional[Match]]:
        """The strongest match, and that which tells the text, if any does."""
        if self.is_one_step:
            verdict = self.index.check_and_insert(id, text, fields)
        else:
            verdict = self.index.check(text)
        for match in verdict.matches:
            if match.relation in self.relations:
                return verdict.best, match
        if not self.is_one_step:
            # What the index takes for told is new here, and has to stand for its own copies.
            self.index.insert(id, text, fields)
        return verdict.best, None

    def _open(self) -> Index:
        # A folder without files may be made into an index.
        if os.path.isdir(self.path) and os.listdir(self.path):
            return Index.open(self.path, durability=self.durability)
        return Index.create(
            self.path,
            threshold=0.7 if self.threshold is None else self.threshold,
            told=self.relations,
            passages=not self.relations.isdisjoint(("contains", "shares")),
            window=self.window,
            durability=self.durability,
        )

    def _look_at(self, index: Index) -> None:
        """Refuses an index that was made with other settings than are asked for."""
        wanted = {"threshold": self.threshold, "window": self.window}
        for name, value in wanted.items():
            made = index.settings[name]
            if value is not None and value != made:
                raise SettingsError(
                    f"the index in {self.path} was made with the {name} {made}, and "
                    f"RETOLD_{name.upper()} is {value}; leave the setting out, or make a new index"
                )
        needs_passages = self.relations & {"contains", "shares"}
        if needs_passages and not index.settings["passages"]:
            raise SettingsError(
                f"the index in {self.path} does not look for passages, which "
                f"{', '.join(sorted(needs_passages))} in RETOLD_RELATIONS needs; make a new index"
            )

    def _check_relations(self) -> None:
        known = ("exact", "near", "template", "contains", "shares")
        unknown = self.relations.difference(known)
        if unknown or not self.relations:
            found = ", ".join(sorted(unknown)) or "nothing"
            raise SettingsError(f"RETOLD_RELATIONS names some of {', '.join(known)}, not {found}")

    def _skip(self, item: Any) -> None:
        self._count("skipped")
        if not self.has_skipped:
            self.has_skipped = True
            logger.warning(
                "an item of the class %s has no %r or no %r and was not checked; more are counted "
                "as retold/skipped", type(item).__name__, self.text, self.id
            )

    def _count(self, what: str) -> None:
        if self.stats is not None:
            self.stats.inc_value(f"retold/{what}")


def _text(value: Any) -> Optional[str]:
    """The text of an item; loaders collect what they find in lists."""
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    return value if isinstance(value, str) and value else None


def _tag(adapter: ItemAdapter, is_new: bool, match: Optional[Match]) -> None:
    tag: dict[str, Any] = {"is_new": is_new}
    if match is not None:
        tag.update(relation=match.relation, witness=match.id, score=match.score)
    try:
        adapter["retold"] = tag
    except KeyError:
        name = type(adapter.item).__name__
        raise SettingsError(
            f"the item class {name} has no field `retold`, which RETOLD_ACTION='tag' fills; add it"
        ) from None
