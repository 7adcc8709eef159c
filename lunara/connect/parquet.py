"""Parquet files in object storage or on a web server, read where they lie: DuckDB computes, pyarrow fetches.

DuckDB itself stays cut off from files and network; what it may read is handed to each cursor under the table's name.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from lunara.connect import servers
from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.deadline import Deadline
from lunara.connect.duckdb import OFF, WALLS, failed, read
from lunara.connect.hosts import Reach
from lunara.connect.parquet_memory import in_bounded_memory, partitions
from lunara.connect.parquet_places import Place, address_parts, read_places, with_queries
from lunara.connect.warehouse import CancelToken, Capabilities, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, NotPermitted
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import httpx
    import pyarrow as pa
    import pyarrow.dataset as ds

    from lunara.connect.parquet_http import WebFiles

LISTED_SECONDS = 60.0
COUNTED_FILES = 200
REQUEST_SECONDS = 30

KIND = WarehouseKind(
    name="parquet",
    label="Parquet in object storage",
    dialect="duckdb",
    fields=(
        Field(
            "tables",
            "Tables",
            "multiline",
            placeholder="orders = s3://bucket/orders/\ncustomers = https://data.example.com/customers.parquet",
            help="One a line: a name, and where its Parquet files lie. A folder takes every .parquet file below it;"
            " folders named key=value become columns.",
            destination=True,
        ),
        Field(
            "queries",
            "Secret ends of addresses",
            "multiline",
            required=False,
            secret=True,
            placeholder="customers = sv=2024-11-04&sig=…",
            help="What follows the question mark of a signed address (a SAS token, a presigned URL): one a line, after the"
            " name of its table. Kept encrypted.",
        ),
        Field("region", "Region", required=False, placeholder="eu-central-1", help="Of the buckets (s3://)."),
        Field(
            "endpoint",
            "Endpoint",
            required=False,
            placeholder="https://storage.googleapis.com",
            help="For storage that speaks S3 and is not Amazon's: Google Cloud Storage, MinIO, R2…",
            destination=True,
        ),
        Field(
            "key_id", "Access key", required=False, help="Of an account that may only read; empty for public buckets."
        ),
        Field("key_secret", "Secret key", "password", required=False, secret=True, help="Kept encrypted."),
    ),
    url_schemes=("parquet",),
    capabilities=Capabilities(declares_foreign_keys=False),
    description="Parquet files in Amazon S3, Google Cloud Storage, MinIO or on a web server, read where they lie.",
    allowed_by="remote_files",
)

_OPTIONS = ("region", "endpoint")


@dataclass(frozen=True)
class Listing:
    """The files as they were found at a moment. Statements that began with it end with it."""

    at: float
    datasets: Mapping[str, ds.Dataset]
    web: WebFiles

    def is_old(self, now: float) -> bool:
        """Whether the files are looked for anew: after a while, or when one was seen to have changed."""
        return self.web.changed or now - self.at > LISTED_SECONDS


class ParquetWarehouse:
    """Named tables over Parquet files. The files are listed anew after a minute, so that new ones are seen."""

    kind = KIND

    def __init__(self, places: Sequence[Place], config: Mapping[str, str], secret: str, settings: Settings) -> None:
        import duckdb

        self._places = tuple(places)
        self._config, self._secret, self._settings = dict(config), secret, settings
        self._reach = Reach.of(settings)
        # A database in memory could be written into; this empty one, opened for reading, cannot.
        self._scratch = Path(tempfile.mkdtemp(prefix="lunara-parquet-"))
        duckdb.connect(str(self._scratch / "empty.duckdb")).close()
        self._connection = duckdb.connect(str(self._scratch / "empty.duckdb"), read_only=True, config={**WALLS, **OFF})
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._listed: Listing | None = None
        self._closed = False

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """Which tables were found. Raises ConnectFailed for the first that cannot be read."""
        tables = self.catalog().tables
        files = sum(len(dataset.files) for dataset in self._listing().datasets.values())
        found = [
            Finding(
                "ok", f"It can read {len(tables):,} {'table' if len(tables) == 1 else 'tables'} of {files:,} files."
            ),
            Finding("ok", "Files are only ever fetched, so nothing in the storage can be changed."),
        ]
        if any(place.url.startswith("http:") for place in self._places):
            found.append(Finding("warning", "The connection is not encrypted.", "Use https:// where the server can."))
        return found

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Each table with its columns; rows are counted from the files' footers where there are not too many files."""
        token = cancel or CancelToken()
        token.raise_if_cancelled()
        if schema not in (None, "", "main"):
            return Catalog(KIND.dialect, ())
        tables = []
        with self._cursor() as (cursor, listing):
            for name, dataset in listing.datasets.items():
                token.raise_if_cancelled()
                with _told(listing.web):
                    columns = cursor.execute(f'describe "{name}"').fetchall()
                    rows = dataset.count_rows() if len(dataset.files) <= COUNTED_FILES else None
                tables.append(
                    Table(
                        schema="main",
                        name=name,
                        columns=tuple(Column(column, kind) for column, kind, *_ in columns),
                        row_count=rows,
                        partitioned_by=partitions(dataset),
                    )
                )
        return Catalog(KIND.dialect, tuple(tables))

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement; batches come as the engine makes them. See the protocol for errors."""
        import duckdb

        cancel.raise_if_cancelled()
        with (
            self._cursor() as (cursor, listing),
            Deadline(timeout_seconds, cancel, cursor.interrupt) as deadline,
            _told(listing.web, deadline),
        ):
            try:
                yield from read(cursor, sql.text, deadline)
            except (duckdb.Error, RuntimeError) as error:
                raise failed(error) from error

    def close(self) -> None:
        """Forget what was listed; idempotent."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._connection.close()
                if self._client is not None:
                    self._client.close()
                shutil.rmtree(self._scratch, ignore_errors=True)

    def __del__(self) -> None:
        shutil.rmtree(getattr(self, "_scratch", ""), ignore_errors=True)

    @contextmanager
    def _cursor(self) -> Iterator[tuple[Any, Listing]]:
        listing = self._listing()
        with self._lock:
            self._refuse_when_closed()
            cursor = self._connection.cursor()
        with cursor:
            for name, dataset in listing.datasets.items():
                cursor.register(name, dataset)
            yield cursor, listing

    def _listing(self) -> Listing:
        with self._lock:
            self._refuse_when_closed()
            now = time.monotonic()
            if self._listed is None or self._listed.is_old(now):
                web = self._web_files()
                found: dict[str, ds.Dataset] = {}
                for place in self._places:
                    if time.monotonic() - now > servers.CATALOG_SECONDS:
                        raise ConnectFailed(
                            "Looking at the files takes too long.", "Name fewer tables, or try again.", code="no_answer"
                        )
                    found[place.name] = self._dataset(place, web)
                self._listed = Listing(now, found, web)
            return self._listed

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")

    def _dataset(self, place: Place, web: WebFiles) -> ds.Dataset:
        import pyarrow as pa
        import pyarrow.dataset as ds
        from pyarrow.fs import FileSelector, PyFileSystem

        try:
            if place.url:
                return in_bounded_memory(ds.dataset([place.name], filesystem=PyFileSystem(web), format="parquet"))
            system = self._storage()
            info = system.get_file_info(place.path)
            if info.is_file:
                return in_bounded_memory(ds.dataset([place.path], filesystem=system, format="parquet"))
            inside = system.get_file_info(FileSelector(place.path, recursive=True, allow_not_found=True))
            files = sorted(one.path for one in inside if one.is_file and one.path.endswith(".parquet"))
            if not files:
                raise ConnectFailed(
                    f"No .parquet files were found for {place.name}.", "Check bucket and path.", code="file_missing"
                )
            hive = ds.partitioning(flavor="hive")
            whole = ds.dataset(
                files, filesystem=system, format="parquet", partitioning=hive, partition_base_dir=place.path
            )
            return in_bounded_memory(whole, partitioning=hive, partition_base_dir=place.path)
        except pa.ArrowInvalid as error:
            raise ConnectFailed(
                f"What lies there for {place.name} is not a Parquet file.", "Check the address.", code="not_a_database"
            ) from error
        except OSError as error:
            raise self._not_read(error, place) from error

    def _web_files(self) -> WebFiles:
        from lunara.connect.parquet_http import WebFiles, web_client

        if self._client is None:
            self._client = web_client()
        return WebFiles(self._client, self._reach, {place.name: place.address for place in self._places if place.url})

    def _storage(self) -> Any:
        from pyarrow.fs import S3FileSystem

        options: dict[str, Any] = {}
        endpoint = self._config.get("endpoint", "")
        if endpoint:
            parts = urlsplit(endpoint)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            if self._reach.shared and not self._reach.names(parts.hostname or ""):
                # The client follows where an endpoint leads, so that one of a stranger could look around in this network.
                raise ConnectFailed(
                    f"{parts.hostname} is not an endpoint that this server may use.",
                    "Whoever runs Lunara allows it by naming the host in LUNARA_ALLOWED_HOSTS.",
                    code="host_not_allowed",
                )
            # The client looks the name up a second time: an address that changes in between is not caught here.
            self._reach.address(parts.hostname or "", port)
            options = {"endpoint_override": parts.netloc, "scheme": parts.scheme}
        else:
            region = self._config.get("region") or "us-east-1"
            self._reach.address(f"s3.{region}.amazonaws.com", 443)
        if self._config.get("key_id"):
            options |= {"access_key": self._config["key_id"], "secret_key": self._secret}
        else:
            options["anonymous"] = True  # never as the machine that Lunara runs on
        return S3FileSystem(
            region=self._config.get("region") or "us-east-1",
            connect_timeout=servers.CONNECT_SECONDS,
            request_timeout=REQUEST_SECONDS,
            background_writes=False,
            allow_bucket_creation=False,
            **options,
        )

    def _not_read(self, error: OSError, place: Place) -> LunaraError:
        said = str(error)
        where = urlsplit(self._config.get("endpoint", "")).hostname or "The storage"
        if (
            "ACCESS_DENIED" in said
            or "SIGNATURE_DOES_NOT_MATCH" in said
            or "INVALID_ACCESS_KEY" in said
            or "403" in said
        ):
            return ConnectFailed(
                f"{where} does not let this account read {place.path}.",
                "Check the keys; the account needs to list and read the bucket (s3:ListBucket, s3:GetObject).",
                code="password_wrong" if "ACCESS_KEY" in said or "SIGNATURE" in said else "not_let_in",
            )
        if "NO_SUCH_BUCKET" in said or "404" in said or "does not exist" in said:
            return ConnectFailed(f"There is nothing at {place.path}.", "Check bucket and path.", code="file_missing")
        if "301" in said or "PermanentRedirect" in said:
            return ConnectFailed(f"The bucket of {place.path} is in another region.", "Check the region.", code="moved")
        return ConnectFailed(f"{where} cannot be reached.", "Check the endpoint and the region.", code="no_answer")


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> ParquetWarehouse:
    """List the files once, to learn at once what is wrong.

    Raises NotPermitted unless LUNARA_REMOTE_FILES allows it, InvalidInput for a line that cannot be read, ConnectFailed.
    """
    if not settings.remote_files:
        raise NotPermitted(
            "Reading files over the network is switched off on this server.",
            "Whoever runs Lunara allows it with LUNARA_REMOTE_FILES=on.",
        )
    endpoint = address_parts(config.get("endpoint", ""))
    if config.get("endpoint") and (
        endpoint is None
        or endpoint.scheme not in ("https", "http")
        or not endpoint.hostname
        or "@" in endpoint.netloc
        or endpoint.query
    ):
        raise InvalidInput(
            "The endpoint is not an address.",
            "Write it as https://host; keys have fields of their own.",
            field="endpoint",
        )
    if config.get("key_id") and not secrets.get("key_secret"):
        raise InvalidInput("The secret key is missing.", "Give it, or leave the access key empty.", field="key_secret")
    places = with_queries(read_places(config.get("tables", "")), secrets.get("queries", ""))
    warehouse = ParquetWarehouse(places, config, secrets.get("key_secret", ""), settings)
    try:
        warehouse._listing()
    except LunaraError:
        warehouse.close()
        raise
    return warehouse


def from_url(location: str, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """`parquet://name=https://host/file.parquet` as config and secrets; one table. Options that are not ours end its address."""
    table, _, signed = location.partition("?")
    name, _, where = table.partition("=")
    config = {"tables": table, **{key: options[key] for key in _OPTIONS if key in options}}
    if where.strip().startswith(("https://", "http://")):
        signed = "&".join(filter(None, (signed, urlencode({k: v for k, v in options.items() if k not in _OPTIONS}))))
    return config, {"queries": f"{name.strip()} = {signed}"} if signed else {}


@contextmanager
def _told(web: WebFiles, deadline: Deadline | None = None) -> Iterator[None]:
    """What the storage said, where it came through the engine as a text of its own."""
    try:
        yield
    except (LunaraError, OSError) as error:
        if deadline is not None and deadline.stopped:
            raise deadline.error() from error
        lost = web.lost(error)
        if lost is not None:
            raise lost from error
        if isinstance(error, LunaraError):
            raise
        raise failed(error) from error
