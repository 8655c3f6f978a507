"""Crawls a site: crawl.py ADDRESS OUTPUT SETTINGS, the last as JSON. Prints the stats as JSON."""

import json
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess

BASE = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    # Items come in the order of the links, so that what is told first is known.
    "DEPTH_PRIORITY": 1,
    "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue",
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
}


class NewsItem(scrapy.Item):
    url = scrapy.Field()
    text = scrapy.Field()
    lang = scrapy.Field()
    retold = scrapy.Field()


class NewsSpider(scrapy.Spider):
    name = "news"

    def parse(self, response):
        for link in response.css("a.article::attr(href)"):
            yield response.follow(link, self.parse_article)
        for link in response.css("a.next::attr(href)"):
            yield response.follow(link, self.parse)

    def parse_article(self, response):
        item = {"url": response.url, "text": response.css("article::text").getall(), "lang": "en"}
        yield NewsItem(item) if self.settings.getbool("AS_ITEMS") else item


def main():
    address, output, settings = sys.argv[1:]
    feeds = {output: {"format": "jsonlines", "overwrite": True}}
    process = CrawlerProcess({**BASE, "FEEDS": feeds, **json.loads(settings)})
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, start_urls=[address])
    begun = time.monotonic()
    process.start()
    stats = {name: value for name, value in crawler.stats.get_stats().items()}
    stats["seconds"] = time.monotonic() - begun
    print(json.dumps(stats, default=str))


if __name__ == "__main__":
    main()
