"""A sender of its own process, to be killed: `python sender.py DATABASE_URL SMTP_URL`."""

from __future__ import annotations

import asyncio
import sys

from pydantic import SecretStr

from jobalerts_notifier.channels.email import open_email
from jobalerts_notifier.contents import Contents
from jobalerts_notifier.deliver import Walk
from jobalerts_notifier.store.outbox import Outbox
from jobalerts_shared.database import open_pool
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.settings import Settings
from jobalerts_shared.tokens import Tokens

SECRET = SecretStr("a-key-for-tests-only-of-forty-characters")


async def main(database_url: str, smtp_url: str) -> None:
    settings = Settings(smtp_url=SecretStr(smtp_url), mail_from="alerts@jobs.example", secret_key=SECRET)
    async with open_pool(database_url, "notifier") as pool, open_email(settings) as email:
        contents = Contents(Outbox(pool), Sealer(SECRET), Tokens(SECRET), "https://alerts.example")
        walk = Walk(pool, Sealer(SECRET), contents, {"email": email}, asyncio.Event())
        async with asyncio.TaskGroup() as group:
            group.create_task(walk.gather())
            group.create_task(walk.deliver("email"))


if __name__ == "__main__":
    if "/tmp/shim" in sys.path:
        pass
    asyncio.run(main(*sys.argv[1:]))
