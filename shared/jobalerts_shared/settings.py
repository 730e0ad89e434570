"""Every setting, read once at start: environment over the configuration file over the defaults.

The prefix is `JOBALERTS_`; a secret may also stand in a file named by `JOBALERTS_…_FILE`. An unreadable
configuration raises `SettingsError`, whose text names each field and what is wrong with it.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import timedelta
from difflib import get_close_matches
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "JOBALERTS_"
READ_BY_URL = ("page", "rss", "sitemap")
LEAST_SECRET = 16  # characters; `openssl rand -hex 32` makes a good one
# Read elsewhere: where the settings stand, jars that were brought by hand, and the file that compose mounts.
OTHER_VARIABLES = ("CONFIG", "CONFIG_FILE", "KAFKA_JARS")
# What Kubernetes gives each container of a service whose name begins with ours, and what only tests read.
OF_OTHERS = re.compile(r"(?:\w+_SERVICE_(?:HOST|PORT)|\w+_PORT_\d+_(?:TCP|UDP)|TESTS_)\w*=|\w+_PORT=(?:tcp|udp)://")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class SettingsError(Exception):
    """The configuration cannot be used; the text is one line per fault, fit to be shown as it is."""


def parse_duration(value: object) -> object:
    """`90s`, `15m`, `2h`, `1d`; anything else is left for pydantic to refuse."""
    if isinstance(value, str) and (found := re.fullmatch(r"(\d+)([smhd])", value.strip())):
        return timedelta(**{UNITS[found[2]]: int(found[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError("a duration is written as 90s, 15m, 2h or 1d")


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]


def parse_tokens(value: object) -> object:
    """A table of the file, or the same as JSON in the environment or a secret's file."""
    try:
        tokens = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        tokens = None
    if not isinstance(tokens, dict) or not all(re.fullmatch(r"[a-z]+:\S+", str(source)) for source in tokens):
        raise ValueError('it names sources and their tokens, as JSON {"recruitee:acme": "the token"} or as a table')
    return tokens


def parse_key(value: object) -> object:
    """What goes into a header or an address as it is."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if isinstance(text, str) and not re.fullmatch(r"[!-~]+", text):
        raise ValueError("a key or token has no blanks and no letters beyond ASCII")
    return value


Key = Annotated[SecretStr, BeforeValidator(parse_key)]


Selector = Annotated[str, Field(min_length=1, max_length=300)]


class Selectors(BaseModel):
    """Where on a `page` its adverts stand, as CSS selectors: each `row` is one, without it the page itself is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Selector
    row: Selector | None = None
    url: Selector | None = Field(None, description="the link to the advert; absent: the title's, or the row's first")
    location: Selector | None = None
    company: Selector | None = None
    posted: Selector | None = None
    employment_type: Selector | None = None
    pay: Selector | None = None
    description: Selector | None = None

    @property
    def stated(self) -> dict[str, str]:
        return self.model_dump(exclude_none=True)


class SourceSettings(BaseModel):
    """One `[[sources]]` entry. A board has a `token`; `page`, `rss` and `sitemap` have a `url`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    token: str | None = None
    url: str | None = None
    name: str | None = None
    every: Duration = timedelta(minutes=15)
    baseline: bool = True
    base_url: str | None = None
    permitted: bool = False
    pattern: str | None = None
    selectors: Selectors | None = None

    @field_validator("pattern")
    @classmethod
    def _an_expression(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"this is no regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _one_address(self) -> SourceSettings:
        if (self.token is None) == (self.url is None):
            raise ValueError("give either token or url")
        if self.kind in READ_BY_URL and self.url is None:
            raise ValueError(f"a {self.kind} has a url, not a token")
        if self.selectors and self.kind != "page":
            raise ValueError("only a page has selectors")
        return self

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.token or self.url}"


class Settings(BaseSettings):
    """All settings of all services; a service reads the few it needs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    kafka_bootstrap_servers: str | None = Field(None, description="outside Kafka; absent: embedded")
    kafka_topic_prefix: str = "jobalerts."
    database_url: SecretStr | None = Field(None, description="outside PostgreSQL; absent: embedded")
    data_dir: Path = Field(Path("data"), description="everything kept between runs")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8000, ge=0, le=65535)
    public_url: AnyHttpUrl | None = Field(None, description="how people reach the page; absent: host and port")
    secret_key: SecretStr | None = Field(None, description="several, separated by commas, while a key is changed")
    operator_api_key: SecretStr | None = None
    smtp_url: SecretStr | None = Field(None, description="absent: mails go to a Maildir under data_dir")
    mail_from: str = "jobalerts <alerts@localhost>"
    slack_base_url: AnyHttpUrl = AnyHttpUrl("https://hooks.slack.com")
    instant_window: Duration = timedelta(seconds=60)
    allow_private_networks: bool = False
    contact_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://github.com/jobalerts/jobalerts"), description="in our User-Agent, for those we read"
    )
    metrics_host: str = Field("127.0.0.1", description="where crawler, matcher and notifier show metrics and health")
    metrics_port_base: int = Field(9400, ge=0, le=65000, description="crawler +1, matcher +2, notifier +3")
    matcher_shards: int = Field(1, ge=1, description="parts of the subscriptions, each held by matchers of its own")
    matcher_shard: int = Field(0, ge=0, description="the part that this matcher holds: ids that leave this remainder")
    matcher_snapshot: bool = Field(True, description="keep its index under data_dir, so that a restart takes seconds")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"
    retain_closed: Duration = Field(timedelta(days=90), description="what is closed for longer is deleted")
    sources: tuple[SourceSettings, ...] = ()
    adzuna_app_id: Key | None = Field(None, description="https://developer.adzuna.com gives one")
    adzuna_app_key: Key | None = None
    usajobs_email: Key | None = Field(None, description="of the key's holder: USAJOBS wants it as User-Agent")
    usajobs_key: Key | None = Field(None, description="https://developer.usajobs.gov gives one")
    nav_token: Key | None = Field(None, description="https://pam-stilling-feed.nav.no gives one")
    arbeitsagentur_key: Key = Field(SecretStr("jobboerse-jobsuche"), description="published: jobsuche.api.bund.dev")
    api_tokens: Annotated[dict[str, Key], NoDecode, BeforeValidator(parse_tokens)] = Field(
        {}, description="tokens of single sources, by KIND:TOKEN"
    )

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, sender: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(sender)[1]):
            raise ValueError("it is written alerts@example.org or Name <alerts@example.org>")
        return sender

    @field_validator("database_url", "smtp_url")
    @classmethod
    def _a_url(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """What it names is tried later; the text never holds the password."""
        schemes = {"database_url": ("postgresql", "postgres"), "smtp_url": ("smtp", "smtps")}[info.field_name or ""]
        if url and url.get_secret_value().partition("://")[0] not in schemes:
            raise ValueError(f"it is written {schemes[0]}://user:password@host:port")
        return url

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys and any(len(key.strip()) < LEAST_SECRET for key in keys.get_secret_value().split(",")):
            raise ValueError(f"each key has {LEAST_SECRET} characters or more")
        return keys

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then what `load_settings` read from the file."""
        return env_settings, init_settings

    @property
    def page_url(self) -> str:
        """The address of the page without a closing slash."""
        given = str(self.public_url) if self.public_url else f"http://{self.http_host}:{self.http_port}"
        return given.rstrip("/")


def load_settings(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings; `config` defaults to `jobalerts.toml` in the working directory, where there is one."""
    _refuse_misspelt(environ)
    values = _read_file(config)
    _read_secret_files(values, environ)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError("\n".join(_plainly(fault) for fault in error.errors())) from None


def _refuse_misspelt(environ: Mapping[str, str]) -> None:
    """A variable with our prefix that is no setting is a slip of the pen, which would go unnoticed."""
    fields = Settings.model_fields
    known = {*(name.upper() for name in fields), *(f"{name.upper()}_FILE" for name in _secrets()), *OTHER_VARIABLES}
    given = {name.removeprefix(PREFIX): value for name, value in environ.items() if name.startswith(PREFIX)}
    strange = [name for name, value in given.items() if name not in known and not OF_OTHERS.match(f"{name}={value}")]
    if strange:
        raise SettingsError("\n".join(map(partial(_meant, known), strange)))


def _meant(known: Collection[str], name: str) -> str:
    near = get_close_matches(name, known, n=1)
    return f"{PREFIX}{name}: there is no such setting" + (f"; did you mean {PREFIX}{near[0]}?" if near else ".")


def _secrets() -> list[str]:
    return [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]


def _read_file(config: Path | None) -> dict[str, Any]:  # Any: TOML, typed by Settings in the next step
    path = config or Path(os.environ.get(f"{PREFIX}CONFIG", "jobalerts.toml"))
    if not path.exists():
        if config:
            raise SettingsError(f"We cannot find the configuration {path}.")
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"We cannot read the configuration {path}: {error}.") from None


def _read_secret_files(values: dict[str, Any], environ: Mapping[str, str]) -> None:
    for name in _secrets():
        variable = f"{PREFIX}{name.upper()}"
        path = environ.get(f"{variable}_FILE")
        if path and variable not in environ:
            try:
                values[name] = Path(path).read_text().strip()
            except OSError as error:
                raise SettingsError(f"{variable}_FILE: we cannot read {path}: {error.strerror}.") from None


def _plainly(fault: Any) -> str:  # Any: pydantic's ErrorDetails
    where = ".".join(str(part) for part in fault["loc"]) or "configuration"
    return f"{where}: {fault['msg'].removeprefix('Value error, ')}."
