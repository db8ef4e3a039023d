"""``rolecall.tag``: a frame in, the same kind of frame out, with our columns behind its own."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._errors import RolecallError
from ._rolecall import Classifier, Tagger

if TYPE_CHECKING:
    import pyarrow

    from ._arrow import ArrowStream

Frame = TypeVar("Frame")
Progress = Callable[[int], object]

PREFIX = "rolecall_"
COLUMNS = [("pandas", "Series"), ("polars", "Series"), ("pyarrow", "ChunkedArray")]
"""Classes whose streams hold single values."""
MANY = 20_000
"""Rows from which progress is shown where it was not asked for: they take some seconds."""
BLOCK = 8192
"""Rows of one batch, so that its texts stay within offsets of 32 bits."""


def tag(
    frame: Frame,
    *,
    title: str | None = None,
    company: str | None = None,
    text: str | None = None,
    columns: str | Iterable[str] | None = None,
    classifier: Classifier | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> Frame:
    """The frame with what rolecall says of each row, as typed columns behind its own.

    Columns for title, company and text are found by the names that job boards and scrapers use;
    ``title``, ``company`` and ``text`` name them otherwise. ``columns`` chooses ours, as
    ``rolecall tag --columns`` does: ``"default"``, ``"all"``, or names such as
    ``["role", "confidence", "level", "pay"]``. ``threads`` 0 means all cores. ``progress`` shows a
    bar of tqdm; by default only to people who watch many rows.

    The frame is of pandas, polars (eager or lazy), pyarrow (Table, RecordBatch or
    RecordBatchReader), DuckDB (a relation) or Spark. For anything else with ``__arrow_c_stream__``
    the answer has ``__arrow_c_stream__``, too.
    """
    options = {"title": title, "company": company, "text": text}
    if _is(frame, "pyspark.sql", "DataFrame"):
        from . import spark

        of_spark = cast(Any, frame)
        return cast(Frame, spark.tag(of_spark, columns=columns, classifier=classifier, **options))
    tagger = make_tagger(columns=columns, classifier=classifier, threads=threads, **options)
    tagged: Any
    with _progress(_rows(frame), progress) as bar:
        if _is(frame, "pandas", "DataFrame"):
            tagged = _pandas(frame, tagger, bar)
        elif _is(frame, "polars", "DataFrame"):
            tagged = _polars(frame, tagger, bar)
        elif _is(frame, "polars", "LazyFrame"):
            tagged = _lazy(frame, tagger)
        elif _is(frame, "pyarrow", "Table"):
            tagged = _arrow_table(frame, tagger, bar)
        elif _is(frame, "pyarrow", "RecordBatch"):
            tagged = _arrow_batch(frame, tagger)
        elif _is(frame, "pyarrow", "RecordBatchReader"):
            tagged = _arrow_reader(frame, tagger)
        elif _is(frame, "duckdb", "DuckDBPyRelation"):
            tagged = _duckdb(frame, tagger, bar)
        elif any(_is(frame, *column) for column in COLUMNS):
            remedy = "give the frame that it stands in, as in frame.select(column)"
            raise RolecallError(f"a {type(frame).__name__} is a column and no frame", remedy)
        elif hasattr(frame, "__arrow_c_stream__"):
            tagged = _stream(cast("ArrowStream", frame), tagger, True, bar)
        else:
            raise RolecallError(
                f"a value of type {type(frame).__name__} is no frame",
                "give a frame of pandas, polars, pyarrow, DuckDB or Spark",
            )
    return cast(Frame, tagged)


def make_tagger(
    *,
    title: str | None = None,
    company: str | None = None,
    text: str | None = None,
    columns: str | Iterable[str] | None = None,
    classifier: Classifier | None = None,
    threads: int = 0,
) -> Tagger:
    if threads < 0:
        raise RolecallError(
            f"threads= is {threads}", "give a number of threads, or 0 for all cores"
        )
    if isinstance(columns, str):
        columns = columns.split(",")
    names = None if columns is None else list(columns)
    return Tagger(classifier or Classifier(), title, company, text, names, threads)


def as_json(value: object) -> str:
    """A cell that is no text. What JSON does not know is some object."""
    import json

    return json.dumps(value, default=_plain)


def _plain(value: Any) -> object:
    # Lists in columns come as arrays of numpy.
    return value.tolist() if hasattr(value, "tolist") else {}


def _is(frame: object, library: str, name: str) -> bool:
    """Whether it is of this class. A library that is not loaded has made no frame."""
    loaded = sys.modules.get(library)
    return loaded is not None and isinstance(frame, getattr(loaded, name, ()))


def _rows(frame: Any) -> int | None:
    if _is(frame, "pyarrow", "RecordBatchReader") or not hasattr(frame, "__len__"):
        return None
    return 0 if _is(frame, "duckdb", "DuckDBPyRelation") else len(frame)


@contextmanager
def _progress(rows: int | None, wanted: bool | None) -> Iterator[Progress | None]:
    if wanted is None:
        watched = (sys.stderr is not None and sys.stderr.isatty()) or "ipykernel" in sys.modules
        wanted = watched and rows is not None and rows >= MANY and None
    if wanted is False:
        yield None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        if wanted:
            raise RolecallError("there is no tqdm", "install it: pip install tqdm") from None
        yield None
        return
    with tqdm(total=rows, unit=" postings", unit_scale=True) as bar:
        yield bar.update


def _warn(rows: int, texts: int) -> None:
    """Says so where no row has a text: its column has another name, perhaps."""
    if rows and not texts:
        fault = "no row has a text, so that verdicts rest on titles alone"
        warnings.warn(f"{fault}; if a column holds it, name it with text=", stacklevel=5)


def _stream(frame: ArrowStream, tagger: Tagger, keep: bool, bar: Progress | None) -> ArrowStream:
    table, texts = tagger.tag_stream(frame, keep, bar)
    _warn(len(table), texts)
    return table


def _pandas(frame: Any, tagger: Tagger, bar: Progress | None) -> Any:
    import pandas

    names = [name if isinstance(name, str) else "" for name in frame.columns]
    wanted = set(tagger.reads(names))
    places = [place for place, name in enumerate(names) if name in wanted]
    columns = [frame.iloc[:, place].tolist() for place in places]
    found, texts = tagger.tag_objects([names[place] for place in places], columns, bar)
    _warn(len(frame), texts)
    text = "str" if int(pandas.__version__.split(".")[0]) >= 3 else "object"
    dtypes = {"text": text, "number": "float64", "count": "Int64", "bool": "bool"}
    ours = {
        name: pandas.Series(found[name], index=frame.index, dtype=dtypes.get(kind, "object"))
        for name, kind in tagger.kinds()
    }
    kept = frame.loc[:, [not name.startswith(PREFIX) for name in names]]
    return kept.assign(**ours)


def _polars(frame: Any, tagger: Tagger, bar: Progress | None, part: bool = False) -> Any:
    import polars

    read = frame.select(tagger.reads(frame.columns))
    table, texts = tagger.tag_stream(read, False, bar)
    ours = polars.DataFrame(table)
    if not part:
        _warn(len(frame), texts)
    return frame.select(kept_of(frame.columns)).hstack(ours)


def _lazy(frame: Any, tagger: Tagger) -> Any:
    # What is wrong with the columns is said now and not when the frame is collected.
    schema = frame.collect_schema()
    tagged = _polars(schema.to_frame(), tagger, None)
    return frame.map_batches(
        lambda some: _polars(some, tagger, None, part=True),
        schema=tagged.schema,
        # A filter on our columns must not move before they are there.
        predicate_pushdown=False,
        projection_pushdown=False,
        streamable=True,
    )


def _arrow_table(frame: pyarrow.Table, tagger: Tagger, bar: Progress | None) -> pyarrow.Table:
    import pyarrow

    read = frame.select(_places(frame, tagger))
    ours = pyarrow.table(_stream(read, tagger, False, bar))
    tagged = frame.select(_kept_places(frame))
    for field, column in zip(ours.schema, ours.columns, strict=True):
        tagged = tagged.append_column(field, column)
    return tagged


def _arrow_batch(frame: pyarrow.RecordBatch, tagger: Tagger) -> pyarrow.RecordBatch:
    import pyarrow

    tagged = list(arrow_batches([frame], tagger))
    return pyarrow.concat_batches(tagged)


def _arrow_reader(frame: pyarrow.RecordBatchReader, tagger: Tagger) -> pyarrow.RecordBatchReader:
    import pyarrow

    empty = frame.schema.empty_table().to_batches()
    empty = empty or [pyarrow.RecordBatch.from_pylist([], schema=frame.schema)]
    (tagged,) = arrow_batches(empty, tagger)
    return pyarrow.RecordBatchReader.from_batches(tagged.schema, arrow_batches(frame, tagger))


def arrow_batches(
    batches: Iterable[pyarrow.RecordBatch], tagger: Tagger, keep: Iterable[str] | None = None
) -> Iterator[pyarrow.RecordBatch]:
    """Each batch with our columns behind its own, or behind those of ``keep``."""
    import pyarrow

    first = 0
    for batch in batches:
        read = _places(batch, tagger)
        kept = _kept_places(batch) if keep is None else list(keep)
        for start in range(0, max(batch.num_rows, 1), BLOCK):
            part = batch.slice(start, BLOCK)
            ours = pyarrow.record_batch(tagger.tag_batch(part.select(read), first))
            own = part.select(kept)
            schema = pyarrow.schema([*own.schema, *ours.schema], own.schema.metadata)
            yield pyarrow.RecordBatch.from_arrays([*own.columns, *ours.columns], schema=schema)
            first += part.num_rows


def _places(frame: pyarrow.Table | pyarrow.RecordBatch, tagger: Tagger) -> list[int]:
    names = frame.schema.names
    wanted = set(tagger.reads(names))
    return [place for place, name in enumerate(names) if name in wanted]


def _kept_places(frame: pyarrow.Table | pyarrow.RecordBatch) -> list[int]:
    names = enumerate(frame.schema.names)
    return [place for place, name in names if not name.startswith(PREFIX)]


def kept_of(names: Iterable[str]) -> list[str]:
    """All but ours of an earlier run."""
    return [name for name in names if not name.startswith(PREFIX)]


def _duckdb(frame: Any, tagger: Tagger, bar: Progress | None) -> Any:
    tagger.reads(frame.columns)
    # DuckDB finds it by its name in this frame.
    rolecall_tagged = _stream(frame, tagger, True, bar)
    tagged = frame.query("rolecall_untagged", "from rolecall_tagged")
    del rolecall_tagged
    return tagged
