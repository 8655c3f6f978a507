"""Crawls a made-up site with and without the pipeline: what was dropped, and pages per second.

    python benches/scrapy_crawl.py [PAGES]

Needs the package and Scrapy installed. The site is served by this process and crawled by another;
pages come as they come, 16 at once, so of an article and its copies the first that comes stays.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))
from newsroom import Site  # noqa: E402


def crawl(address, folder, **settings):
    command = [sys.executable, str(TESTS / "crawl.py"), address, str(folder / "out.jsonl")]
    done = subprocess.run([*command, json.dumps(settings)], stdout=subprocess.PIPE, text=True, check=True)
    lines = (folder / "out.jsonl").read_text().splitlines()
    numbers = {int(json.loads(line)["url"].rpartition("/")[2]) for line in lines}
    return numbers, json.loads(done.stdout.splitlines()[-1])


def judge(site, passed):
    """How many were dropped rightly and wrongly, and how many passed wrongly."""
    stories = {}
    for number in range(len(site.texts)):
        stories.setdefault(site.story(number), []).append(number in passed)
    right = sum(len(told) - max(1, sum(told)) for told in stories.values())
    wrong = sum(1 for told in stories.values() if not any(told))
    missed = sum(max(0, sum(told) - 1) for told in stories.values())
    return {"dropped rightly": right, "dropped wrongly": wrong, "missed": missed}


def main():
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    site = Site(pages)
    pipeline = {"ITEM_PIPELINES": {"retold.scrapy.NearDuplicatePipeline": 300}, "LOG_LEVEL": "CRITICAL"}
    with site.served() as address, tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        print(f"{pages} articles, {len(site.told)} of which repeat another")
        for name, settings in [
            ("without", {}),
            ("with", {**pipeline, "RETOLD_INDEX": str(folder / "seen")}),
            ("without", {}),
            ("with", {**pipeline, "RETOLD_INDEX": str(folder / "again")}),
        ]:
            passed, stats = crawl(address, folder, **settings)
            rate = stats["response_received_count"] / stats["seconds"]
            told = {key: value for key, value in stats.items() if key.startswith("retold/")}
            print(f"{name}: {rate:.0f} pages/s", told, judge(site, passed) if told else "")


if __name__ == "__main__":
    main()
