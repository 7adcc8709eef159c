"""Signing in to Amazon Redshift by AWS keys: a password for an hour, asked of AWS, and where the cluster is."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from lunara.connect.athena_aws import Aws, words_of
from lunara.connect.athena_aws import connect as connect_to_aws
from lunara.errors import ConnectFailed, InvalidInput, LunaraError
from lunara.settings import Settings

EARLY_SECONDS = 60.0


class Iam:
    """The account of one data source. Thread-safe; what AWS gives is asked for anew a minute before it ends."""

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> None:
        """Nothing is asked yet. Raises InvalidInput for what is missing."""
        if bool(config.get("cluster")) == bool(config.get("workgroup")):
            raise InvalidInput(
                "AWS keys sign in to a cluster or to a serverless workgroup.",
                "Fill in the name of one of the two.",
                field="cluster",
            )
        if not config.get("access_key") and settings.is_shared:
            raise InvalidInput(
                "The access key is missing.",
                "On a server that people share, the server's own AWS identity is not lent out.",
                field="access_key",
            )
        self._config = config
        self._aws: Aws = connect_to_aws(
            config, secrets, settings, ["redshift-serverless" if config.get("workgroup") else "redshift"]
        )
        self._lock = threading.Lock()
        self._known: tuple[str, str, float] | None = None

    def account(self) -> tuple[str, str]:
        """User and password of the database. Raises ConnectFailed."""
        with self._lock:
            if self._known is None or time.time() > self._known[2] - EARLY_SECONDS:
                self._known = self._asked()
            return self._known[0], self._known[1]

    def place(self) -> tuple[str, int]:
        """Host and port of the cluster or workgroup. Raises ConnectFailed."""
        config = self._config
        if config.get("workgroup"):
            found = self._call("redshift-serverless", "get_workgroup", workgroupName=config["workgroup"])
            told = found["workgroup"]["endpoint"]
            return str(told["address"]), int(told["port"])
        found = self._call("redshift", "describe_clusters", ClusterIdentifier=config["cluster"])
        told = found["Clusters"][0].get("Endpoint")
        if told is None:
            raise ConnectFailed(f"The cluster {config['cluster']} is not running.", "Resume it.", code="refused")
        return str(told["Address"]), int(told["Port"])

    def close(self) -> None:
        """Close the lines to AWS; idempotent."""
        self._aws.close()

    def _asked(self) -> tuple[str, str, float]:
        config = self._config
        if config.get("workgroup"):
            found = self._call(
                "redshift-serverless", "get_credentials", workgroupName=config["workgroup"], dbName=config["database"]
            )
            return str(found["dbUser"]), str(found["dbPassword"]), found["expiration"].timestamp()
        found = self._call(
            "redshift",
            "get_cluster_credentials",
            ClusterIdentifier=config["cluster"],
            DbUser=config.get("user", ""),
            DbName=config["database"],
            AutoCreate=False,
        )
        return str(found["DbUser"]), str(found["DbPassword"]), found["Expiration"].timestamp()

    def _call(self, service: str, what: str, **given: Any) -> Any:
        import botocore.exceptions as errors

        try:
            return getattr(self._aws.client(service), what)(**given)
        except errors.BotoCoreError as error:
            raise words_of(error, self._aws, self._config) from error
        except errors.ClientError as error:
            raise self._refused(error) from error

    def _refused(self, error: Any) -> LunaraError:
        code = error.response.get("Error", {}).get("Code", "")
        name = self._config.get("workgroup") or self._config.get("cluster")
        if code in ("ClusterNotFound", "ClusterNotFoundFault", "ResourceNotFoundException"):
            return ConnectFailed(
                f"There is no {name} in {self._aws.region}.",
                "Check the name of the cluster or workgroup, and the region.",
                code="host_unknown",
            )
        told = words_of(error, self._aws, self._config)
        if isinstance(told, ConnectFailed):
            return told
        said = error.response.get("Error", {}).get("Message", "no reason given")[:300]
        return ConnectFailed(
            f"AWS gives no password for {name}: {said}", "Check user, database and the account's policy."
        )
