"""What an HTTP answer to a message means, for the channels that send one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_shared.outgoing import OutgoingError, PrivateAddressRefused, retry_after

ENOUGH = 1024  # bytes of an answer; the status is what counts
TOTAL_SECONDS = 25.0
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    beginning: bytes


async def post(client: httpx.AsyncClient, request: httpx.Request) -> Answer | Outcome:
    """The answer, or the outcome where there was none."""
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            response = await client.send(request, stream=True)
    except PrivateAddressRefused:
        return Refused(permanent=False, reason=Reason.PRIVATE_ADDRESS)
    except (OutgoingError, httpx.UnsupportedProtocol, httpx.LocalProtocolError):
        return Refused(permanent=False, reason=Reason.REFUSED_POLICY)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return RetryLater(Reason.UNREACHABLE, pauses=True)
    except (httpx.TimeoutException, TimeoutError):
        return InDoubt(Reason.TIMED_OUT)
    except httpx.HTTPError:
        return InDoubt(Reason.CUT_AFTER_BODY)
    return Answer(response.status_code, response.headers, await _beginning(response))


async def _beginning(response: httpx.Response) -> bytes:
    """However much there is, and however slowly it comes: the status is known already."""
    told = b""
    try:
        async with asyncio.timeout(2):
            async for part in response.aiter_raw(ENOUGH):
                told += part
                if len(told) >= ENOUGH:
                    break
    except (httpx.HTTPError, TimeoutError):
        return told
    finally:
        await response.aclose()
    return told[:ENOUGH]


def read(answer: Answer) -> Outcome:
    """By the status alone: 2xx accepted, 429 and 5xx later, 404 and 410 gone, any other refused."""
    if 200 <= answer.status < 300:
        return Sent()
    asked = retry_after(answer.headers, datetime.now(UTC))
    if answer.status == 429:
        return RetryLater(Reason.RATE_LIMITED, asked, pauses=True)
    if answer.status >= 500 or answer.status in (408, 425):
        return RetryLater(Reason.TEMPORARY, asked)
    if answer.status in GONE:
        return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
    return Refused(permanent=False, reason=Reason.REFUSED_CONTENT)
