"""`supabase/config.toml` and `seed.sql`: what `supabase start` and `supabase db push` make of them is what the app needs."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from lunara.workspace.migrate import SUPABASE
from lunara.workspace.table_base import PAGE

ROOT = SUPABASE.parent
CONFIG: dict[str, Any] = tomllib.loads((SUPABASE / "config.toml").read_text(encoding="utf-8"))

# The keys of ours among those that the command line's own template has (supabase/cli, pkg/config/templates/config.toml): it only
# warns of one that it does not know.
KNOWN = {
    "": {"project_id", "api", "db", "auth", "realtime", "storage", "edge_runtime", "analytics"},
    "api": {"enabled", "port", "schemas", "extra_search_path", "max_rows"},
    "db": {"port", "major_version", "seed"},
    "db.seed": {"enabled", "sql_paths"},
    "auth": {
        "enabled", "site_url", "additional_redirect_urls", "jwt_expiry", "enable_refresh_token_rotation",
        "refresh_token_reuse_interval", "enable_signup", "enable_anonymous_sign_ins", "enable_manual_linking",
        "minimum_password_length", "rate_limit", "email",
    },
    "auth.rate_limit": {"sign_in_sign_ups", "token_refresh", "token_verifications"},
    "auth.email": {
        "enable_signup", "double_confirm_changes", "enable_confirmations", "max_frequency", "otp_expiry", "template",
    },
    "auth.email.template": {"confirmation", "magic_link", "recovery", "email_change", "invite"},
    **{f"auth.email.template.{one}": {"subject", "content_path"}
       for one in ("confirmation", "magic_link", "recovery", "email_change", "invite")},
    **{one: {"enabled"} for one in ("realtime", "storage", "edge_runtime", "analytics")},
}  # fmt: skip


def tables(found: dict[str, Any], path: str = "") -> dict[str, set[str]]:
    below = {f"{path}.{key}".strip("."): value for key, value in found.items() if isinstance(value, dict)}
    return {path: set(found)} | {name: keys for at, value in below.items() for name, keys in tables(value, at).items()}


def test_every_key_is_one_that_the_command_line_knows() -> None:
    assert tables(CONFIG) == KNOWN


def test_the_api_shows_public_alone_and_whole_pages() -> None:
    api = CONFIG["api"]
    assert (api["enabled"], api["schemas"], api["extra_search_path"]) == (True, ["public"], ["public"])
    assert api["max_rows"] >= PAGE  # the Store takes a shorter page for the last one


def test_postgres_is_one_that_the_migrations_are_tried_on() -> None:
    assert 15 <= CONFIG["db"]["major_version"] <= 18


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("path", ["/", "/api/auth/confirm?state=x", "/lunara/api/auth/confirm"])
def test_mails_and_providers_lead_back_to_the_app(host: str, path: str) -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")).get("server", {})
    address = f"http://{host}:{server.get('port', 8501)}"
    auth = CONFIG["auth"]
    assert any(fnmatch(address + path, allowed) for allowed in auth["additional_redirect_urls"])
    assert auth["site_url"] == f"http://localhost:{server.get('port', 8501)}"
    assert all(fnmatch(f"{one}", "http://*:8501/**") for one in auth["additional_redirect_urls"]), "this machine alone"


def test_an_account_is_for_whoever_owns_its_address() -> None:
    auth, email = CONFIG["auth"], CONFIG["auth"]["email"]
    assert auth["enabled"] and auth["enable_signup"] and email["enable_signup"]
    assert email["enable_confirmations"] and email["double_confirm_changes"]
    assert not auth["enable_anonymous_sign_ins"] and not auth["enable_manual_linking"]
    assert auth["enable_refresh_token_rotation"] and 0 < auth["refresh_token_reuse_interval"] <= 10
    assert auth["jwt_expiry"] <= 3600 and auth["minimum_password_length"] >= 8


def test_what_it_names_is_there() -> None:
    for one in CONFIG["auth"]["email"]["template"].values():
        assert (ROOT / one["content_path"]).is_file() and one["subject"]
    for one in CONFIG["db"]["seed"]["sql_paths"]:
        assert (SUPABASE / one).is_file()
    assert [path.name for path in SUPABASE.glob("migrations/*") if not re.fullmatch(r"\d{4}_\w+\.sql", path.name)] == []
    numbers = [path.name[:4] for path in sorted(SUPABASE.glob("migrations/*.sql"))]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)], "each migration has a number of its own"


def test_mails_say_how_long_their_link_works() -> None:
    assert CONFIG["auth"]["email"]["otp_expiry"] == 3600
    for path in sorted((SUPABASE / "templates").glob("*.html")):
        said = re.findall(r"for (\w+) (\w+)\.", path.read_text(encoding="utf-8"))
        assert said == [("one", "hour")], path.name


def test_no_secret_is_written_into_it() -> None:
    text = (SUPABASE / "config.toml").read_text(encoding="utf-8")
    for name, value in re.findall(r'^#? ?(\w*(?:secret|pass|key|token|client_id)) = "(.*)"', text, flags=re.M):
        assert value.startswith("env("), name


def test_the_seed_makes_nobody() -> None:
    """A known account or organization in every new project would be a door."""
    text = re.sub(r"--[^\n]*", "", Path(SUPABASE / "seed.sql").read_text(encoding="utf-8"))
    assert text.strip() == "select 1;"
