"""What docker-compose.yml, the Dockerfile and their scripts promise, as far as it shows without an engine."""

import re
import stat
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from electionadmin.local.paths import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()


def test_the_services_are_those_of_the_production_form():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}
    assert {SERVICES[name]["image"] for name in OURS} == {"electionadmin:${VERSION:-latest}"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_runs_with_a_read_only_root_and_no_way_to_more_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", set(SERVICES) - {"migrate"})
def test_every_lasting_service_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_what_is_depended_on_exists_and_can_become_healthy():
    for service in SERVICES.values():
        for name, condition in service.get("depends_on", {}).items():
            wanted = condition["condition"]
            assert wanted in {"service_healthy", "service_completed_successfully"}
            assert ("healthcheck" in SERVICES[name]) == (wanted == "service_healthy")


def test_nothing_starts_before_the_tables_are_there():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_web_server_is_reached_from_outside_and_only_by_the_proxy_of_this_machine():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert SERVICES["web"]["ports"] == ["${BIND:-127.0.0.1:8000}:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name in SERVICES if "outside" in SERVICES[name]["networks"]] == ["web"]


def test_volumes_and_secrets_that_are_used_are_declared():
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert {name for service in SERVICES.values() for name in service.get("secrets", [])} == set(COMPOSE["secrets"])


def test_no_secret_stands_in_the_file_or_in_an_environment():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|DATABASE_URL", name):
                assert name.endswith("_FILE")
                assert Path(value).name in service["secrets"]


def test_only_migrate_knows_the_owner_of_the_tables():
    knowing = {name for name in SERVICES if {"owner_url", "owner_password"} & set(SERVICES[name].get("secrets", []))}
    assert knowing == {"migrate", "postgres"}
    assert "grant_application electionadmin_app" in SERVICES["migrate"]["command"][-1]


def test_every_setting_that_the_server_wants_is_given():
    wanted = set(
        re.findall(r'env\.\w+\("(\w+)"(?:, None)?\)', (ROOT / "electionadmin/settings/production.py").read_text())
    )
    in_image = set(re.findall(r"\b([A-Z_]+)=", DOCKERFILE.rpartition("FROM base")[2]))
    for name in OURS:
        given = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]} | in_image
        assert wanted <= given


def test_redis_keeps_what_it_is_told_and_refuses_rather_than_forgets():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_image_runs_as_a_user_without_rights_on_debian_12():
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "USER 10001:10001" in final
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert {base for base in bases if ":" in base} == {"node:22-bookworm-slim", "python:3.11-slim-bookworm"}
    assert "apt-get install" not in final


def test_the_image_brings_fonts_and_libraries_of_the_documents_and_only_hashed_packages():
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert f"        {package} " in DOCKERFILE
    assert "scripts/fonts.sh /app/var/fonts" in DOCKERFILE
    assert "COPY --from=fonts /app/var/fonts /app/var/fonts" in DOCKERFILE
    # The collections' Japanese and Korean faces stay behind in the stage that cuts the single ones out.
    assert (
        "fonts-noto-cjk"
        not in DOCKERFILE.rpartition("\nFROM ")[2] + DOCKERFILE.partition("AS base")[2].partition("FROM")[0]
    )
    assert "--require-hashes" in DOCKERFILE
    assert "npm ci" in DOCKERFILE
    assert all("--no-install-recommends" in line for line in re.findall(r"apt-get install[^\n]*", DOCKERFILE))


def test_the_image_contains_every_room_and_nothing_else():
    kept = {line[1:] for line in IGNORED if line.startswith("!")}
    rooms = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert IGNORED[1] == "*"
    assert rooms | {"locale", "static", "templates", "manage.py"} <= kept
    assert all((ROOT / name).exists() for name in kept)
    assert not [name for name in ("tests", "var", ".git", "secrets", "benchmarks") if name in kept]


def test_what_the_dockerfile_copies_is_not_ignored():
    kept = [line[1:] for line in IGNORED if line.startswith("!")]
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert source == "." or any(fnmatch(source, name) for name in kept)


def test_secrets_are_made_once_and_only_their_directory_is_closed(tmp_path: Path):
    directory = tmp_path / "secrets"
    contents = []
    for _time in range(2):
        subprocess.run([ROOT / "docker" / "secrets.sh", directory], check=True, capture_output=True)
        contents.append({path.name: path.read_text() for path in directory.iterdir()})
    assert contents[0] == contents[1]
    assert set(contents[0]) == set(COMPOSE["secrets"])
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert contents[0]["application_password"].strip() in contents[0]["application_url"]
    assert re.fullmatch(r"k\d{6}:[0-9a-f]{32}\n", contents[0]["encryption_keys"])
