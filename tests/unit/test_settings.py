"""Settings: read once, clear errors, and README's table is the table in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.errors import InvalidInput
from lunara.settings import SETTINGS, load_settings, settings_table

ROOT = Path(__file__).resolve().parents[2]


def test_readme_documents_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert shown == settings_table()
    for setting in SETTINGS:
        assert f"`{setting.variable}`" in shown


def test_nothing_configured_is_embedded() -> None:
    settings = load_settings({})
    assert settings.mode == "embedded"
    assert settings.home.is_absolute()


def test_two_workspaces_at_once_are_refused() -> None:
    with pytest.raises(InvalidInput, match="both set"):
        load_settings({"SUPABASE_URL": "https://x", "SUPABASE_KEY": "k", "LUNARA_DATABASE_URL": "postgresql://x"})


def test_supabase_needs_its_key() -> None:
    with pytest.raises(InvalidInput, match="SUPABASE_KEY"):
        load_settings({"SUPABASE_URL": "https://x"})


@pytest.mark.parametrize("value", ["ten", "0", "-3"])
def test_a_number_must_be_a_positive_number(value: str) -> None:
    with pytest.raises(InvalidInput, match="LUNARA_QUERY_MAX_ROWS"):
        load_settings({"LUNARA_QUERY_MAX_ROWS": value})


def test_environment_wins_over_secrets_and_secrets_are_not_shown() -> None:
    settings = load_settings(
        {"GEMINI_API_KEY": "from-env"}, {"GEMINI_API_KEY": "from-file", "LUNARA_SECRET_KEY": "a, b"}
    )
    assert settings.gemini_api_key == "from-env"
    assert settings.secret_keys == ("a", "b")
    assert "from-env" not in repr(settings)


def test_trusted_proxies_are_addresses_or_networks() -> None:
    found = load_settings({"LUNARA_TRUSTED_PROXIES": "10.0.0.5, 172.16.3.1/12,fd00::/8"}).trusted_proxies
    assert [str(one) for one in found] == ["10.0.0.5/32", "172.16.0.0/12", "fd00::/8"]
    with pytest.raises(InvalidInput, match="neither an address nor a network"):
        load_settings({"LUNARA_TRUSTED_PROXIES": "proxy.example"})
