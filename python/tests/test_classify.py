"""One posting: verdict, facts, own lexicon, pickling, the page in a notebook, mistakes."""

from __future__ import annotations

import copy
import doctest
import html
import multiprocessing
import pickle
import re
from pathlib import Path

import pytest

import rolecall

TEXT = "Zoë’s team 🚀\nResponsibilities:\n• Own prompts, evals and agent design.\n• Token cost."
TITLE = "Senior Product Manager"
LEXICON = """
role = "data"
name = "Data PM"
about = "house terms"

[[term]]
phrase = "golden ledger"
weight = 3
group = "governance"
why = "our name for the master data set"
"""


def test_verdict() -> None:
    verdict = rolecall.classify(TEXT, title=TITLE, company="Acme")
    assert (verdict.role, verdict.role_name) == ("ai", "AI PM")
    assert verdict.unclear is None and verdict.runner_up != verdict.role
    # A text as short as that is never sure.
    assert 0.5 < verdict.confidence < max(verdict.probabilities.values()) <= 1
    assert sum(verdict.probabilities.values()) == pytest.approx(1)
    assert list(verdict.probabilities) and verdict.is_close_call == (verdict.confidence < 0.6)
    assert {skill.role for skill in verdict.skills} >= {"ai"}
    assert "ai" in repr(verdict) and "AI PM" in str(verdict)


def test_example_of_the_module() -> None:
    results = doctest.testmod(rolecall)
    assert results.attempted == 3 and results.failed == 0


def test_spans_are_code_points() -> None:
    given = {"title": TITLE, "text": TEXT}
    evidence = rolecall.classify(TEXT, title=TITLE).evidence
    assert {item.field for item in evidence} == {"title", "text"}
    for item in evidence:
        assert given[item.field][item.start : item.end] == item.text
    assert "Token cost" in [item.text for item in evidence]


def test_to_dict_is_the_verdict() -> None:
    verdict = rolecall.classify(TEXT, title=TITLE)
    whole = verdict.to_dict()
    assert whole["role"] == verdict.role
    assert whole["close_call"] == verdict.is_close_call
    assert whole["probabilities"] == pytest.approx(verdict.probabilities)
    places = [(item.field, item.start, item.end) for item in verdict.evidence]
    assert [tuple(item["span"].values()) for item in whole["evidence"]] == places


def test_unclear() -> None:
    verdict = rolecall.classify("")
    assert (verdict.role, verdict.role_name, verdict.unclear) == ("unclear", None, "empty")


def test_facts() -> None:
    text = "🚀 We pay $180,000 - $220,000 a year.\nRequirements:\n- 5+ years of product management"
    facts = rolecall.facts(text, title="Staff Product Manager")
    assert facts.level is not None and facts.level.seniority == "staff"
    assert facts.level.span.field == "title"
    (pay,) = facts.pay
    assert (pay.low, pay.high, pay.currency, pay.period) == (180_000, 220_000, "USD", "year")
    assert text[pay.span.start : pay.span.end] == pay.text == "$180,000 - $220,000 a year"
    assert facts.years[0].minimum == 5 and facts.years[0].area == "product-management"
    assert facts.to_dict()["pay"][0]["span"] == {"field": "text", "start": 9, "end": 35}


def test_own_lexicon(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_text(LEXICON, encoding="utf-8")
    text = "Product Manager\nOwn the golden ledger, our golden ledger of record."
    answers = {
        rolecall.Classifier(lexicon).classify(text).role
        for lexicon in [file, str(file), tmp_path, {"house.toml": LEXICON}]
    }
    assert answers == {"data"} and rolecall.classify(text).role != "data"
    own = rolecall.Classifier(lexicon=file)
    assert own.lexicon_hash != rolecall.Classifier().lexicon_hash
    file.unlink()
    again = pickle.loads(pickle.dumps(own))
    assert again.lexicon_hash == own.lexicon_hash
    assert again.classify(text).role == "data"


def test_most_bytes() -> None:
    short = pickle.loads(pickle.dumps(rolecall.Classifier(max_bytes=100)))
    assert short.classify("word " * 100).unclear == "too-long"


@pytest.mark.parametrize(
    ("lexicon", "said"),
    [
        ({"house.toml": LEXICON.replace("weight", "wieght")}, "house.toml, line 8: .*wieght"),
        ({"house.toml": b""}, "house.toml is of type bytes"),
        ("no/such/folder", "no/such/folder: No such file"),
        (7, "lexicon of type int; give the path"),
    ],
)
def test_wrong_lexicon(lexicon: object, said: str) -> None:
    with pytest.raises(rolecall.LexiconError, match=said):
        rolecall.Classifier(lexicon)  # type: ignore[arg-type]


def test_folder_without_lexicon(tmp_path: Path) -> None:
    with pytest.raises(rolecall.LexiconError, match=r"holds no \.toml file"):
        rolecall.Classifier(tmp_path)


def test_pickling() -> None:
    verdict = rolecall.classify(TEXT, title=TITLE, company="Acme")
    again = pickle.loads(pickle.dumps(verdict))
    assert again == verdict and again.evidence == verdict.evidence
    assert again.to_dict() == verdict.to_dict() and again.to_html() == verdict.to_html()
    assert copy.deepcopy(verdict) == verdict
    assert verdict != rolecall.classify(TEXT)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(rolecall.classify, [TEXT]) == [rolecall.classify(TEXT)]


def test_page_in_a_notebook() -> None:
    verdict = rolecall.classify(TEXT + "<script>alert(1)</script>", title=TITLE)
    shown = verdict._repr_html_()
    frame = re.fullmatch(r'<iframe title="ai" sandbox srcdoc="([^"]*)"[^>]*></iframe>', shown)
    assert frame is not None
    page = html.unescape(frame.group(1))
    assert page == verdict.to_html() and "<h1>AI PM</h1>" in page
    marked = set(re.findall(r"<mark[^>]*>([^<]*)", page))
    assert {"prompts, evals", "Token cost"} <= marked, marked
    assert "<script" not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((b"Own evals",), r"text is bytes, not text; decode it"),
        ((None,), "text is None, not text"),
        ((float("nan"),), "text is a value of type float"),
        (("Own evals", 7), "title is a value of type int, not text; give a str"),
        (("Own evals", "PM", ["Acme"]), "company is a value of type list"),
    ],
)
def test_wrong_arguments(arguments: tuple[object, ...], said: str) -> None:
    for call in (rolecall.classify, rolecall.facts):
        with pytest.raises(rolecall.TextError, match=said) as raised:
            call(*arguments)  # type: ignore[arg-type]
        assert isinstance(raised.value, TypeError) and raised.value.remedy


def test_halves_of_surrogate_pairs() -> None:
    text = "cut off \ud83d here. Own evals and prompts."
    (item, *_) = rolecall.classify(text, title=TITLE + "\udc00").evidence[1:]
    assert text[item.start : item.end] == item.text


def test_errors_can_be_pickled() -> None:
    error = rolecall.TextError("bytes, not text", "decode it", column="body", row=7)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "column 'body', row 7: bytes, not text; decode it"
    assert (again.column, again.row) == ("body", 7)
