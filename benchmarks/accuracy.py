"""How well claims are read: precision, recall and F1 of every level on every marked set, by the shared scorer.

    python -m benchmarks.accuracy                  the table
    python -m benchmarks.accuracy --against REV    and the claims gained and lost since that revision

PEGEL_SHARED names the folder of the marked sets (default: ../shared).
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = Path(os.environ.get("PEGEL_SHARED", ROOT.parent / "shared")) / "claims"
SETS = ("seeds", "gnad")
BINS = (0.0, 0.75, 0.85, 0.9, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the extractor on the marked sets.")
    parser.add_argument("--against", metavar="REV", help="a git revision to compare with")
    arguments = parser.parse_args()
    rows = {name: extract(ROOT, name) for name in (*SETS, "wikinews")}
    for name in SETS:
        show(name, score("score.py", name, rows[name], "claims.gold.jsonl"))
    show_reliability([pair for name in SETS for pair in said_and_right(name, rows[name])])
    show_claimants(score("claimants.py", "wikinews", rows["wikinews"], "sources.gold.jsonl"))
    if arguments.against:
        with tempfile.TemporaryDirectory() as folder:
            before = check_out(arguments.against, Path(folder))
            for name in SETS:
                compare(name, extract(before, name), rows[name])


def extract(root: Path, name: str) -> list[dict[str, Any]]:
    """The claims that the code under `root` reads from a set."""
    command = "import sys; sys.path.insert(0, sys.argv.pop(1)); from streams.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, str(root), "extract", str(CLAIMS / name / "articles.jsonl")],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(script: str, name: str, rows: list[dict[str, Any]], gold: str) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        docs = CLAIMS / name / "docs.txt"
        listed = ["--docs", str(docs)] if docs.exists() else []
        command = [sys.executable, str(CLAIMS / script), str(CLAIMS / name / gold), file.name, *listed, "--json"]
        table: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return table


def show(name: str, table: dict[str, Any]) -> None:
    print(f"{name:<12}{'precision':>10}{'recall':>8}{'F1':>8}")
    for level, found in table.items():
        if found["gold"]:
            print(f"  {level:<10}{found['precision']:10.3f}{found['recall']:8.3f}{found['f1']:8.3f}")


def said_and_right(name: str, rows: list[dict[str, Any]]) -> list[tuple[float, bool]]:
    """Of every claim of a set, but doubtful ones: the confidence that it states, and whether it is fully right."""
    scorer = load_scorer()
    gold = scorer.read(CLAIMS / name / "claims.gold.jsonl")
    judged = {row["doc"] for row in gold}
    pairs = []
    for row in rows:
        near = [wanted for wanted in gold if wanted["doc"] == row["doc"] and scorer.meets(wanted, row)]
        if row["doc"] in judged and not (near and all(wanted.get("optional") for wanted in near)):
            pairs.append((row["confidence"], any(scorer.judge(wanted, row)["full"] for wanted in near)))
    return pairs


def load_scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", CLAIMS / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"no scorer at {CLAIMS / 'score.py'}; set PEGEL_SHARED")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def show_reliability(pairs: list[tuple[float, bool]]) -> None:
    """How often claims are fully right, by how sure they are said to be: docs/method.md, "Confidence"."""
    print(f"{'said':<14}{'claims':>8}{'mean said':>11}{'fully right':>13}")
    for low, high in pairwise(BINS):
        within = [(said, right) for said, right in pairs if low <= said < high]
        if within:
            said, right = (sum(column) / len(within) for column in zip(*within, strict=True))
            print(f"  {low:.2f} to {high:.2f}{len(within):8d}{said:11.2f}{right:13.2f}")


def show_claimants(found: dict[str, Any]) -> None:
    print("wikinews")
    print(f"  {'claimant':<10}{found['precision']:10.3f}{found['recall']:8.3f}{found['f1']:8.3f}")


def check_out(revision: str, folder: Path) -> Path:
    """The tracked files of a revision, in a folder of their own."""
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder


def compare(name: str, before: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    """The claims gained and lost, a line each; a claim that is read otherwise is one lost and one gained."""
    keys = ("doc", "start", "phrase", "point", "low", "high", "counted", "measure", "claimant", "stance", "level")
    old, new = ({tuple(row.get(key) for key in keys) for row in rows} for rows in (before, now))
    print(f"{name}: {len(new - old)} gained, {len(old - new)} lost")
    for sign, rows in (("+", new - old), ("-", old - new)):
        for row in sorted(rows, key=str):
            print(f"  {sign} {row[0]}:{row[1]} {row[2]!r} {row[6]} {row[7]} {row[8]} {row[9]} {row[10]}")


if __name__ == "__main__":
    main()
