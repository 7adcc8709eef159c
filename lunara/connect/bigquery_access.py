"""Whether an account could write in BigQuery, asked of Google's own permissions, and the grants of one that cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.connect.bigquery_catalog import Dataset
from lunara.connect.bigquery_jobs import CALL_SECONDS, JobLimits, Jobs, Work
from lunara.connect.warehouse import Finding

if TYPE_CHECKING:
    from requests import Session

DATASETS_LOOKED_AT = 20
_WRITES = (
    "bigquery.datasets.create",
    "bigquery.datasets.delete",
    "bigquery.datasets.update",
    "bigquery.tables.create",
    "bigquery.tables.delete",
    "bigquery.tables.update",
    "bigquery.tables.updateData",
)
_TABLE_WRITES = ("bigquery.tables.delete", "bigquery.tables.update", "bigquery.tables.updateData")
_READS_FAST = "bigquery.readsessions.create"
_WRITING_ROLES = ("WRITER", "OWNER", "roles/bigquery.dataEditor", "roles/bigquery.dataOwner", "roles/bigquery.admin")


@dataclass(frozen=True)
class Access:
    """What the account may do. `writes` says in words what it could change, and where.

    `unknown` are projects and datasets that do not tell; `may_read_fast` is None where that is not known.
    """

    account: str
    writes: tuple[str, ...]
    unknown: tuple[str, ...]
    may_read_fast: bool | None


def read_access(
    jobs: Jobs, session: Session, projects_at: str, datasets: Sequence[Dataset], *, account: str, work: Work
) -> Access:
    """Ask the permissions on each project, on a table of each dataset, and what each dataset itself grants the account."""
    writes: list[str] = []
    unknown: list[str] = []
    fast: bool | None = None
    billing = datasets[0].billing if datasets else jobs.project
    for project in dict.fromkeys([billing, *(one.project for one in datasets)]):
        granted = _on_project(session, projects_at, project, work)
        if granted is None:
            unknown.append(project)
            continue
        writes += [f"it may {_words(one)} in the project {project}" for one in _WRITES if one in granted]
        if project == billing:
            fast = _READS_FAST in granted
    for dataset in datasets[:DATASETS_LOOKED_AT]:
        found = _on_dataset(jobs, dataset, account, work)
        if found is None:
            unknown.append(dataset.schema)
            continue
        writes += [f"it may {_words(one)} in the dataset {dataset.schema}" for one in found]
    if len(datasets) > DATASETS_LOOKED_AT:
        unknown.append(f"{len(datasets) - DATASETS_LOOKED_AT:,} more datasets")
    return Access(account, tuple(dict.fromkeys(writes)), tuple(unknown), fast)


def findings(access: Access, limits: JobLimits, tables: Mapping[str, int], *, storage: bool) -> list[Finding]:
    """The lines of "Test connection"."""
    place = f" in {limits.location}" if limits.location else ""
    who = access.account or "this server's own identity"
    lines = [Finding("ok", f"Connected to BigQuery{place} as {who}; queries are billed to {limits.project}.")]
    count = sum(tables.values())
    grants = _grants(limits.project, list(tables))
    if count:
        several = f" in {len(tables):,} datasets" if len(tables) > 1 else ""
        lines.append(Finding("ok", f"It can read {count:,} {'table' if count == 1 else 'tables'}{several}."))
    else:
        lines.append(
            Finding(
                "error",
                f"The account sees no tables in {', '.join(tables) or f'the project {limits.project}'}.",
                "If there are some, an administrator can let it read them:",
                grants,
            )
        )
    if access.writes:
        more = f", and {len(access.writes) - 1} more" if len(access.writes) > 1 else ""
        lines.append(
            Finding(
                "warning",
                f"The account {who} can write: {access.writes[0]}{more}.",
                "Lunara only reads, but a reading account is safer. An administrator can make one, with no other roles:",
                grants,
            )
        )
    elif access.unknown:
        lines.append(
            Finding(
                "warning",
                f"What the account may do in {', '.join(access.unknown)} as a whole cannot be looked up.",
                "Enable the Cloud Resource Manager API there, or make sure that the account has these roles alone:",
                grants,
            )
        )
    else:
        lines.append(Finding("ok", "The account can only read."))
    if not storage or access.may_read_fast is False:
        lines.append(
            Finding(
                "ok",
                "Large results come as pages, which is slower than the Storage Read API.",
                "For the faster way grant the account BigQuery Read Session User (roles/bigquery.readSessionUser).",
            )
        )
    return lines


def _on_project(session: Session, projects_at: str, project: str, work: Work) -> set[str] | None:
    """Which of the permissions the account has on the project; None where Google does not tell it."""
    import requests

    try:
        with work.lines.asking():
            answer = session.post(
                f"{projects_at}/v1/projects/{project}:testIamPermissions",
                json={"permissions": [*_WRITES, _READS_FAST]},
                timeout=CALL_SECONDS,
            )
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError):
        return None
    return set(found.get("permissions") or ()) if isinstance(found, dict) else None


def _on_dataset(jobs: Jobs, dataset: Dataset, account: str, work: Work) -> list[str] | None:
    """Permissions to write that the account has on a table of the dataset, or that the dataset's own list grants it.

    None where it may not look and nothing was found.
    """
    from google.api_core.exceptions import Forbidden, NotFound

    found: list[str] = []
    try:
        listed = jobs.call(
            "GET", f"/datasets/{dataset.name}/tables", work, query={"maxResults": 50}, project=dataset.project
        )
        names = [one["tableReference"]["tableId"] for one in listed.get("tables") or [] if one.get("type") == "TABLE"]
        if names:
            asked: dict[str, Any] = {"permissions": list(_TABLE_WRITES)}
            path = f"/datasets/{dataset.name}/tables/{names[0]}:testIamPermissions"
            found += jobs.call("POST", path, work, data=asked, project=dataset.project).get("permissions") or []
        granted = jobs.call("GET", f"/datasets/{dataset.name}", work, project=dataset.project).get("access") or []
    except (Forbidden, NotFound):
        return found or None
    if any(one.get("userByEmail") == account and one.get("role") in _WRITING_ROLES for one in granted):
        found.append("bigquery.tables.create")
    return found


def _words(permission: str) -> str:
    """`bigquery.tables.updateData` as words."""
    return {
        "bigquery.datasets.create": "make datasets",
        "bigquery.datasets.delete": "delete datasets",
        "bigquery.datasets.update": "change datasets",
        "bigquery.tables.create": "make tables",
        "bigquery.tables.delete": "delete tables",
        "bigquery.tables.update": "change tables",
        "bigquery.tables.updateData": "change rows",
    }[permission]


def _grants(project: str, schemas: Sequence[str]) -> str:
    """What makes an account that can only read: for a shell with gcloud, and for BigQuery."""
    account = f"lunara-reader@{project}.iam.gserviceaccount.com"
    lines = [
        "-- In a shell:",
        f"-- gcloud iam service-accounts create lunara-reader --project={project}",
    ]
    lines += [
        f"-- gcloud projects add-iam-policy-binding {project} --member=serviceAccount:{account} --role=roles/bigquery.{role}"
        for role in ("jobUser", "readSessionUser")
    ]
    lines.append("-- In BigQuery:")
    lines += [
        f'GRANT `roles/bigquery.dataViewer` ON SCHEMA `{schema}` TO "serviceAccount:{account}";'
        for schema in schemas or ["DATASET"]
    ]
    return "\n".join(lines)
