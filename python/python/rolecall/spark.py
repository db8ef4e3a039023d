"""rolecall on Spark: one pass over the rows, no join, no shuffle.

A verdict depends on its posting alone, so any partitioning gives the same answers, and a task that
Spark runs again gives them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow
from pyspark.sql.functions import col
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from ._frames import arrow_batches, kept_of, make_tagger
from ._rolecall import Classifier, Tagger

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["SCHEMA", "tag", "tag_batches"]


def _schema(tagger: Tagger) -> StructType:
    return from_arrow_schema(pyarrow.schema(tagger.schema()))


def _tagger(**options: Any) -> Tagger:
    # Spark runs a task for each core.
    return make_tagger(**options, threads=1)


SCHEMA: StructType = _schema(_tagger())
"""The columns that are added where none were chosen."""


def tag_batches(
    batches: Iterable[pyarrow.RecordBatch], keep: list[str] | None = None, **options: Any
) -> Iterator[pyarrow.RecordBatch]:
    """For ``DataFrame.mapInArrow``: each batch with our columns behind its own.

    The schema to give with it is that of the frame, without columns of an earlier run, and then
    ``SCHEMA``. ``keep`` and the options are those of ``tag``.
    """
    return arrow_batches(batches, _tagger(**options), keep)


def tag(
    frame: DataFrame,
    *,
    keep: Iterable[str] | None = None,
    title: str | None = None,
    company: str | None = None,
    text: str | None = None,
    columns: str | Iterable[str] | None = None,
    classifier: Classifier | None = None,
) -> DataFrame:
    """The frame with our columns behind its own, or behind those of ``keep`` alone.

    The other options are those of ``rolecall.tag``.
    """
    names = columns if columns is None or isinstance(columns, str) else list(columns)
    options: dict[str, Any] = {
        "title": title,
        "company": company,
        "text": text,
        "columns": names,
        "classifier": classifier,
    }
    tagger = _tagger(**options)
    own = kept_of(frame.columns)
    kept = own if keep is None else list(keep)
    read = set(tagger.reads(own)).union(kept)
    taken = [name for name in own if name in read]
    # mapInArrow trips over dots and backticks in names.
    places = [_quoted(name).alias(str(place)) for place, name in enumerate(taken)]
    fields = [frame.schema[name] for name in kept]
    schema = StructType(fields + _schema(tagger).fields)
    return frame.select(places).mapInArrow(partial(_tag_named, taken, kept, options), schema)


def _quoted(name: str) -> Column:
    return col("`" + name.replace("`", "``") + "`")


def _tag_named(
    names: list[str],
    kept: list[str],
    options: dict[str, Any],
    batches: Iterable[pyarrow.RecordBatch],
) -> Iterator[pyarrow.RecordBatch]:
    named = (batch.rename_columns(names) for batch in batches)
    return tag_batches(named, keep=kept, **options)
