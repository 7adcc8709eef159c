"""What a database of Athena holds, by Glue, a hundred tables at a time; and what the account may do, where IAM tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lunara.connect.athena_aws import Aws
from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.deadline import Deadline
from lunara.connect.warehouse import Finding

_WRITES = ("glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable", "glue:BatchCreatePartition")
_FILES = ("s3:PutObject", "s3:DeleteObject")
_ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
# Hive's names, which Glue has, for what Athena's queries call otherwise.
_NAMES = {"string": "varchar", "int": "integer", "float": "real", "binary": "varbinary"}


@dataclass(frozen=True)
class Access:
    """Who we are in AWS. `can_write` says in words what it could change: empty for nothing, None where IAM does not tell.

    `policy` is the JSON of one that can only read.
    """

    user: str
    tables: int
    can_write: str | None
    policy: str


def read_catalog(aws: Aws, config: Mapping[str, str], database: str, deadline: Deadline) -> Catalog:
    """Tables and views of a database, columns in their order and the columns of the partitions after them, as Athena has them.

    Row counts are those that a crawler or ANALYZE left in the table's parameters; a database that is not there has no tables.
    """
    tables = []
    for entry in _entries(aws, config, database):
        if deadline.stopped:
            raise deadline.error()
        tables.append(_table(database, entry))
    return Catalog("athena", tuple(sorted(tables, key=lambda table: table.name)))


def _entries(aws: Aws, config: Mapping[str, str], database: str) -> Iterator[Mapping[str, Any]]:
    """Tables as Glue describes them; other catalogs (federated, Hive) are asked through Athena, in nearly the same words."""
    import botocore.exceptions

    try:
        if config["catalog"].lower() == "awsdatacatalog":
            for page in aws.client("glue").get_paginator("get_tables").paginate(DatabaseName=database):
                yield from page["TableList"]
            return
        pages = aws.client("athena").get_paginator("list_table_metadata")
        for page in pages.paginate(CatalogName=config["catalog"], DatabaseName=database):
            yield from page["TableMetadataList"]
    except botocore.exceptions.ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("EntityNotFoundException", "MetadataException"):
            raise


def _table(database: str, entry: Mapping[str, Any]) -> Table:
    parameters = entry.get("Parameters") or {}
    stored = (entry.get("StorageDescriptor") or entry).get("Columns") or ()
    partitions = entry.get("PartitionKeys") or ()
    view = entry.get("TableType") == "VIRTUAL_VIEW"
    return Table(
        schema=database,
        name=str(entry["Name"]),
        columns=tuple(_column(column) for column in (*stored, *partitions)),
        kind="view" if view else "table",
        description="" if view else str(entry.get("Description") or parameters.get("comment") or ""),
        row_count=None if view else _count(parameters),
        partitioned_by=tuple(str(column["Name"]) for column in partitions),
    )


def _column(entry: Mapping[str, Any]) -> Column:
    kind = str(entry.get("Type") or "string")
    return Column(str(entry["Name"]), _NAMES.get(kind, kind), True, str(entry.get("Comment") or ""))


def _count(parameters: Mapping[str, str]) -> int | None:
    """-1 and the like stand for unknown."""
    said = next((parameters[name] for name in ("numRows", "recordCount") if name in parameters), "")
    return int(said) if said.isdecimal() else None


def read_access(aws: Aws, config: Mapping[str, str]) -> Access:
    """Who we are, how many tables there are, and whether IAM would let the account write."""
    arn = str(aws.client("sts").get_caller_identity()["Arn"])
    entries = list(_entries(aws, config, config["database"]))
    places = {urlsplit(str((entry.get("StorageDescriptor") or {}).get("Location") or "")) for entry in entries[:100]}
    folders = sorted({place.netloc + place.path.rstrip("/") for place in places if place.scheme == "s3"})
    partition = arn.split(":")[1]
    return Access(arn, len(entries), _may_write(aws, arn, folders[:5]), _policy(aws, config, folders, partition))


def _may_write(aws: Aws, arn: str, folders: list[str]) -> str | None:
    """In words, by IAM's own simulation; None where the account may not ask for it, or what it says is not all that counts."""
    import botocore.exceptions

    assumed = _ASSUMED.fullmatch(arn)
    source = f"arn:{assumed[1]}:iam::{assumed[2]}:role/{assumed[3]}" if assumed else arn
    if source.endswith(":root"):
        return "it is the root of the AWS account, which may do everything"
    iam, partition = aws.client("iam"), arn.split(":")[1]
    asked = [(list(_WRITES), ["*"])]
    asked += [(list(_FILES), [f"arn:{partition}:s3:::{folder}/lunara" for folder in folders])] if folders else []
    try:
        for actions, resources in asked:
            answer = iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=actions, ResourceArns=resources)
            for result in answer["EvaluationResults"]:
                if result["EvalDecision"] == "allowed":
                    return f"it may {result['EvalActionName']} on {result.get('EvalResourceName', '*')}"
    except botocore.exceptions.ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code.startswith("AccessDenied") or code in ("NoSuchEntity", "InvalidInput"):
            return None
        raise
    return ""


def workgroup_findings(aws: Aws, config: Mapping[str, str]) -> list[Finding]:
    """What bounds a query in the engine: the workgroup's limit of bytes."""
    import botocore.exceptions

    name = config["workgroup"]
    try:
        found = aws.client("athena").get_work_group(WorkGroup=name)["WorkGroup"]["Configuration"]
    except botocore.exceptions.ClientError as error:
        if not error.response.get("Error", {}).get("Code", "").startswith("AccessDenied"):
            raise
        return [
            Finding(
                "warning",
                f"Whether the workgroup {name} limits the bytes of a query cannot be told from here.",
                "Allow the account athena:GetWorkGroup.",
            )
        ]
    limit = found.get("BytesScannedCutoffPerQuery")
    if limit:
        return [Finding("ok", f"The workgroup {name} stops a query that scans more than {limit / 1e9:,.1f} GB.")]
    return [
        Finding(
            "warning",
            f"The workgroup {name} does not limit how many bytes a query scans, and Athena is paid by them.",
            "An administrator can set a limit, here of 100 GB:",
            f"aws athena update-work-group --region {aws.region} --work-group {name}"
            " --configuration-updates BytesScannedCutoffPerQuery=100000000000",
        )
    ]


def _policy(aws: Aws, config: Mapping[str, str], folders: list[str], partition: str) -> str:
    """A policy of IAM for an account that can only read this database."""
    here, database = f"arn:{partition}:glue:{aws.region}:*", config["database"]
    results = urlsplit(config.get("output_location") or "s3://RESULTS-BUCKET/FOLDER/")
    result_arn = f"arn:{partition}:s3:::{results.netloc}"
    data = [f"arn:{partition}:s3:::{folder}" for folder in folders or ["DATA-BUCKET"]]
    buckets = sorted({arn.partition("/")[0] for arn in (*data, result_arn)})
    statements = [
        {
            "Effect": "Allow",
            "Action": [
                f"athena:{action}"
                for action in (
                    "StartQueryExecution",
                    "StopQueryExecution",
                    "GetQueryExecution",
                    "GetQueryResults",
                    "GetWorkGroup",
                )
            ],
            "Resource": f"arn:{partition}:athena:{aws.region}:*:workgroup/{config['workgroup']}",
        },
        {
            "Effect": "Allow",
            "Action": [
                "glue:GetDatabase",
                "glue:GetTable",
                "glue:GetTables",
                "glue:GetPartition",
                "glue:GetPartitions",
            ],
            "Resource": [f"{here}:catalog", f"{here}:database/{database}", f"{here}:table/{database}/*"],
        },
        {"Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListBucket"], "Resource": buckets},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [f"{arn}/*" for arn in data]},
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
            "Resource": f"{result_arn}{results.path.rstrip('/')}/*",
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
