"""Many postings of others, where they are there: rows of frames are those of the program."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rolecall
from conftest import REPOSITORY, Row, tagged_file
from test_frames import FRAMES, as_rows, in_bytes

CORPUS = REPOSITORY.parent / "shared/corpus/postings.jsonl.gz"
COLUMNS = "default,evidence"
KINDS = ["pandas", "polars", "polars lazy", "Arrow table", "Arrow string views", "DuckDB"]

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"there is no {CORPUS}")


@pytest.fixture(scope="module")
def corpus() -> list[Row]:
    wanted = ("id", "title", "company", "description")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [{name: json.loads(line).get(name) for name in wanted} for line in lines]


@pytest.fixture(scope="module")
def expected(corpus: list[Row], tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("corpus")
    file = Path(folder, "rows.jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in corpus), encoding="utf-8")
    found = tagged_file(file, folder / "tagged.jsonl", COLUMNS)
    assert len(found) == len(corpus)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_same_as_the_program(kind: str, corpus: list[Row], expected: list[Row]) -> None:
    make: Callable[[list[Row]], Any] = FRAMES[kind]
    found = as_rows(rolecall.tag(make(corpus), columns=COLUMNS))
    # Without the rows themselves in the message: they are third-party text.
    wrong = [
        row["id"] for row, other in zip(found, expected, strict=True) if in_bytes(row) != other
    ]
    assert not wrong


def test_verdicts(corpus: list[Row], expected: list[Row]) -> None:
    wrong = []
    for row, native in zip(corpus, expected, strict=True):
        texts = (row[name] or "" for name in ("description", "title", "company"))
        found = rolecall.classify(*texts)
        shares = native["rolecall_probabilities"].items()
        is_same = (
            (found.role, list(found.flags)) == (native["rolecall_role"], native["rolecall_flags"])
            # The program writes four digits.
            and all(abs(found.probabilities[role] - share) <= 0.51e-4 for role, share in shares)
        )
        if not is_same:
            wrong.append(row["id"])
    assert not wrong
