"""The pod of a task for Airflow's KubernetesExecutor, against Kubernetes' own schema and what our image is made for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCHEMA = jsonschema.Draft7Validator(json.loads((Path(__file__).parent / "kubernetes-pod.json").read_text()))
POD: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "pod_template.yaml").read_text())
(BASE,) = POD["spec"]["containers"]


def test_it_is_a_pod_as_kubernetes_knows_it() -> None:
    SCHEMA.validate(POD)


@pytest.mark.parametrize(
    "container",
    [{**BASE, "comand": ["x"]}, {**BASE, "env": {"A": "b"}}, {**BASE, "resources": {"limits": 5}}, {}],
)
def test_the_schema_finds_what_is_none(container: dict[str, Any]) -> None:
    broken = {**POD, "spec": {**POD["spec"], "containers": [container]}}

    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(broken)


def test_airflow_finds_its_container_and_our_image() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    assert BASE["name"] == "base"
    assert BASE["image"] == compose["x-clippings"]["image"]
    assert POD["spec"]["restartPolicy"] == "Never"


def test_it_has_no_more_rights_than_in_compose() -> None:
    user = re.search(r"useradd .*--uid (\d+)", (ROOT / "Dockerfile").read_text())

    assert user
    assert POD["spec"]["securityContext"]["runAsUser"] == int(user[1])
    assert POD["spec"]["securityContext"]["runAsNonRoot"]
    assert BASE["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_what_it_writes_is_on_a_volume() -> None:
    mounts = {mount["mountPath"] for mount in BASE["volumeMounts"] if not mount.get("readOnly")}
    written = [v["value"] for v in BASE["env"] if v["name"].endswith(("HOME", "FOLDER"))]

    assert written
    assert all(any(value.startswith(f"{mount}/") for mount in mounts) for value in written)
    assert {mount["name"] for mount in BASE["volumeMounts"]} == {v["name"] for v in POD["spec"]["volumes"]}
