"""Every posting of the repository: Python's verdict is the library's own."""

from __future__ import annotations

import math

import rolecall
from conftest import Row

TOLERANCE = 1e-6


def in_code_points(span: Row, row: Row) -> tuple[str, int, int]:
    texts = {"title": row["title"], "body": row["description"], "company": row["company"]}
    start, end = (
        len(texts[span["field"]].encode()[: span[side]].decode()) for side in ("start", "end")
    )
    return ("text" if span["field"] == "body" else span["field"], start, end)


def test_verdicts(rows: list[Row], native: list[Row]) -> None:
    assert len(rows) == len(native) > 500
    for row, expected in zip(rows, native, strict=True):
        found = rolecall.classify(row["description"], row["title"], row["company"])
        assert found.role == expected["role"], row["id"]
        assert found.unclear == expected["unclear"], row["id"]
        assert found.runner_up == expected["runner_up"], row["id"]
        assert found.is_close_call == expected["close_call"], row["id"]
        assert list(found.secondary_roles) == expected["secondary_roles"], row["id"]
        assert list(found.flags) == expected["flags"], row["id"]
        assert math.isclose(found.confidence, expected["confidence"], abs_tol=TOLERANCE)
        assert found.probabilities.keys() == expected["probabilities"].keys()
        for role, share in expected["probabilities"].items():
            assert math.isclose(found.probabilities[role], share, abs_tol=TOLERANCE), row["id"]
        assert [skill.group for skill in found.skills] == [
            skill["group"] for skill in expected["skills"]
        ]
        places = [(item.field, item.start, item.end) for item in found.evidence]
        assert places == [in_code_points(item["span"], row) for item in expected["evidence"]]
        terms = [(item.term, item.role, item.text) for item in found.evidence]
        assert terms == [
            (item["term"], item["target"], item["text"]) for item in expected["evidence"]
        ]
