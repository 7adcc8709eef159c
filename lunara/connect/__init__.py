"""Step 1 of the journey: warehouses. `KINDS` names one module per kind; nothing here imports a driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from urllib.parse import parse_qsl, unquote, urlsplit

from lunara.connect.drivers import is_installed, missing
from lunara.connect.servers import without_credentials
from lunara.connect.warehouse import Field, Warehouse, WarehouseKind
from lunara.errors import InvalidInput
from lunara.settings import Settings, load_settings

# In the order that the page offers them.
KINDS: dict[str, str] = {
    "files": "lunara.connect.files",
    "postgres": "lunara.connect.postgres",
    "mysql": "lunara.connect.mysql",
    "bigquery": "lunara.connect.bigquery",
    "snowflake": "lunara.connect.snowflake",
    "databricks": "lunara.connect.databricks",
    "redshift": "lunara.connect.redshift",
    "athena": "lunara.connect.athena",
    "clickhouse": "lunara.connect.clickhouse",
    "trino": "lunara.connect.trino",
    "spark": "lunara.connect.spark",
    "motherduck": "lunara.connect.motherduck",
    "duckdb": "lunara.connect.duckdb",
    "sqlite": "lunara.connect.sqlite",
    "parquet": "lunara.connect.parquet",
}

# Asked for often, and not half-supported: what they are called in URLs, and what they are.
NOT_YET: dict[str, str] = {"mssql": "SQL Server", "sqlserver": "SQL Server", "oracle": "Oracle"}


def kind(name: str) -> WarehouseKind:
    """What the kind declares of itself: label, form fields, dialect, capabilities. Raises InvalidInput when unknown."""
    found: WarehouseKind = _module(name).KIND
    return found


def kinds() -> tuple[WarehouseKind, ...]:
    """Every kind, in the order that the page offers them."""
    return tuple(kind(name) for name in KINDS)


def read_form(name: str, values: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """A filled form as (config, secrets), checked against the fields that the kind declares.

    Empty values take the field's default. Raises InvalidInput naming the field that is missing or has a wrong value.
    """
    secrets: dict[str, str] = {}
    for field in kind(name).fields:
        if field.secret:
            text = _text_of(field, values)
            if text:
                secrets[field.name] = text
    return read_config(name, values), secrets


def read_config(name: str, values: Mapping[str, object]) -> dict[str, str]:
    """What is not secret of a filled form, checked as `read_form` does. Raises InvalidInput."""
    config: dict[str, str] = {}
    for field in kind(name).fields:
        if not field.secret:
            text = _text_of(field, values)
            if text:
                config[field.name] = text
    return config


def _text_of(field: Field, values: Mapping[str, object]) -> str:
    given = values.get(field.name)
    text = "" if given is None else str(given).lower() if isinstance(given, bool) else str(given)
    text = (text if field.secret else text.strip()) or field.default
    _check_field(field, text)
    return text


def told_config(name: str, config: Mapping[str, str]) -> dict[str, str]:
    """What of a source's configuration may be told and written into files: no secret field, and no credential in an address."""
    fields = {field.name: field for field in kind(name).fields if not field.secret}
    return {
        key: without_credentials(text) if fields[key].destination else text
        for key, text in config.items()
        if key in fields
    }


def _check_field(field: Field, text: str) -> None:
    if field.required and not text and field.type != "files":
        raise InvalidInput(f"{field.label} is missing.", field.help or "Fill it in.", field=field.name)
    if field.type == "number" and text and not text.isdecimal():
        raise InvalidInput(
            f"{field.label} is {text!r}, which is not a whole number.", "Use digits only.", field=field.name
        )
    if field.choices and text and text not in field.choices:
        raise InvalidInput(
            f"{field.label} cannot be {text!r}.", f"Choose one of {', '.join(field.choices)}.", field=field.name
        )


def open_warehouse(name: str, config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> Warehouse:
    """Open a data source of that kind; the caller closes it. `settings` say which hosts it may reach, and how much it may read.

    Raises InvalidInput for an unknown kind or a missing field, ConnectFailed when it cannot be reached or its driver is missing.
    """
    if not is_installed(kind(name)):
        raise missing(kind(name))
    opened: Warehouse = _module(name).open(config, secrets, settings)
    return opened


def parse_url(url: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """A SOURCE of the command line as (kind, config, secrets). Raises InvalidInput for what is not one."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark:
        raise InvalidInput(
            f"{url.rpartition('@')[2][:80]!r} is not a source.",
            "Give a URL such as duckdb:///path/to/file.duckdb or postgresql://user@host/database.",
        )
    schemes = {s: k.name for k in kinds() for s in k.url_schemes}
    name = schemes.get(scheme.lower())
    if scheme.lower() in NOT_YET:
        raise InvalidInput(
            f"{NOT_YET[scheme.lower()]} is not supported yet.",
            f"Supported are {', '.join(one.label for one in kinds())}.",
        )
    if name is None:
        near = get_close_matches(scheme.lower(), schemes, 1)
        hint = f"Did you mean {near[0]}://?" if near else f"Known are {', '.join(f'{s}://' for s in schemes)}."
        raise InvalidInput(f"{scheme}:// is not a kind of source.", hint)
    module = _module(name)
    if hasattr(module, "from_server_url"):
        try:
            config, secrets = module.from_server_url(urlsplit(url.strip()))
        except ValueError:
            raise InvalidInput(
                "The URL cannot be read.",
                "Write it as scheme://user:password@host:port/database; encode special characters.",
            ) from None
        return name, config, secrets
    location, _, query = rest.partition("?")
    config, secrets = module.from_url(unquote(location), dict(parse_qsl(query)))
    return name, config, secrets


def takes_url(name: str) -> bool:
    """Whether this kind is a server that is commonly given as one URL (scheme://user:password@host:port/database)."""
    return hasattr(_module(name), "from_server_url")


def open_url(url: str, settings: Settings | None = None) -> Warehouse:
    """Open a SOURCE URL (`duckdb:///path`, `sqlite:///path`, `postgresql://…`, `csv:///folder`); the caller closes it.

    `settings` are those of the environment unless given.

    Raises InvalidInput for a URL that cannot be read, ConnectFailed when the source cannot be reached.
    """
    name, config, secrets = parse_url(url)
    return open_warehouse(name, config, secrets, settings or load_settings())


def _module(name: str) -> ModuleType:
    path = KINDS.get(name)
    if path is None:
        raise InvalidInput(f"{name!r} is not a kind of data source.", f"Known are {', '.join(KINDS)}.")
    return import_module(path)


__all__: Sequence[str] = (
    "KINDS",
    "kind",
    "kinds",
    "open_url",
    "open_warehouse",
    "parse_url",
    "read_config",
    "read_form",
)
