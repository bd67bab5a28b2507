"""docker-compose.yml against the Compose Specification's schema, and against what stands in this folder."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import shutil
import ssl
import stat
import subprocess
from datetime import timedelta
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
    named = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", TEXT))

    assert {*named, "COMPOSE_PROFILES"} == set(variables(checkout))


def test_secrets_are_long_random_and_private(checkout: Path) -> None:
    found = {k: v for k, v in variables(checkout).items() if k.endswith(("PASSWORD", "KEY", "SECRET"))}
    again = subprocess.run([checkout / "docker" / "make_env.sh"], capture_output=True, text=True, check=False)

    assert len(set(found.values())) == len(found) == 11
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
            source = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", volume).split(":")[0]
            assert source in COMPOSE["volumes"] or ":" not in volume or (checkout / source).exists(), volume
    for secret in COMPOSE["secrets"].values():
        assert (checkout / secret["file"]).exists()


def test_the_image_is_built_from_files_that_exist() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)

    assert copied
    assert all(list(ROOT.glob(source)) for line in copied for source in line.split())


def test_the_base_of_the_image_is_pinned_by_its_digest() -> None:
    assert re.search(r"^ARG BASE=python:\S+@sha256:[0-9a-f]{64}$", (ROOT / "Dockerfile").read_text(), re.M)


def test_the_versions_are_those_of_the_lock_file() -> None:
    from etl.embedded.download import VERSION

    lock = (ROOT / "requirements-docker.lock").read_text()
    assert "apache-airflow==3.3.2 " in lock
    assert {
        service["image"].rpartition(":")[2]
        for service in SERVICES.values()
        if "elastic.co" in service.get("image", "")
    } == {VERSION}


def environment(name: str) -> dict[str, str]:
    return dict(SERVICES[name].get("environment", {}))


def secrets_of(name: str) -> set[str]:
    """The secrets of `.env` that a service is given."""
    return set(re.findall(r"\$\{([A-Z0-9_]*(?:PASSWORD|KEY|SECRET))\b", json.dumps(SERVICES[name])))


def test_every_setting_of_ours_is_one_that_is_read() -> None:
    from etl.settings import Settings

    for name in SERVICES:
        ours = {
            key.removeprefix("CLIPPINGS_").lower()
            for key in environment(name)
            if key.startswith("CLIPPINGS_")
        }
        assert ours <= Settings.model_fields.keys(), name


def test_the_dag_reads_where_the_input_is_mounted() -> None:
    for name in ("airflow-scheduler", "airflow-worker"):
        (mount,) = [volume for volume in SERVICES[name]["volumes"] if "CLIPPINGS_INPUT" in volume]
        assert mount.split(":")[-2:] == [environment(name)["CLIPPINGS_INPUT"], "ro"]


def test_the_password_file_of_airflow_is_a_copy_it_can_write() -> None:
    server = SERVICES["airflow-api-server"]
    used = server["environment"]["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]

    assert used.startswith("/tmp/")
    assert f"/run/secrets/{server['secrets'][0]} {used}" in server["command"][-1]


def test_each_service_has_only_the_secrets_it_needs() -> None:
    airflow = {"AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "POSTGRES_PASSWORD"}
    tasks = {*airflow, "REDIS_PASSWORD", "AIRFLOW_ES_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY"}

    assert {name: found for name in SERVICES if (found := secrets_of(name))} == {
        "elasticsearch": {"ELASTIC_PASSWORD"},
        "accounts": {"ELASTIC_PASSWORD", "KIBANA_PASSWORD", "PAGE_ES_PASSWORD", "AIRFLOW_ES_PASSWORD"},
        "kibana": {"KIBANA_PASSWORD", "KIBANA_ENCRYPTION_KEY"},
        "saved-objects": {"ELASTIC_PASSWORD"},
        "search-page": {"PAGE_ES_PASSWORD"},
        "postgres": {"POSTGRES_PASSWORD"},
        "airflow-init": airflow,
        "airflow-api-server": airflow,
        "airflow-dag-processor": airflow,
        "airflow-triggerer": airflow,
        "airflow-scheduler": tasks,
        "airflow-worker": tasks,
        "redis": {"REDIS_PASSWORD"},
        "bucket": {"S3_ACCESS_KEY", "S3_SECRET_KEY"},
    }


def test_every_client_of_elasticsearch_speaks_tls_and_knows_its_authority() -> None:
    for name in SERVICES:
        text = json.dumps(SERVICES[name])
        assert "http://elasticsearch" not in text, name
        if "https://elasticsearch" in text or "elasticsearch_default" in text.lower():
            assert "/certificates/ca/ca.crt" in text, name
            assert "ca:/certificates/ca:ro" in SERVICES[name]["volumes"], name


def test_no_service_has_more_rights_than_it_needs() -> None:
    writable = {name for name, service in SERVICES.items() if not service.get("read_only")}
    with_rights = {name for name, service in SERVICES.items() if service.get("cap_add")}

    assert all(service["cap_drop"] == ["ALL"] for service in SERVICES.values())
    assert all("no-new-privileges:true" in service["security_opt"] for service in SERVICES.values())
    assert writable == {"elasticsearch", "kibana", "s3"}
    assert with_rights == {"postgres", "s3"}


def test_logs_are_rotated() -> None:
    assert all(
        {"max-size", "max-file"} <= service["logging"]["options"].keys() for service in SERVICES.values()
    )


def test_no_health_check_starts_python() -> None:
    checks = {
        name: " ".join(service["healthcheck"]["test"])
        for name, service in SERVICES.items()
        if "healthcheck" in service
    }

    assert not [
        name
        for name, check in checks.items()
        if re.search(r"python|airflow jobs|celery (?!worker)|inspect", check)
    ]
    assert all("start_period" in SERVICES[name]["healthcheck"] for name in checks)


def load(script: str) -> Any:
    spec = importlib.util.spec_from_file_location(script, ROOT / "docker" / f"{script}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_certificate_is_elasticsearchs_and_its_authority_proves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("ca", "elasticsearch"):
        (tmp_path / folder).mkdir()
    certificates = load("certificates")

    certificates.main(tmp_path)
    certificate = tmp_path / "elasticsearch" / "node.crt"
    first = certificate.read_bytes()
    certificates.main(tmp_path)

    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate, tmp_path / "elasticsearch" / "node.key")
    client = ssl.create_default_context(cafile=tmp_path / "ca" / "ca.crt")
    assert certificate.read_bytes() == first
    assert stat.S_IMODE((tmp_path / "elasticsearch" / "node.key").stat().st_mode) == 0o640
    assert "certificates are there" in capsys.readouterr().out
    for name in ("elasticsearch", "localhost", "127.0.0.1"):
        assert shakes_hands(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shakes_hands(server, client, "kibana")


def shakes_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> bool:
    """Let both sides speak in memory until the client trusts the server, called by `name`, or raises."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname=name)
    other = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(5):
        for side in (one, other):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
    return one.version() is not None


def test_certificates_that_run_out_are_made_anew(tmp_path: Path) -> None:
    for folder in ("ca", "elasticsearch"):
        (tmp_path / folder).mkdir()
    certificates = load("certificates")
    certificates.VALID = timedelta(days=10)
    certificates.main(tmp_path)
    first = (tmp_path / "ca" / "ca.crt").read_bytes()

    certificates.main(tmp_path)

    assert (tmp_path / "ca" / "ca.crt").read_bytes() != first
