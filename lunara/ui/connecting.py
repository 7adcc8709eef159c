"""What Connect does, without a widget: test, save, change and delete data sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lunara import connect
from lunara.connect.catalog_reading import read_catalog
from lunara.connect.warehouse import CancelToken, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, NotPermitted
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.jobs import Report
from lunara.ui.page import PageContext
from lunara.ui.reaching import answered
from lunara.ui.upload import remove_tables, used_by_another
from lunara.ui.warehouses import POOL, READINGS
from lunara.workspace.records import DataSource

FILES = "files"


@dataclass(frozen=True)
class SourceDraft:
    """What a filled form says. `secrets` holds only what was typed: a field left blank keeps what is stored."""

    name: str
    kind: str
    config: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)


def offered_kinds(settings: Settings) -> list[WarehouseKind]:
    """The kinds that may be added here.

    Where several organizations share the server, kinds that open a path on it are left out: a path could name another
    organization's file.
    """
    return [kind for kind in connect.kinds() if allowed_here(settings, kind)]


def allowed_here(settings: Settings, kind: WarehouseKind) -> bool:
    """Whether this deployment lets people add that kind."""
    if kind.allowed_by and not getattr(settings, kind.allowed_by):
        return False
    return not settings.is_shared or kind.name == FILES or all(field.type != "path" for field in kind.fields)


def checked(
    settings: Settings, draft: SourceDraft, stored: Mapping[str, str], before: Mapping[str, str] | None = None
) -> SourceDraft:
    """The draft with defaults filled in and stored secrets where none was typed.

    `before` is the configuration that `stored` belongs to: a stored secret is not sent to another server than it was given for.
    Raises InvalidInput naming the field that is missing or wrong, NotPermitted when the kind is not offered here.
    """
    kind = connect.kind(draft.kind)
    if not allowed_here(settings, kind):
        raise NotPermitted(f"{kind.label} is not offered on this server.", "Upload the files instead.")
    if not draft.name.strip():
        raise InvalidInput("The data source has no name.", "Give it a name that your team will recognise.")
    config, secrets = connect.read_form(draft.kind, {**draft.config, **stored, **draft.secrets})
    kept = next((one for one in kind.fields if one.name in secrets and not draft.secrets.get(one.name)), None)
    moved = next(
        (one for one in kind.fields if one.destination and config.get(one.name) != (before or config).get(one.name)),
        None,
    )
    if kept is not None and moved is not None:
        raise InvalidInput(
            f"{moved.label} was changed, so {kept.label.lower()} is needed again.",
            "What is stored is only ever sent where it was given for.",
            field=kept.name,
        )
    return SourceDraft(draft.name.strip(), draft.kind, config, secrets)


def try_source(settings: Settings, draft: SourceDraft, report: Report, cancel: CancelToken) -> list[Finding]:
    """ "Test connection": what was found, in words. A source that cannot be reached is one finding of level error."""
    report("Connecting")
    try:
        warehouse = connect.open_warehouse(draft.kind, draft.config, draft.secrets, settings)
        try:
            cancel.raise_if_cancelled()
            report("Looking around")
            return warehouse.check()
        finally:
            warehouse.close()
    except ConnectFailed as error:
        return [Finding("error", error.message, error.hint)]


def save_source(
    ctx: PageContext, draft: SourceDraft, report: Report, cancel: CancelToken, *, existing: DataSource | None = None
) -> DataSource:
    """Connect with a `checked` draft, read the catalog, then create the data source (or change `existing`).

    Nothing is saved when it fails: no settings without their catalog.

    Raises ConnectFailed in the words of the first error found.
    """
    report("Connecting")
    warehouse = connect.open_warehouse(draft.kind, draft.config, draft.secrets, ctx.settings)
    try:
        worst = next((finding for finding in warehouse.check() if finding.level == "error"), None)
        if worst is not None:
            raise ConnectFailed(worst.message, worst.hint)
        kept = READINGS.of((ctx.organization.id, ctx.principal.user_id, fingerprint_of(draft)))
        catalog = read_catalog(warehouse, report=report, cancel=cancel, kept=kept).to_json()
    finally:
        warehouse.close()
    report("Saving")
    if existing is None:
        return ctx.store.create_data_source(
            ctx.project_id, draft.name, draft.kind, draft.config, draft.secrets, catalog=catalog
        )
    answered(ctx.organization.id, existing.id)
    return ctx.store.update_data_source(
        existing.id, name=draft.name, config=draft.config, secrets=draft.secrets, catalog=catalog
    )


def fingerprint_of(draft: SourceDraft) -> str:
    """What the draft would connect to and as whom, told apart without being told."""
    said = json.dumps([draft.kind, dict(draft.config), dict(draft.secrets)], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def delete_source(ctx: PageContext, source: DataSource) -> None:
    """Delete a data source with what hangs on it, its open connections and its uploaded files."""
    ctx.store.delete_data_source(source.id)
    POOL.drop(ctx.organization.id, source.id)
    cache.forget(organization_id=ctx.organization.id, source_id=source.id)
    if source.kind == FILES:
        remove_tables(ctx, source)


def delete_project(ctx: PageContext, project_id: str) -> None:
    """Delete a project with everything in it, and the files on this machine that only it used."""
    sources = ctx.store.list_data_sources(project_id)
    ctx.store.delete_project(project_id)
    samples = ctx.settings.home / "samples" / ctx.organization.id
    for source in sources:
        POOL.drop(ctx.organization.id, source.id)
        cache.forget(organization_id=ctx.organization.id, source_id=source.id)
        if source.kind == FILES:
            remove_tables(ctx, source)
        elif (
            source.kind == "duckdb"
            and Path(source.config.get("path", "")).parent == samples
            and not used_by_another(ctx, source)
        ):
            Path(source.config["path"]).unlink(missing_ok=True)


def address_of(source: DataSource, kind: WarehouseKind) -> str:
    """Where it points, in a few words, from what is neither secret nor as it comes: "db.example.com / sales"."""
    shown = [
        source.config.get(field.name, "")
        for field in kind.fields
        if not field.secret
        and field.type in ("text", "path")
        and kind.name != FILES
        and source.config.get(field.name, "") != field.default
    ]
    return " / ".join(part for part in shown if part)[:120]
