"""Each recipe, on postings of our own, prints what the library says of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import rolecall
from conftest import PYTHON, REPOSITORY, Row

JOBSPY = REPOSITORY / "crates/batch/tests/sources/jobspy.csv"


def run(recipe: str, *arguments: object) -> str:
    cluster = [PYTHON / "tests/cluster.sh"] if recipe == "spark_job.py" else [sys.executable]
    command = [*map(str, cluster), str(PYTHON / "examples" / recipe), *map(str, arguments)]
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONIOENCODING": "utf-8"}
    environment.setdefault("MASTER", "local[2,4]")
    said = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert said.returncode == 0, said.stderr
    return said.stdout


@pytest.fixture(scope="module")
def roles(rows: list[Row]) -> Counter[str]:
    def role(row: Row) -> str:
        return rolecall.classify(row["description"], row["title"], row["company"]).role

    return Counter(map(role, rows))


def counted(table: str) -> dict[str, int]:
    """The rows of a printed table that begin with a role and hold its number."""
    lines = re.findall(r"[│|┆]\s*([a-z-]+)\s*[│|┆]\s*(\d+)\s*[│|┆]", table)
    return {role: int(count) for role, count in lines}


def test_jobspy() -> None:
    lines = run("jobspy_pandas.py", JOBSPY).splitlines()
    assert lines[0].split() == [
        "title",
        "company",
        "rolecall_role",
        "rolecall_confidence",
        "rolecall_level",
    ]
    assert len(lines) > 1 and all(re.search(r" (ai|ml|data|other-pm) ", line) for line in lines[1:])


def test_polars(rows_file: Path, roles: Counter[str]) -> None:
    assert counted(run("polars_lazy.py", rows_file)) == roles


def test_duckdb(rows: list[Row], rows_file: Path) -> None:
    # The function is given no company.
    expected = Counter(rolecall.classify(row["description"], row["title"]).role for row in rows)
    assert counted(run("duckdb_udf.py", rows_file)) == expected


def test_spark(rows_file: Path, roles: Counter[str], tmp_path: Path) -> None:
    assert counted(run("spark_job.py", rows_file, tmp_path / "tagged")) == roles
