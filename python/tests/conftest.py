"""Postings written for this repository, and what the native program says of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

PYTHON = Path(__file__).parents[1]
REPOSITORY = PYTHON.parent
Row = dict[str, Any]


def postings() -> list[Row]:
    """Those of ``tests/postings``."""
    files = sorted((REPOSITORY / "tests/postings").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    wanted = ("id", "title", "company", "description")
    return [{name: row[name] for name in wanted} for row in rows]


def built(workspace: Path, package: str, program: str) -> Path:
    """A program of a Rust workspace, built where it is not up to date."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", workspace / "target"))
    build = ["cargo", "build", "--quiet", "--release", "--package", package]
    subprocess.run(build, cwd=workspace, check=True)
    return target / "release" / program


@pytest.fixture(scope="session")
def rows() -> list[Row]:
    return postings()


@pytest.fixture(scope="session")
def rows_file(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "postings.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def native(rows_file: Path) -> list[Row]:
    """The library's verdicts as JSON, of full precision and with spans in bytes."""
    program = built(PYTHON, "rolecall-native", "rolecall-native")
    said = subprocess.run([program, rows_file], check=True, capture_output=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def tagged_file(rows: Path, out: Path, columns: str) -> list[Row]:
    """What ``rolecall tag`` writes, without the file's name."""
    program = built(REPOSITORY, "rolecall-cli", "rolecall")
    command = [program, "tag", rows, "-o", out, "--columns", columns]
    subprocess.run(command, check=True, capture_output=True)
    found = [json.loads(line) for line in out.open(encoding="utf-8")]
    for row in found:
        row.pop("rolecall_file", None)
    return found


@pytest.fixture(scope="session")
def tagged(rows_file: Path) -> list[Row]:
    return tagged_file(rows_file, rows_file.with_name("tagged.jsonl"), "all")
