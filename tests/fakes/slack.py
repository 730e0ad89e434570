"""Slack's incoming webhooks, judged by the validators of Slack's own SDK."""

from __future__ import annotations

import re
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.fakes.http import HttpReceiver, Reply, Request


class FakeSlack(HttpReceiver):
    """Refuses what Slack would refuse: wrong paths, no text, too many blocks, blocks past their limits."""

    @property
    def accepted(self) -> list[Any]:
        return [request.json() for request in self.requests if self.judge(request) is None]

    def judge(self, request: Request) -> Reply | None:
        if request.method != "POST" or not re.fullmatch(r"/services/T\w+/B\w+/\w+", request.path):
            return Reply(404, "no_service")
        told = request.json()
        if not told.get("text"):
            return Reply(400, "no_text")
        # The sum is not in Slack's reference; others have met it (slackapi/bolt-js#2509).
        if len(told["blocks"]) > 50 or sum(map(_length, told["blocks"])) > 13_200:
            return Reply(400, "msg_blocks_too_long")
        return self._judge_blocks(told["blocks"])

    def _judge_blocks(self, blocks: list[dict[str, Any]]) -> Reply | None:
        parsed = Block.parse_all(blocks)
        if len(parsed) != len(blocks):
            return Reply(400, "invalid_blocks")
        try:
            for block in parsed:
                block.validate_json()
        except SlackObjectFormationError as error:
            return Reply(400, f"invalid_blocks: {error}")
        return None


def _length(block: dict[str, Any]) -> int:
    return sum(len(part["text"]) for part in [block.get("text"), *block.get("elements", [])] if part)
