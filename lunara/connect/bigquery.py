"""Google BigQuery: each statement is a job that is proven to be a SELECT, has a wall of bytes, and can be stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lunara.connect import bigquery_errors, bigquery_sign_in
from lunara.connect.bigquery_access import findings, read_access
from lunara.connect.bigquery_catalog import Ask, Dataset, count_tables, read_catalog
from lunara.connect.bigquery_jobs import JobLimits, Jobs, Work
from lunara.connect.bigquery_storage import Storage
from lunara.connect.catalog import Catalog
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS, check_config
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, TimedOut
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

GIB = 2**30
TIB = 2**40
# Reading the catalog is billed too, 10 MB at least for each view of a dataset.
CATALOG_BYTES = 10 * GIB
KEY = "service account key"
SERVER = "this server's own identity"

KIND = WarehouseKind(
    name="bigquery",
    label="Google BigQuery",
    dialect="bigquery",
    fields=(
        Field(
            "project", "Billing project", placeholder="my-project", help="Queries run, and are billed, in this project."
        ),
        Field(
            "datasets",
            "Datasets",
            required=False,
            placeholder="sales, other-project.web",
            help="One or several, separated by commas; the first is the default. Empty for all of the billing project.",
        ),
        Field(
            "sign_in",
            "Sign-in",
            "choice",
            default=KEY,
            choices=(KEY, SERVER),
            help="The server's own identity (application default credentials) only where the server allows it.",
            destination=True,
        ),
        Field(
            "key_json",
            "Service account key",
            "multiline",
            required=False,
            secret=True,
            help="The JSON file that Google Cloud made for the service account. Kept encrypted.",
            shown_with=("sign_in", KEY),
        ),
        Field(
            "location",
            "Location",
            required=False,
            placeholder="EU",
            help="Where the datasets lie; empty to look it up.",
        ),
        Field(
            "maximum_gib",
            "Most GiB billed per query",
            "number",
            default="100",
            help="BigQuery refuses a query that would be billed for more.",
        ),
        Field(
            "price_per_tib",
            "Price of a TiB in US dollars",
            required=False,
            default="6.25",
            help="For estimates of cost; 6.25 is the on-demand list price in the US. 0 where capacity is paid instead.",
            group="More settings",
        ),
        Field(
            "labels",
            "Labels",
            required=False,
            placeholder="team=sales, purpose=bi",
            help="Put on every job, to find its cost again in Google Cloud's billing.",
            group="More settings",
        ),
        Field(
            "endpoint",
            "Endpoint",
            required=False,
            placeholder="https://bigquery-private.p.googleapis.com",
            help="Only for a private endpoint or an emulator.",
            destination=True,
            group="More settings",
        ),
        Field(
            "storage_endpoint",
            "Storage endpoint",
            required=False,
            placeholder="https://bigquerystorage-private.p.googleapis.com",
            help="The private endpoint of the Storage Read API; without one, large results come as slower pages.",
            destination=True,
            group="More settings",
        ),
    ),
    url_schemes=("bigquery",),
    url_form="project/dataset?location=EU",
    # It has no session that only reads; each statement is proven to be a SELECT by BigQuery itself before it runs.
    capabilities=Capabilities(),
    description="Google's data warehouse; one project pays, datasets of several can be read.",
)

_NAME = r"[a-z][-a-z0-9]{2,60}[a-z0-9]"
# A project of an old kind has its domain before it (example.com:project); a statement cannot name its tables with ours.
_PAYING, _PROJECT = re.compile(rf"([a-z0-9][-a-z0-9.]*:)?{_NAME}"), re.compile(_NAME)
_DATASET = re.compile(r"[A-Za-z0-9_]{1,1024}")
_LABEL = re.compile(r"[a-z][-_a-z0-9]{0,62}=[-_a-z0-9]{0,63}")
_PRICE = re.compile(r"\d{1,6}(\.\d{1,4})?")
_OPTIONS = ("location", "maximum_gib", "price_per_tib", "labels", "endpoint", "storage_endpoint")


class BigQueryWarehouse:
    """Some datasets, read by the jobs of one project."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> None:
        """Nothing is called yet. Raises InvalidInput for what cannot be read, ConnectFailed for what is not allowed."""
        from google.api_core.client_options import ClientOptions
        from google.cloud.bigquery import Client

        _checked(config)
        endpoint, storage_endpoint = (
            config.get("endpoint", "").rstrip("/"),
            config.get("storage_endpoint", "").rstrip("/"),
        )
        self._project = config.get("project", "")
        self._datasets = _datasets(self._project, config.get("datasets", ""))
        self._price = float(config.get("price_per_tib") or "6.25")
        self._maximum_bytes = int(config.get("maximum_gib") or "100") * GIB
        bigquery_sign_in.check_endpoint(endpoint, "endpoint", settings)
        if storage_endpoint:
            bigquery_sign_in.check_endpoint(storage_endpoint, "storage_endpoint", settings)
        key = _key(config, secrets, settings, endpoint)
        credentials = bigquery_sign_in.credentials_of(key)
        self._account = key["client_email"] if key else str(getattr(credentials, "service_account_email", "") or "")
        self._session = bigquery_sign_in.session_of(credentials, endpoint)
        self._client = Client(
            project=self._project,
            credentials=credentials,
            _http=self._session,
            # Named in any case, so that no variable of the environment leads elsewhere.
            client_options=ClientOptions(api_endpoint=endpoint or bigquery_sign_in.GOOGLE),
        )
        storage_at = storage_endpoint if endpoint else bigquery_sign_in.STORAGE
        self._storage = Storage(credentials, self._project, storage_at)
        self._projects_at = endpoint or bigquery_sign_in.PROJECTS
        self._limits = JobLimits(
            self._project,
            config.get("location", ""),
            (self._datasets[0].project, self._datasets[0].name) if self._datasets else (self._project, ""),
            self._maximum_bytes,
            _labels(config.get("labels", "")),
        )
        self._jobs = Jobs(self._client, self._limits)
        self._closed = False

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._working(CATALOG_SECONDS, CancelToken()) as work:
            wanted = self._wanted(work)
            tables = count_tables(self._rows(work), wanted)
            access = read_access(
                self._jobs,
                self._session,
                self._projects_at,
                wanted,
                account=self._account,
                work=work,
            )
        return findings(access, self._limits, tables, storage=self._storage.usable)

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys, comments, partitions and row counts by five queries, whatever the number of tables."""
        with self._working(CATALOG_SECONDS, cancel or CancelToken()) as work:
            wanted = [one for one in self._wanted(work) if schema in (None, one.schema)]
            return read_catalog(self._rows(work), wanted)

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """Datasets, and how many tables each has (those of a series by date each for itself)."""
        with self._working(CATALOG_SECONDS, cancel or CancelToken()) as work:
            return count_tables(self._rows(work), self._wanted(work))

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """BigQuery's dry run: the bytes that it would process, exact where it says so, and their on-demand price.

        What is billed may be more (10 MB at least a table) or nothing (a cached result, paid capacity).
        """
        with self._working(timeout_seconds, cancel) as work:
            dry = self._jobs.dry_run(sql.text, work)
        cost = dry.bytes / TIB * self._price if self._price else None
        return Estimate("dry run", None, dry.bytes, cost, "USD" if self._price else "", dry.exact)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement as a job, once BigQuery itself has called it a SELECT. See the protocol for errors."""
        with self._working(timeout_seconds, cancel) as work:
            self._jobs.must_be_a_select(sql.text, work)
            yield from self._run(sql.text, "query", work, timeout_seconds, self._maximum_bytes)

    def close(self) -> None:
        """Close connections and refuse further statements; idempotent."""
        self._closed = True
        self._storage.close()
        self._session.close()

    def begin(self) -> None:
        """Sign in, and look for the default dataset and where it lies. Raises ConnectFailed."""
        try:
            self._look_around()
        except TimedOut as error:
            raise bigquery_errors.no_answer() from error

    def _look_around(self) -> None:
        from google.api_core.exceptions import Forbidden, NotFound

        with self._working(CONNECT_SECONDS * 2, CancelToken()) as work:
            if self._datasets:
                first = self._datasets[0]
                try:
                    found = self._jobs.call("GET", f"/datasets/{first.name}", work, project=first.project)
                except NotFound as error:
                    raise ConnectFailed(
                        f"There is no dataset {first.name} in the project {first.project}.",
                        "Check its name and its project.",
                        code="database_missing",
                    ) from error
                except Forbidden as error:
                    if bigquery_errors.reason_of(error) != "accessDenied":
                        raise
                    # An account that may read single tables need not see the dataset itself.
                    found = {}
                self._place(str(found.get("location") or ""), first)
            dry = self._jobs.dry_run("SELECT 1", work)
        self._account = self._account or dry.account

    def _place(self, location: str, dataset: Dataset) -> None:
        given = self._limits.location
        if given and location and given.lower() != location.lower():
            raise ConnectFailed(
                f"The dataset {dataset.name} lies in {location}, and Location is {given}.",
                f"Write {location}, or leave Location empty.",
                code="database_missing",
            )
        if location and not given:
            self._limits = replace(self._limits, location=location)
            self._jobs = Jobs(self._client, self._limits)

    def _wanted(self, work: Work) -> list[Dataset]:
        """The datasets that were named, or all of the project that lie where its queries run."""
        if self._datasets:
            return list(self._datasets)
        found: list[Dataset] = []
        token = ""
        while True:
            asked = {"maxResults": 1000, **({"pageToken": token} if token else {})}
            page = self._jobs.call("GET", "/datasets", work, query=asked)
            for one in page.get("datasets") or []:
                dataset = Dataset(self._project, one["datasetReference"]["datasetId"], self._project)
                location = str(one.get("location") or "")
                if not self._limits.location:
                    self._place(location, dataset)
                if location.lower() in ("", self._limits.location.lower()):
                    found.append(dataset)
            token = str(page.get("nextPageToken") or "")
            if not token:
                return found

    def _rows(self, work: Work) -> Ask:
        """How the catalog asks: a statement of ours, and its rows as dictionaries."""

        def ask(text: str) -> list[dict[str, Any]]:
            most = max(CATALOG_BYTES, self._maximum_bytes)
            batches = self._run(text, "catalog", work, CATALOG_SECONDS, most)
            return [row for batch in batches for row in batch.to_pylist()]

        return ask

    def _run(self, text: str, purpose: str, work: Work, seconds: float, most: int) -> Iterator[pa.RecordBatch]:
        from lunara.connect.bigquery_types import aligned, arrow_schema, page_batch

        try:
            job = self._jobs.begin(text, purpose, work, seconds=seconds, maximum_bytes=most)
            page = self._jobs.wait(job, work)
            schema = arrow_schema(page.fields)
            read = None
            if page.token and self._storage.usable:
                read = self._storage.open(self._jobs.destination(job, work), work)
            if read is None:
                yield page_batch(page.fields, page.rows, schema)
                for rows in self._jobs.pages(job, page.token, work):
                    yield page_batch(page.fields, rows, schema)
                return
            # From the first row on: that both ways have one order is nowhere promised.
            for batch in read(seconds):
                yield aligned(page.fields, batch, schema)
        finally:
            # It may have begun although the call failed.
            work.stop()

    @contextmanager
    def _working(self, seconds: float, cancel: CancelToken) -> Iterator[Work]:
        """A time limit and a way to stop; errors translated."""
        if self._closed:
            raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
        work = Work(self._jobs, seconds, cancel)
        try:
            with work.deadline:
                yield work
        except ConnectFailed as error:
            if work.deadline.stopped:
                raise work.deadline.error() from error
            raise
        except bigquery_errors.driver_errors() as error:
            if work.deadline.stopped:
                raise work.deadline.error() from error
            raise bigquery_errors.failed(error, account=self._account, seconds=seconds) from error


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> BigQueryWarehouse:
    """Sign in once, to learn at once what is wrong. Raises InvalidInput for a field that cannot be right, ConnectFailed."""
    check_config(config, ("project",))
    warehouse = BigQueryWarehouse(config, secrets, settings)
    try:
        warehouse.begin()
    except LunaraError:
        warehouse.close()
        raise
    return warehouse


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`bigquery://project/dataset,dataset?location=…` as config; the sign-in is this machine's own identity.

    Raises InvalidInput for an unknown option.
    """
    project, _, datasets = location.strip("/").partition("/")
    for name in options:
        if name not in _OPTIONS:
            raise InvalidInput(f"The URL's option {name!r} is not known.", f"Known are {', '.join(_OPTIONS)}.")
    return {"project": project, "datasets": datasets, "sign_in": SERVER, **options}, {}


def _key(
    config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings, endpoint: str
) -> dict[str, str] | None:
    """The service account's key; None for the identity of this server, where that is not other people's."""
    if (config.get("sign_in") or KEY) == KEY:
        if not secrets.get("key_json"):
            raise InvalidInput(
                "The service account key is missing.", "Paste the JSON file of the key.", field="key_json"
            )
        return bigquery_sign_in.read_key(secrets["key_json"], endpoint)
    if settings.is_shared and not settings.server_identity:
        raise ConnectFailed(
            "On this server data sources may not sign in as the server itself.",
            "Use a service account key; or an administrator of the server can set LUNARA_SERVER_IDENTITY.",
            code="not_let_in",
        )
    return None


def _checked(config: Mapping[str, str]) -> None:
    """Raise InvalidInput for a field whose text cannot be right."""
    if not _PAYING.fullmatch(config.get("project", "")):
        raise InvalidInput(
            f"{config.get('project', '')!r} is not the ID of a Google Cloud project.",
            "It is written like my-project-123; its name and number are something else.",
            field="project",
        )
    price, most = config.get("price_per_tib") or "0", config.get("maximum_gib") or "1"
    if not _PRICE.fullmatch(price):
        raise InvalidInput(f"{price!r} is not a price.", "Write it like 6.25, or 0 for none.", field="price_per_tib")
    if not most.isdecimal() or not 0 < int(most) < 2**30:
        raise InvalidInput(f"{most!r} is not a number of GiB.", "Write a whole number above 0.", field="maximum_gib")


def _datasets(project: str, text: str) -> tuple[Dataset, ...]:
    found = []
    for part in (one.strip() for one in text.split(",")):
        if not part:
            continue
        other, _, name = part.rpartition(".")
        if not _DATASET.fullmatch(name) or (other and not _PROJECT.fullmatch(other)):
            raise InvalidInput(
                f"{part!r} is not the name of a dataset.", "Write dataset, or project.dataset.", field="datasets"
            )
        dataset = Dataset(other or project, name, project)
        if dataset not in found:
            found.append(dataset)
    return tuple(found)


def _labels(text: str) -> dict[str, str]:
    found = {}
    for part in (one.strip() for one in text.split(",")):
        if not part:
            continue
        if not _LABEL.fullmatch(part):
            raise InvalidInput(
                f"{part!r} is not a label.",
                "Write name=value in small letters, digits, - and _; the name begins with a letter.",
                field="labels",
            )
        name, _, value = part.partition("=")
        found[name] = value
    return found
