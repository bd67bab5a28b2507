"""Logins for object stores from Airflow's connections, for the input and the batch files; they never go into XCom or logs."""

from __future__ import annotations

import json
import os
from typing import Any

from etl.settings import Settings

CONNECTIONS = {
    "s3": "aws_default",
    "gcs": "google_cloud_default",
    "gs": "google_cloud_default",
    "abfs": "wasb_default",
}
"""fsspec protocol → the connection that Airflow's own providers read."""


def use_connections(settings: Settings) -> None:
    """Let fsspec use the login in the connection of each store that the settings or the run's input name.

    Without such a connection, fsspec uses what the machine offers: its role, or the usual variables.
    """
    from airflow.sdk import BaseHook, get_current_context
    from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError
    from fsspec.config import conf

    urls = [settings.staging or "", str(get_current_context()["params"].get("input") or "")]
    for protocol in {url.partition("://")[0] for url in urls}.intersection(CONNECTIONS):
        try:
            connection = BaseHook.get_connection(CONNECTIONS[protocol])
        except (AirflowRuntimeError, AirflowNotFoundException, KeyError):
            continue
        options = storage_options(protocol, connection)
        conf[protocol] = {**conf.get(protocol, {}), **options}
        # The worker processes read the input too.
        os.environ[f"FSSPEC_{protocol.upper()}"] = json.dumps(conf[protocol])


def storage_options(protocol: str, connection: Any) -> dict[str, Any]:
    """Return the options from an Airflow connection for fsspec's file system of `protocol`."""
    extra = connection.extra_dejson
    if protocol == "s3":
        named = {"region_name": extra.get("region_name"), "endpoint_url": extra.get("endpoint_url")}
        options = {
            "key": connection.login or extra.get("aws_access_key_id"),
            "secret": connection.password or extra.get("aws_secret_access_key"),
            "token": extra.get("aws_session_token"),
            "client_kwargs": {name: value for name, value in named.items() if value},
        }
    elif protocol == "abfs":
        options = {"account_name": connection.login or connection.host, "account_key": connection.password}
    else:
        keys = extra.get("keyfile_dict")
        options = {
            "project": extra.get("project"),
            "token": json.loads(keys) if isinstance(keys, str) and keys else keys or extra.get("key_path"),
        }
    return {name: value for name, value in options.items() if value}
