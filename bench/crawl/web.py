"""Boards on the loopback in a process of their own: Greenhouse's shape, ETags, and a count of what was sent.

python -m bench.crawl.web BOARDS POSTINGS HOST    prints its port; GET /stats tells requests and bytes since last asked
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sys
from functools import lru_cache

from tests.fakes.boards import Job, greenhouse_answer

KEPT = 1000  # boards whose answers are kept; more would fill the memory
WORDS = [f"{first}{last}" for first in ("plan", "care", "build", "trust", "grow") for last in ("ing", "er", "ful")]
ROLES = ("Machine Learning Engineer", "Backend Engineer", "Nurse", "Accountant", "Truck Driver")
PLACES = ("London, UK", "Berlin, Germany", "Paris, France", "Madrid, Spain")


class Web:
    def __init__(self, boards: int, postings: int) -> None:
        self.postings = postings
        self.numbers = {f"/v1/boards/board{n}/jobs": n for n in range(boards)}
        self.requests = self.sent = 0
        if boards <= KEPT:  # made before anybody is timed
            for number in range(boards):
                _body(number, postings)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                answer = self._answer(head.decode("latin-1"))
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, head: str) -> bytes:
        path = head.split(" ", 2)[1].partition("?")[0]
        if path == "/stats":
            told = json.dumps({"requests": self.requests, "sent": self.sent}).encode()
            self.requests = self.sent = 0
            return _http("200 OK", told)
        answer = self._board(path, head)
        self.requests += 1
        self.sent += len(answer)
        return answer

    def _board(self, path: str, head: str) -> bytes:
        if path not in self.numbers:
            return _http("404 Not Found", b"")
        body, etag = _body(self.numbers[path], self.postings)
        if f"if-none-match: {etag}" in head.lower():
            return _http("304 Not Modified", b"", etag)
        return _http("200 OK", body, etag)


@lru_cache(maxsize=KEPT)
def _body(board: int, postings: int) -> tuple[bytes, str]:
    """A board's answer and its stamp."""
    chance = random.Random(board)
    jobs = [
        Job(
            board * 100_000 + n,
            ROLES[n % 5],
            PLACES[n // 5 % 4],
            " ".join(chance.choices(WORDS, k=400)),
            f"Employer {board}",
        )
        for n in range(postings)
    ]
    body = json.dumps(greenhouse_answer(f"board{board}", jobs)).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _http(status: str, body: bytes, etag: str = "") -> bytes:
    named = f"ETag: {etag}\r\nCache-Control: max-age=0, must-revalidate\r\n" if etag else ""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{named}\r\n"
    return head.encode() + body


async def main(boards: int, postings: int, host: str) -> None:
    web = Web(boards, postings)
    server = await asyncio.start_server(web.serve, host, 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
