"""Settings that cannot be used are refused at once, by the name of the field and in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobalerts_shared.settings import SettingsError, load_settings

PAGE = "[[sources]]\nkind = 'page'\n"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param(
            "mail_from = 'garbage'", "mail_from: it is written alerts@example.org", id="a sender that is none"
        ),
        pytest.param("database_url = 'mysql://u:p@h/x'", "database_url: it is written postgresql://", id="a database"),
        pytest.param("smtp_url = 'http://u:p@h'", "smtp_url: it is written smtp://", id="a mail server"),
        pytest.param("secret_key = 'short'", "secret_key: each key has 16 characters", id="a short key"),
        pytest.param(f"secret_key = '{'a' * 20},b'", "secret_key: each key", id="a short key beside a long one"),
        pytest.param("nav_token = 'u:p two'", "nav_token: a key or token has no blanks", id="a key with a blank"),
        pytest.param("api_tokens = 'u:p'", "api_tokens: it names sources and their tokens", id="a token of nobody"),
        pytest.param("[api_tokens]\nacme = 'u:p'", "api_tokens: it names sources", id="a token without a kind"),
        pytest.param(
            "[api_tokens]\n'recruitee:acme' = 'u:p '", "api_tokens.recruitee:acme: a key", id="a token with a blank"
        ),
        pytest.param(f"{PAGE}token = 'x'", "sources.0: a page has a url", id="a page by a token"),
        pytest.param(f"{PAGE}token = 'x'\nurl = 'https://x'", "sources.0: give either token or url", id="both"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, config: str, said: str) -> None:
    (tmp_path / "jobalerts.toml").write_text(config)
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path / "jobalerts.toml", {})
    assert said in str(refused.value)
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        pytest.param(
            "HTTP_PROT",
            "JOBALERTS_HTTP_PROT: there is no such setting; did you mean JOBALERTS_HTTP_PORT?",
            id="misspelt",
        ),
        pytest.param("SECRETKEY", "did you mean JOBALERTS_SECRET_KEY?", id="without its bar"),
        pytest.param(
            "HTTP_PORT_FILE", "JOBALERTS_HTTP_PORT_FILE: there is no such setting", id="a file for what is no secret"
        ),
        pytest.param("QWERTZ", "JOBALERTS_QWERTZ: there is no such setting.", id="like nothing"),
    ],
)
def test_a_variable_that_is_no_setting_is_said(tmp_path: Path, variable: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(None, {f"JOBALERTS_{variable}": "u:p"})
    assert said in str(refused.value) and "u:p" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("JOBALERTS_CONFIG", "x.toml", id="where the settings stand"),
        pytest.param("JOBALERTS_SECRET_KEY_FILE", "/dev/null", id="a secret's file"),
        pytest.param("JOBALERTS_WEB_SERVICE_HOST", "10.0.0.1", id="Kubernetes, a host"),
        pytest.param("JOBALERTS_WEB_PORT", "tcp://10.0.0.1:80", id="Kubernetes, a port"),
        pytest.param("JOBALERTS_WEB_PORT_80_TCP_ADDR", "10.0.0.1", id="Kubernetes, an address"),
        pytest.param("OTHER_HTTP_PROT", "1", id="not ours"),
    ],
)
def test_a_variable_of_others_is_left_alone(variable: str, value: str) -> None:
    try:
        load_settings(None, {variable: value})
    except SettingsError as error:
        assert variable not in str(error)


def test_what_is_right_is_taken(tmp_path: Path) -> None:
    (tmp_path / "jobalerts.toml").write_text(
        "mail_from = 'Jobs <a@b.example>'\ndatabase_url = 'postgresql://h/x'\nsmtp_url = 'smtps://h'\n"
        f"secret_key = '{'a' * 16}'\n{PAGE}url = 'https://x.example/careers'"
    )
    settings = load_settings(tmp_path / "jobalerts.toml", {})
    assert settings.sources[0].id == "page:https://x.example/careers"


def test_a_key_comes_from_the_file_the_environment_or_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, secret, tokens = tmp_path / "jobalerts.toml", tmp_path / "key", tmp_path / "tokens"
    config.write_text("adzuna_app_id = 'id-1'\n[api_tokens]\n'recruitee:acme' = 't-file'\n")
    secret.write_text("key-1\n")
    tokens.write_text('{"recruitee:acme": "t-own"}\n')
    plain = load_settings(config, {"JOBALERTS_ADZUNA_APP_KEY_FILE": str(secret)})
    assert plain.adzuna_app_id and plain.adzuna_app_id.get_secret_value() == "id-1"
    assert plain.adzuna_app_key and plain.adzuna_app_key.get_secret_value() == "key-1"
    assert plain.api_tokens["recruitee:acme"].get_secret_value() == "t-file"
    owned = load_settings(config, {"JOBALERTS_API_TOKENS_FILE": str(tokens)})
    assert owned.api_tokens["recruitee:acme"].get_secret_value() == "t-own"
    monkeypatch.setenv("JOBALERTS_API_TOKENS", '{"recruitee:acme": "t-env"}')
    assert load_settings(config, {}).api_tokens["recruitee:acme"].get_secret_value() == "t-env"
    assert not any(key in f"{plain!r}{owned!r}" for key in ("id-1", "key-1", "t-file", "t-own"))
