"""The dashboard and Prometheus' configuration name only what exists."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

import streams.flow.metrics
import streams.serve.app  # noqa: F401 - exports what the endpoint counts

ROOT = Path(__file__).resolve().parent.parent
PANELS = json.loads((ROOT / "monitoring" / "pegel.json").read_text(encoding="utf-8"))["panels"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PROMETHEUS = yaml.safe_load((ROOT / "monitoring" / "prometheus.yml").read_text(encoding="utf-8"))


def exported() -> dict[str, set[str]]:
    """Names of what is exported, each with its labels; also of what has no sample yet."""
    found: dict[str, set[str]] = {}
    for collector in REGISTRY._collector_to_names:
        labels = set(collector._labelnames) if isinstance(collector, MetricWrapperBase) else set()
        for name in REGISTRY._collector_to_names[collector]:
            found[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return found


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_every_metric_and_label_on_the_dashboard_is_exported(panel: dict[str, object]) -> None:
    known = exported()
    for target in panel["targets"]:  # type: ignore[attr-defined]
        names = set(re.findall(r"\b(?:pegel|process)_\w+", target["expr"]))
        assert names
        assert names <= known.keys()
        by = {label.strip() for group in re.findall(r"by \(([^)]*)\)", target["expr"]) for label in group.split(",")}
        shown = set(re.findall(r"{{(\w+)}}", target["legendFormat"])) - {"instance"}
        assert by | shown <= set().union(*(known[name] for name in names))


def test_prometheus_asks_services_where_they_listen() -> None:
    services = COMPOSE["services"]
    endpoint, worker = PROMETHEUS["scrape_configs"]
    assert endpoint["static_configs"] == [
        {"targets": [f"endpoint:{services['endpoint']['environment']['PEGEL_PORT']}"]}
    ]
    (discovered,) = worker["dns_sd_configs"]
    assert discovered["names"] == ["worker"]
    assert str(discovered["port"]) == services["worker"]["environment"]["PEGEL_METRICS_PORT"]


def test_compose_mounts_what_is_there() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).is_file()


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("docker-compose", ["-f", "docker-compose.yml", "config", "--quiet"]),
        ("promtool", ["check", "config", "monitoring/prometheus.yml"]),
    ],
)
def test_the_tools_themselves_find_no_fault(program: str, arguments: list[str]) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (Debian: docker-compose, prometheus)")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
