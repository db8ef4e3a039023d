"""What is found in a posting, as plain tuples. Places are code points of the strings you gave."""

from __future__ import annotations

from typing import Any, NamedTuple


class Span(NamedTuple):
    """A place in a posting: ``posting[field][start:end]``."""

    field: str
    """``"title"``, ``"text"`` or ``"company"``, as the arguments are called."""
    start: int
    end: int


class Evidence(NamedTuple):
    """A phrase that counted: what it speaks for, and how much it gave."""

    text: str
    """The words as they stand in the posting."""
    field: str
    """``"title"``, ``"text"`` or ``"company"``, as the arguments are called."""
    start: int
    end: int
    term: str
    """The lexicon's phrase."""
    role: str
    """What it speaks for: a role, or ``"pm"`` for product management as such."""
    section: str
    group: str
    contribution: float
    """What it gave to the score of the role that it speaks for."""
    points: float
    weight: float
    why: str


class Skill(NamedTuple):
    """A group of skills that the posting asks for."""

    group: str
    role: str
    contribution: float
    terms: tuple[str, ...]


class Level(NamedTuple):
    """The level of the job."""

    seniority: str
    text: str
    span: Span


class Years(NamedTuple):
    """Years of experience asked for."""

    minimum: int | None
    maximum: int | None
    area: str
    text: str
    span: Span


class Pay(NamedTuple):
    """Pay that the posting states."""

    low: float | None
    high: float | None
    currency: str | None
    period: str | None
    basis: str
    text: str
    span: Span


class Employer(NamedTuple):
    """What kind of employer it is."""

    kind: str
    text: str
    span: Span


class Warning(NamedTuple):
    """What to ask about before applying."""

    kind: str
    sentence: str
    spans: tuple[Span, ...]


class Facts(NamedTuple):
    """What a posting states besides its role."""

    level: Level | None
    years: tuple[Years, ...]
    pay: tuple[Pay, ...]
    employers: tuple[Employer, ...]
    warnings: tuple[Warning, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as dictionaries and lists, such as JSON knows."""
        return {
            "level": self.level and _plain(self.level),
            "years": [_plain(years) for years in self.years],
            "pay": [_plain(pay) for pay in self.pay],
            "employers": [_plain(employer) for employer in self.employers],
            "warnings": [
                {
                    "kind": warning.kind,
                    "sentence": warning.sentence,
                    "spans": [span._asdict() for span in warning.spans],
                }
                for warning in self.warnings
            ],
        }


def _plain(fact: Level | Years | Pay | Employer) -> dict[str, Any]:
    return {**fact._asdict(), "span": fact.span._asdict()}
