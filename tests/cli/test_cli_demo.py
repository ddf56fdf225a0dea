"""The demo, as `make demo ARGS=--exit` runs it: a service of its own, the seeds, the final table."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_replays_the_seeds_and_ends_with_a_table_of_estimates(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PEGEL_")}
    environment |= {"PEGEL_DATA": str(tmp_path), "PEGEL_PORT": "0", "COLUMNS": "100"}
    demo = [sys.executable, "-m", "streams", "demo", "--exit", "--lasting", "2"]
    done = subprocess.run(demo, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    table = done.stdout
    for estimand in ("north-korea/troops", "turkey/killed", "volkswagen/jobs_cut"):
        assert estimand in table
    assert "/v1/estimates" in table, "it says where the endpoint was"
    assert list(tmp_path.glob("demo-*")) == [], "its data is removed"
