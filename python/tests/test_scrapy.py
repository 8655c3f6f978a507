"""The pipeline for Scrapy, in crawls of a site of which it is known what repeats what."""

import dataclasses
import json
import pathlib
import subprocess
import sys

import pytest
from newsroom import Site

import retold

pytest.importorskip("scrapy")
from scrapy.exceptions import NotConfigured  # noqa: E402
from scrapy.utils.test import get_crawler  # noqa: E402

from retold.scrapy import Duplicate, NearDuplicatePipeline  # noqa: E402

CRAWL = pathlib.Path(__file__).parent / "crawl.py"


def crawl(address, folder, **settings):
    """The numbers of the articles that came through with their items, and the stats."""
    settings = {
        # One after the other, so that what comes first is known.
        "CONCURRENT_REQUESTS": 1,
        "ITEM_PIPELINES": {"retold.scrapy.NearDuplicatePipeline": 300},
        "RETOLD_INDEX": str(folder / "seen"),
        **settings,
    }
    command = [sys.executable, "-W", "default", str(CRAWL), address, str(folder / "out.jsonl"), json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "retold" not in done.stderr and "Deprecat" not in done.stderr, done.stderr
    lines = (folder / "out.jsonl").read_text().splitlines()
    items = {int(item["url"].rpartition("/")[2]): item for item in map(json.loads, lines)}
    return items, json.loads(done.stdout.splitlines()[-1])


def test_a_crawl_drops_what_was_told_and_nothing_else(tmp_path):
    site = Site(190)
    relations = [relation for relation, _ in site.told.values()]
    originals = set(range(190)) - set(site.told)
    with site.served() as address:
        items, stats = crawl(address, tmp_path)
        assert set(items) == originals
        assert stats["retold/new"] == len(originals) == stats["retold/documents"]
        assert stats["retold/exact"] == relations.count("exact") > 20
        assert stats["retold/near"] == relations.count("near") > 20
        assert stats["retold/dropped"] == len(site.told) == stats["item_dropped_count"]
        assert "retold/skipped" not in stats
        # The next crawl knows what was told in the last.
        items, stats = crawl(address, tmp_path)
        assert (items, stats["retold/dropped"]) == ({}, 190)
    assert retold.Index.verify(tmp_path / "seen") == []
    with retold.Index.open_reader(tmp_path / "seen") as index:
        assert {int(document.id.rpartition("/")[2]) for document in index} == originals


def test_a_crawl_tags(tmp_path):
    site = Site(60)
    with site.served() as address:
        settings = {"RETOLD_ACTION": "tag", "AS_ITEMS": True, "RETOLD_FIELDS": "lang"}
        items, stats = crawl(address, tmp_path, **settings)
    assert set(items) == set(range(60)) and "retold/dropped" not in stats
    for number, item in items.items():
        tag = item["retold"]
        assert tag["is_new"] == (number not in site.told)
        if number in site.told:
            relation, of = site.told[number]
            assert (tag["relation"], tag["witness"].rpartition("/")[2]) == (relation, str(of))
    with retold.Index.open_reader(tmp_path / "seen") as index:
        assert all(document.fields == {"lang": "en"} for document in index)


@dataclasses.dataclass
class News:
    url: str
    text: str
    retold: dict = None


def pipeline(tmp_path, **settings):
    settings = {"RETOLD_INDEX": str(tmp_path / "seen"), **settings}
    made = NearDuplicatePipeline.from_crawler(get_crawler(settings_dict=settings))
    made.open_spider()
    return made


def test_what_is_dropped_names_its_witness(tmp_path, ferry):
    line = pipeline(tmp_path)
    first = News("https://wire.example/1", ferry)
    assert line.process_item(first) is first
    with pytest.raises(Duplicate, match="https://post.example/2: exact .* of https://wire") as told:
        line.process_item({"url": "https://post.example/2", "text": [ferry.upper()]})
    assert (told.value.witness, told.value.relation, told.value.score) == (first.url, "exact", 1.0)
    line.close_spider()


def test_only_the_relations_that_are_asked_for(tmp_path, ferry):
    """A near copy is news here, and then has exact copies of its own."""
    line = pipeline(tmp_path, RETOLD_RELATIONS="exact")
    line.process_item({"url": 1, "text": ferry})
    line.process_item({"url": 2, "text": ferry + " It said so."})
    with pytest.raises(Duplicate) as told:
        line.process_item({"url": 3, "text": ferry + " IT SAID SO!"})
    assert told.value.witness == "2"
    assert line.stats.get_stats()["retold/new"] == 2
    line.close_spider()


def test_passages(tmp_path, notice):
    line = pipeline(tmp_path, RETOLD_RELATIONS="exact,near,contains")
    line.process_item({"url": "a", "text": notice})
    more = " ".join(f"wort{number}" for number in range(60))
    with pytest.raises(Duplicate, match="contains"):
        line.process_item({"url": "b", "text": f"{notice} {more}"})
    line.close_spider()


def test_items_without_text_or_id_pass(tmp_path, caplog):
    line = pipeline(tmp_path)
    for item in [{}, {"url": "a"}, {"text": "One."}, {"url": "a", "text": 5}, {"url": "a", "text": ""}]:
        assert line.process_item(item) is item
    assert line.stats.get_stats()["retold/skipped"] == 5
    assert len([record for record in caplog.records if record.name == "retold.scrapy"]) == 1
    line.close_spider()


def test_spiders_of_a_process_share_an_index(tmp_path):
    one, other = pipeline(tmp_path), pipeline(tmp_path)
    one.process_item({"url": "a", "text": "One story."})
    with pytest.raises(Duplicate):
        other.process_item({"url": "b", "text": "One story."})
    one.close_spider()
    other.process_item({"url": "c", "text": "Another."})
    other.close_spider()
    with retold.Index.open(tmp_path / "seen") as index:
        assert len(index) == 2


def test_refused_settings(tmp_path):
    with pytest.raises(NotConfigured):
        pipeline(tmp_path, RETOLD_INDEX="")
    for bad in ({"RETOLD_ACTION": "delete"}, {"RETOLD_RELATIONS": "same"}, {"RETOLD_WINDOW": "x"}):
        with pytest.raises(retold.SettingsError):
            pipeline(tmp_path, **bad)
    pipeline(tmp_path, RETOLD_THRESHOLD=0.8, RETOLD_WINDOW="30d").close_spider()
    pipeline(tmp_path).close_spider()
    for bad in ({"RETOLD_THRESHOLD": "0.7"}, {"RETOLD_WINDOW": 60}, {"RETOLD_RELATIONS": "shares"}):
        with pytest.raises(retold.SettingsError, match="was made with|does not look"):
            pipeline(tmp_path, **bad)
    line = pipeline(tmp_path, RETOLD_ACTION="tag")

    @dataclasses.dataclass
    class Bare:
        url: str
        text: str

    with pytest.raises(retold.SettingsError, match="Bare has no field `retold`"):
        line.process_item(Bare("a", "One story."))
    line.close_spider()
    with pytest.raises(retold.LockedError):
        with retold.Index.open(tmp_path / "seen"):
            pipeline(tmp_path)
