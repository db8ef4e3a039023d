"""What goes wrong, and what to do about it."""

from __future__ import annotations

from typing import Any


class RolecallError(Exception):
    """A mistake in what rolecall was given: what it is, where it stands, and what helps."""

    def __init__(
        self,
        fault: str,
        remedy: str,
        column: str | None = None,
        row: int | None = None,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        self.fault = fault
        self.remedy = remedy
        self.column = column
        """The column's name, or the argument's."""
        self.row = row
        """The row's place in the frame, counted from 0."""
        self.file = file
        """The lexicon's file."""
        self.line = line
        """The line in that file, counted from 1."""
        super().__init__(fault, remedy)

    def __str__(self) -> str:
        named = [
            None if self.column is None else f"column {self.column!r}",
            None if self.row is None else f"row {self.row}",
            self.file,
            None if self.line is None else f"line {self.line}",
        ]
        place = ", ".join(part for part in named if part is not None)
        return (f"{place}: " if place else "") + f"{self.fault}; {self.remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        whole = (self.fault, self.remedy, self.column, self.row, self.file, self.line)
        return (type(self), whole)


class ColumnError(RolecallError, LookupError):
    """A column that is not there, or that stands twice."""


class TextError(RolecallError, TypeError):
    """A value that should be text and is something else."""


class LexiconError(RolecallError, ValueError):
    """A lexicon of your own that cannot be read."""
