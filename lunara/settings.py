"""Environment variables and secrets, read once into one frozen `Settings`.

Every setting is a field of `Settings` with its variable, default and one sentence in `SETTINGS`; README's table is
checked against it by a test, so a setting cannot be undocumented.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

import platformdirs

from lunara.errors import InvalidInput

Mode = Literal["embedded", "supabase", "postgres"]


@dataclass(frozen=True)
class Setting:
    """One row of the configuration table: variable, default as text, what it does, whether it is a secret."""

    variable: str
    default: str
    does: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("LUNARA_HOME", "the user's data folder", "Where the embedded workspace, uploads and the sample live."),
    Setting("LUNARA_DATABASE_URL", "", "Postgres URL of the workspace (own Postgres mode).", secret=True),
    Setting(
        "LUNARA_DATABASE_OWNER_URL",
        "",
        "The same database with a role that owns it: sets it up and applies migrations at start (own Postgres mode).",
        secret=True,
    ),
    Setting("SUPABASE_URL", "", "Supabase project URL (Supabase mode)."),
    Setting("SUPABASE_KEY", "", "Supabase publishable (anon) key. The service-role key is never needed.", secret=True),
    Setting(
        "LUNARA_SECRET_KEY",
        "made on first start (embedded mode)",
        "Base64 of 32 bytes that encrypt secrets of data sources and AI providers; several, separated by commas, newest first.",
        secret=True,
    ),
    Setting(
        "GEMINI_API_KEY",
        "",
        "Gemini key of the installation, for organizations without a key of their own; without any the offline planner answers.",
        secret=True,
    ),
    Setting("LUNARA_LLM_MODEL", "gemini-2.5-flash", "Gemini model that is asked where nothing else is named."),
    Setting(
        "LUNARA_LLM_BASE_URL",
        "",
        "Other address of Gemini's API, for the installation's key (a gateway, or a local stand-in).",
    ),
    Setting("LUNARA_LLM_TIMEOUT_SECONDS", "30", "How long one call to the provider may take."),
    Setting("LUNARA_POSTGRES_BIN", "", "Folder with initdb, postgres and pg_ctl for the embedded workspace."),
    Setting("LUNARA_QUERY_TIMEOUT_SECONDS", "60", "How long one warehouse statement may run."),
    Setting("LUNARA_QUERY_MAX_ROWS", "100000", "How many rows one result may hold; more are cut and said so."),
    Setting("LUNARA_QUERY_MAX_BYTES", "268435456", "How many bytes one result may hold."),
    Setting("LUNARA_QUERY_SLOTS", "4", "How many statements may run at once on one data source."),
    Setting(
        "LUNARA_QUERY_ORGANIZATION_SLOTS",
        "16",
        "How many statements of one organization may run at once, on all its sources.",
    ),
    Setting("LUNARA_QUERY_PROCESS_SLOTS", "48", "How many statements may run at once in all."),
    Setting("LUNARA_MAX_UPLOAD_BYTES", "2147483648", "Largest file that Connect takes."),
    Setting(
        "LUNARA_ALLOWED_HOSTS",
        "",
        "Comma-separated hosts that data sources, and organizations' own AI providers, may reach. Empty: any in the embedded "
        "mode, public ones where people sign in.",
    ),
    Setting(
        "LUNARA_ALLOWED_FUNCTIONS",
        "",
        "Comma-separated functions of your own (`schema.name`, as they are called) that queries on every data source may call.",
    ),
    Setting(
        "LUNARA_REMOTE_FILES",
        "off",
        "on: data sources may read Parquet files in object storage and on web servers.",
    ),
    Setting(
        "LUNARA_SERVER_IDENTITY",
        "off",
        "on: data sources may sign in as this server (Google's application default credentials). Always in the embedded mode.",
    ),
    Setting(
        "LUNARA_TRUSTED_PROXIES",
        "",
        "Comma-separated addresses or networks of reverse proxies on other machines, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed.",
    ),
    Setting(
        "LUNARA_PUBLIC_URL",
        "",
        "Address by which people reach the app, such as https://bi.example.com. Links in mails and sign-in providers lead "
        "back to it: without it there are none, except on localhost (Supabase mode).",
    ),
    Setting(
        "LUNARA_SIGN_IN_PROVIDERS",
        "",
        "Comma-separated providers of Supabase Auth to offer, such as google, github, azure (Supabase mode).",
    ),
    Setting(
        "LUNARA_SIGN_IN_HOURS",
        "12",
        "How long a sign-in holds until the provider is asked again, at most 720 hours (own Postgres mode).",
    ),
    Setting(
        "LUNARA_FRAME_ANCESTORS",
        "",
        "Comma-separated addresses of sites that may show the app in a frame, such as https://intranet.example.com.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """What the process was started with. Secrets are excluded from `repr`."""

    home: Path
    database_url: str = field(default="", repr=False)
    database_owner_url: str = field(default="", repr=False)
    supabase_url: str = ""
    supabase_key: str = field(default="", repr=False)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    gemini_api_key: str = field(default="", repr=False)
    llm_model: str = "gemini-2.5-flash"
    llm_base_url: str = ""
    llm_timeout_seconds: float = 30.0
    postgres_bin: str = ""
    query_timeout_seconds: float = 60.0
    query_max_rows: int = 100_000
    query_max_bytes: int = 268_435_456
    query_slots: int = 4
    query_organization_slots: int = 16
    query_process_slots: int = 48
    max_upload_bytes: int = 2_147_483_648
    allowed_hosts: tuple[str, ...] = ()
    allowed_functions: tuple[str, ...] = ()
    remote_files: bool = False
    server_identity: bool = False
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    public_url: str = ""
    sign_in_providers: tuple[str, ...] = ()
    sign_in_hours: float = 12.0
    frame_ancestors: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode:
        """Which workspace store is used: Supabase when its URL is set, own Postgres when its URL is, else embedded."""
        if self.supabase_url:
            return "supabase"
        return "postgres" if self.database_url else "embedded"

    @property
    def is_shared(self) -> bool:
        """Whether people sign in, so that several organizations may share this server: all modes but the embedded one."""
        return self.mode != "embedded"


def load_settings(environ: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None) -> Settings:
    """Read settings from `environ` (default: the process's), falling back to `secrets` (Streamlit's secrets file).

    Raises InvalidInput when a number is not a number or two workspace modes are configured at once.
    """
    env = os.environ if environ is None else environ
    low = secrets or {}

    def text(name: str) -> str:
        return str(env.get(name) or low.get(name) or "").strip()

    def number(name: str, default: float) -> float:
        raw = text(name)
        if not raw:
            return default
        try:
            value = float(raw)
        except ValueError:
            raise InvalidInput(
                f"{name} is {raw!r}, which is not a number.", f"Set {name} to a number or remove it."
            ) from None
        if value <= 0:
            raise InvalidInput(f"{name} is {raw}, which is not above zero.", f"Set {name} to a positive number.")
        return value

    def switch(name: str) -> bool:
        raw = text(name).lower()
        if raw not in ("", "on", "off", "true", "false", "1", "0"):
            raise InvalidInput(f"{name} is {raw!r}, which is neither on nor off.", f"Set {name} to on or off.")
        return raw in ("on", "true", "1")

    def several(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(name).split(",") if part.strip())

    def network(name: str, raw: str) -> IPv4Network | IPv6Network:
        try:
            return ip_network(raw, strict=False)
        except ValueError:
            raise InvalidInput(
                f"{name} names {raw!r}, which is neither an address nor a network.",
                "Write addresses such as 10.0.0.5 or networks such as 10.0.0.0/8.",
            ) from None

    def address(name: str, raw: str, *, with_path: bool = False) -> str:
        pattern = r"https?://[A-Za-z0-9.*-]+(:\d+)?" + (r"(/[A-Za-z0-9._~-]+)*" if with_path else "")
        if raw and not re.fullmatch(pattern if with_path else pattern + "/?", raw):
            raise InvalidInput(
                f"{name} names {raw!r}, which is not the address of a site.", "Write it as https://bi.example.com."
            )
        return raw if with_path else raw.rstrip("/")

    def provider(raw: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", raw):
            raise InvalidInput(
                f"LUNARA_SIGN_IN_PROVIDERS names {raw!r}, which is no provider of Supabase Auth.",
                "Write the names that Supabase gives them, such as google, github or azure.",
            )
        return raw

    if text("SUPABASE_URL") and text("LUNARA_DATABASE_URL"):
        raise InvalidInput(
            "SUPABASE_URL and LUNARA_DATABASE_URL are both set.",
            "Keep the one that the workspace lives in and remove the other.",
        )
    if text("SUPABASE_URL") and not text("SUPABASE_KEY"):
        raise InvalidInput(
            "SUPABASE_URL is set and SUPABASE_KEY is not.", "Set SUPABASE_KEY to the publishable (anon) key."
        )
    home = text("LUNARA_HOME")
    return Settings(
        home=Path(home).expanduser().resolve() if home else Path(platformdirs.user_data_dir("lunara", appauthor=False)),
        database_url=text("LUNARA_DATABASE_URL"),
        database_owner_url=text("LUNARA_DATABASE_OWNER_URL"),
        supabase_url=text("SUPABASE_URL").rstrip("/"),
        supabase_key=text("SUPABASE_KEY"),
        secret_keys=several("LUNARA_SECRET_KEY"),
        gemini_api_key=text("GEMINI_API_KEY"),
        llm_model=text("LUNARA_LLM_MODEL") or "gemini-2.5-flash",
        llm_base_url=text("LUNARA_LLM_BASE_URL"),
        llm_timeout_seconds=number("LUNARA_LLM_TIMEOUT_SECONDS", 30.0),
        postgres_bin=text("LUNARA_POSTGRES_BIN"),
        query_timeout_seconds=number("LUNARA_QUERY_TIMEOUT_SECONDS", 60.0),
        query_max_rows=int(number("LUNARA_QUERY_MAX_ROWS", 100_000)),
        query_max_bytes=int(number("LUNARA_QUERY_MAX_BYTES", 268_435_456)),
        query_slots=int(number("LUNARA_QUERY_SLOTS", 4)),
        query_organization_slots=int(number("LUNARA_QUERY_ORGANIZATION_SLOTS", 16)),
        query_process_slots=int(number("LUNARA_QUERY_PROCESS_SLOTS", 48)),
        max_upload_bytes=int(number("LUNARA_MAX_UPLOAD_BYTES", 2_147_483_648)),
        allowed_hosts=several("LUNARA_ALLOWED_HOSTS"),
        allowed_functions=several("LUNARA_ALLOWED_FUNCTIONS"),
        remote_files=switch("LUNARA_REMOTE_FILES"),
        server_identity=switch("LUNARA_SERVER_IDENTITY"),
        trusted_proxies=tuple(network("LUNARA_TRUSTED_PROXIES", one) for one in several("LUNARA_TRUSTED_PROXIES")),
        public_url=address("LUNARA_PUBLIC_URL", text("LUNARA_PUBLIC_URL").rstrip("/"), with_path=True),
        sign_in_providers=tuple(provider(one) for one in several("LUNARA_SIGN_IN_PROVIDERS")),
        sign_in_hours=min(number("LUNARA_SIGN_IN_HOURS", 12.0), 720.0),
        frame_ancestors=tuple(address("LUNARA_FRAME_ANCESTORS", one) for one in several("LUNARA_FRAME_ANCESTORS")),
    )


def settings_table() -> str:
    """The configuration table of the README, as Markdown."""
    rows = ["| variable | default | what it does |", "|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default and " " not in setting.default else setting.default
        rows.append(f"| `{setting.variable}` | {default} | {setting.does} |")
    return "\n".join(rows)
