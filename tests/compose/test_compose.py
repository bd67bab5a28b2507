"""docker-compose.yml against the Compose Specification's schema, and against what stands in this folder."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_it_is_what_the_specification_allows() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())

    jsonschema.Draft201909Validator(schema).validate(COMPOSE)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which the secrets were made."""
    copy = tmp_path_factory.mktemp("compose") / "checkout"
    shutil.copytree(ROOT / "docker", copy / "docker", ignore=shutil.ignore_patterns("*.json"))
    subprocess.run([copy / "docker" / "make_env.sh"], check=True, capture_output=True)
    return copy


def variables(checkout: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (checkout / ".env").read_text().splitlines())


def test_every_variable_is_in_the_env_that_the_script_writes(checkout: Path) -> None:
    named = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", TEXT))

    assert named == set(variables(checkout))


def test_secrets_are_long_random_and_private(checkout: Path) -> None:
    found = {k: v for k, v in variables(checkout).items() if k.endswith(("PASSWORD", "KEY", "SECRET"))}
    again = subprocess.run([checkout / "docker" / "make_env.sh"], capture_output=True, text=True, check=False)

    assert len(set(found.values())) == len(found) == 7
    assert all(len(value) >= 40 for value in found.values())
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    assert again.returncode == 1
    assert "there already" in again.stderr


def test_no_secret_has_a_default() -> None:
    assert not re.findall(r"\$\{[A-Z_]*(?:PASSWORD|KEY|SECRET):?-", TEXT)


def test_every_service_depended_on_exists_and_has_what_is_waited_for() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES, f"{name} needs {needed}"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed]
            if how["condition"] == "service_completed_successfully":
                assert SERVICES[needed]["restart"] == "no"


def test_every_service_that_stays_up_has_a_health_check_and_a_limit() -> None:
    for name, service in SERVICES.items():
        assert "mem_limit" in service, name
        assert "healthcheck" in service or service["restart"] == "no", name


def test_every_port_is_on_the_loopback_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_volume_and_path_exists(checkout: Path) -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.rpartition(":ro")[0] or volume
            source = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", source).split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume
    for secret in COMPOSE["secrets"].values():
        assert (checkout / secret["file"]).exists()


def test_the_image_is_built_from_files_that_exist() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)

    assert copied
    assert all((ROOT / source).exists() for line in copied for source in line.split())


def test_the_versions_are_those_of_the_lock_file() -> None:
    from etl.embedded.download import VERSION

    lock = (ROOT / "requirements-docker.lock").read_text()
    assert "apache-airflow==3.3.2 " in lock
    assert {
        service["image"].rpartition(":")[2]
        for service in SERVICES.values()
        if "elastic.co" in service.get("image", "")
    } == {VERSION}


def test_every_setting_of_ours_is_one_that_is_read() -> None:
    from etl.settings import Settings

    environment = SERVICES["airflow-scheduler"]["environment"]
    ours = {name.removeprefix("CLIPPINGS_").lower() for name in environment if name.startswith("CLIPPINGS_")}

    assert ours <= Settings.model_fields.keys()


def test_the_dag_reads_where_the_input_is_mounted() -> None:
    scheduler = SERVICES["airflow-scheduler"]
    (mount,) = [volume for volume in scheduler["volumes"] if volume.endswith(":ro")]

    assert mount.split(":")[-2] == scheduler["environment"]["CLIPPINGS_INPUT"]


def test_the_password_file_of_airflow_is_a_copy_it_can_write() -> None:
    server = SERVICES["airflow-api-server"]
    used = server["environment"]["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]

    assert not used.startswith("/run/secrets/")
    assert f"/run/secrets/{server['secrets'][0]} {used}" in server["command"][-1]
