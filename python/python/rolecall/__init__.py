"""Reads a job description and says which kind of product manager it really wants.

>>> import rolecall
>>> verdict = rolecall.classify("Own prompts, evals and agents.", title="Product Manager")
>>> verdict.role
'ai'
"""

from __future__ import annotations

from ._errors import ColumnError, LexiconError, RolecallError, TextError
from ._frames import tag
from ._records import Employer, Evidence, Facts, Level, Pay, Skill, Span, Warning, Years
from ._rolecall import Classifier, Verdict, __version__

__all__ = [
    "Classifier",
    "ColumnError",
    "Employer",
    "Evidence",
    "Facts",
    "Level",
    "LexiconError",
    "Pay",
    "RolecallError",
    "Skill",
    "Span",
    "TextError",
    "Verdict",
    "Warning",
    "Years",
    "__version__",
    "classify",
    "facts",
    "tag",
]


def classify(text: str, title: str | None = None, company: str | None = None) -> Verdict:
    """What a posting asks for. ``text`` may be plain text, Markdown or HTML."""
    return Classifier().classify(text, title, company)


def facts(text: str, title: str | None = None, company: str | None = None) -> Facts:
    """What a posting states besides its role: level, years, pay, employer, warnings."""
    return Classifier().facts(text, title, company)
