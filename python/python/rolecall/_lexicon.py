"""The files of a lexicon of your own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ._errors import LexiconError

_REMEDY = "give the path of a .toml file or of a folder of them, or a dict of texts by file name"


def files_of(lexicon: object) -> dict[str, str]:
    """Texts by file name, from a path or a mapping."""
    if isinstance(lexicon, Mapping):
        return {_text(name, "a file name"): _text(text, name) for name, text in lexicon.items()}
    if not isinstance(lexicon, (str, os.PathLike)):
        raise LexiconError(f"a lexicon of type {type(lexicon).__name__}", _REMEDY)
    path = Path(os.fspath(lexicon))
    paths = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not paths:
        raise LexiconError("it holds no .toml file", _REMEDY, file=str(path))
    return {path.name: _read(path) for path in paths}


def _text(value: object, name: object) -> str:
    if not isinstance(value, str):
        raise LexiconError(f"{name} is of type {type(value).__name__}, not text", _REMEDY)
    return value


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise LexiconError(error.strerror or str(error), _REMEDY, file=str(path)) from error
    except UnicodeDecodeError as error:
        remedy = "save it as text in UTF-8"
        raise LexiconError(str(error), remedy, file=str(path)) from error
