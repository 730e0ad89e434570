"""`crawl --once`: every enabled source now, with a bar on a terminal; then wait until all that was found is told."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobalerts_crawler.crawl import Crawl, Crawler
from jobalerts_crawler.crawled import Claim
from jobalerts_crawler.store import Store
from jobalerts_crawler.watchlist import Watchlist

SLOTS = 16
PAUSE_SECONDS = 0.1


class Once:
    def __init__(self, crawler: Crawler, watchlist: Watchlist, store: Store, worker: UUID) -> None:
        self.crawls: list[Crawl] = []
        self._crawler = crawler
        self._watchlist = watchlist
        self._store = store
        self._worker = worker

    @property
    def failed(self) -> list[Crawl]:
        return [crawl for crawl in self.crawls if not crawl.succeeded]

    async def run(self) -> None:
        """A source that another worker reads right now is read after it."""
        remaining = set(await self._watchlist.enabled())
        with _bar() as bar:
            task = bar.add_task("Reading", total=len(remaining))
            while remaining:
                claims = await self._watchlist.lease(self._worker, SLOTS, only=sorted(remaining))
                done = await asyncio.gather(*map(self._crawl, claims))
                remaining -= {crawl.source for crawl in done if crawl}
                bar.update(task, advance=sum(crawl is not None for crawl in done))
                await asyncio.sleep(0 if claims else PAUSE_SECONDS)
        # The relay may be another process's: only the table knows when all is told.
        while await self._store.owes():  # noqa: ASYNC110
            await asyncio.sleep(PAUSE_SECONDS)

    async def _crawl(self, claim: Claim) -> Crawl | None:
        done = await self._crawler.crawl(claim)
        if done:
            self.crawls.append(done)
        return done


def _bar() -> Progress:
    """On stderr, and only where somebody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def print_summary(once: Once) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for crawl in once.failed:
        console.print(f"We could not read {crawl.source}: {crawl.words or crawl.outcome.value}.", markup=False)
    outcomes = Counter(crawl.outcome.value for crawl in once.crawls)
    told = sum(crawl.told for crawl in once.crawls)
    listed = sum(crawl.listed for crawl in once.crawls)
    parts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    console.print(
        f"{len(once.crawls)} sources: {parts or 'none'}; {listed} postings listed, {told} told.", markup=False
    )
