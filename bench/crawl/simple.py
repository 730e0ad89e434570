"""The same boards by Scrapy: robots.txt heeded, an item a posting, its HTTP cache for a second visit; nothing is kept.

python -m bench.crawl.simple URL BOARDS FOLDER    prints one JSON line: items and seconds
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class Boards(scrapy.Spider):
    name = "boards"
    items = 0

    def __init__(self, base: str, boards: int) -> None:
        super().__init__()
        self.start_urls = [f"{base}/v1/boards/board{n}/jobs?content=true" for n in range(boards)]

    def parse(self, response: Any, **_: Any) -> Iterator[dict[str, object]]:
        for job in json.loads(response.text)["jobs"]:
            Boards.items += 1
            yield {
                "id": job["id"],
                "title": job["title"],
                "place": job["location"]["name"],
                "url": job["absolute_url"],
                "text": job["content"],
            }


def main(base: str, boards: int, folder: str) -> None:
    process = CrawlerProcess(
        {
            "LOG_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0,
            "TELNETCONSOLE_ENABLED": False,
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_DIR": folder,
            "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
        }
    )
    process.crawl(Boards, base=base, boards=boards)
    started = time.perf_counter()
    process.start()
    print(json.dumps({"items": Boards.items, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
