"""Frames: the same kind comes back, with the columns that the native program writes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.compute
import pytest

import rolecall
from conftest import Row

COUNTS = ("rolecall_years_min", "rolecall_years_max")


class Stream:
    """A frame of a library that nobody knows."""

    def __init__(self, table: pyarrow.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def string_type(kind: pyarrow.DataType) -> Callable[[list[Row]], pyarrow.Table]:
    def make(rows: list[Row]) -> pyarrow.Table:
        table = pyarrow.Table.from_pylist(rows)
        return table.cast(pyarrow.schema([(name, kind) for name in table.column_names]))

    return make


def dictionary(rows: list[Row]) -> pyarrow.Table:
    table = pyarrow.Table.from_pylist(rows)
    columns = [column.dictionary_encode() for column in table.columns]
    return pyarrow.Table.from_arrays(columns, table.column_names)


def reader(rows: list[Row]) -> pyarrow.RecordBatchReader:
    return pyarrow.Table.from_pylist(rows).to_reader(max_chunksize=100)


def batch(rows: list[Row]) -> pyarrow.RecordBatch:
    return pyarrow.RecordBatch.from_pylist(rows)


def relation(rows: list[Row]) -> duckdb.DuckDBPyRelation:
    table = pyarrow.Table.from_pylist(rows)
    return duckdb.connect().from_arrow(table)


def arrow_pandas(rows: list[Row]) -> pandas.DataFrame:
    return pandas.DataFrame(rows).astype("string[pyarrow]")


def categories(rows: list[Row]) -> polars.DataFrame:
    return polars.DataFrame(rows).with_columns(polars.col("company").cast(polars.Categorical))


FRAMES: dict[str, Callable[[list[Row]], Any]] = {
    "pandas": pandas.DataFrame,
    "pandas of Arrow": arrow_pandas,
    "polars": polars.DataFrame,
    "polars categories": categories,
    "polars lazy": lambda rows: polars.LazyFrame(rows),
    "Arrow table": pyarrow.Table.from_pylist,
    "Arrow large strings": string_type(pyarrow.large_string()),
    "Arrow string views": string_type(pyarrow.string_view()),
    "Arrow dictionaries": dictionary,
    "Arrow batch": batch,
    "Arrow reader": reader,
    "DuckDB": relation,
    "another": lambda rows: Stream(pyarrow.Table.from_pylist(rows)),
}


def as_rows(frame: Any) -> list[Row]:
    """A frame's rows as Python has them, nothing as None."""
    if isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, polars.DataFrame):
        return frame.to_dicts()
    if isinstance(frame, pyarrow.RecordBatchReader):
        frame = frame.read_all()
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    if isinstance(frame, pandas.DataFrame):
        frame = frame.astype(object).where(frame.notna(), None)
        return frame.to_dict("records")
    return pyarrow.table(frame).to_pylist()


def in_bytes(row: Row) -> Row:
    """A row of ours as the program writes it: places of evidence in bytes."""
    row = dict(row)
    evidence = []
    for item in row["rolecall_evidence"]:
        text = row[item["column"]]
        start, end = (len(text[: item[name]].encode()) for name in ("start", "end"))
        if item["column"] == "company":
            # The employer's name is one whole value.
            assert item["start"] is None and item["end"] is None
        names = ("term", "role", "section", "contribution", "text", "column")
        span = None if item["start"] is None else [start, end]
        evidence.append({name: item[name] for name in names} | {"span": span})
    row["rolecall_evidence"] = evidence
    return row


@pytest.mark.parametrize("kind", FRAMES)
def test_same_as_the_program(kind: str, rows: list[Row], tagged: list[Row]) -> None:
    frame = FRAMES[kind](rows)
    found = rolecall.tag(frame, columns="all")
    if kind != "another":
        assert type(found) is type(frame)
    assert [in_bytes(row) for row in as_rows(found)] == tagged


@pytest.mark.parametrize("kind", FRAMES)
def test_types(kind: str, rows: list[Row]) -> None:
    found = rolecall.tag(FRAMES[kind](rows[:3]), columns=["default", "years", "pay"])
    if isinstance(found, polars.LazyFrame):
        assert found.collect_schema() == found.collect().schema
        found = found.collect()
    if isinstance(found, pandas.DataFrame):
        dtypes = found.dtypes.astype(str)
        assert set(dtypes[["rolecall_confidence", "rolecall_pay_min"]]) == {"float64"}
        assert set(dtypes[list(COUNTS)]) == {"Int64"} and dtypes["rolecall_close_call"] == "bool"
        return
    if isinstance(found, duckdb.DuckDBPyRelation):
        found = found.to_arrow_table()
    schema = pyarrow.schema(found if hasattr(found, "__arrow_c_schema__") else found.schema)
    assert pyarrow.types.is_boolean(schema.field("rolecall_close_call").type)
    assert pyarrow.types.is_struct(schema.field("rolecall_probabilities").type)
    assert pyarrow.types.is_int64(schema.field("rolecall_years_min").type)
    assert pyarrow.types.is_float64(schema.field("rolecall_pay_max").type)
    is_list = (pyarrow.types.is_list, pyarrow.types.is_large_list)
    assert any(check(schema.field("rolecall_flags").type) for check in is_list)


@pytest.mark.parametrize("kind", FRAMES)
def test_no_rows(kind: str, rows: list[Row]) -> None:
    frame = FRAMES[kind](rows[:1])
    empty = frame.table.slice(0, 0) if kind == "another" else None
    if empty is not None:
        frame = Stream(empty)
    elif isinstance(frame, (pandas.DataFrame, pyarrow.Table, pyarrow.RecordBatch)):
        frame = frame[:0]
    elif isinstance(frame, pyarrow.RecordBatchReader):
        frame = pyarrow.RecordBatchReader.from_batches(frame.schema, [])
    else:
        frame = frame.limit(0)
    assert as_rows(rolecall.tag(frame)) == []


@pytest.mark.parametrize("kind", FRAMES)
def test_tags_of_an_earlier_run_give_way(kind: str, rows: list[Row]) -> None:
    def again(frame: Any) -> list[str]:
        found = rolecall.tag(frame, columns="role")
        if isinstance(found, polars.LazyFrame):
            return found.collect_schema().names()
        if isinstance(found, pyarrow.RecordBatchReader):
            return found.schema.names
        if hasattr(found, "__arrow_c_schema__"):
            return pyarrow.schema(found).names
        if isinstance(found, (pyarrow.Table, pyarrow.RecordBatch)):
            return found.column_names
        return list(found.columns)

    old = [{"rolecall_old": "x", **row, "rolecall_role": "x"} for row in rows[:2]]
    assert again(FRAMES[kind](old)) == [*rows[0], "rolecall_role"]


def test_nulls(rows: list[Row]) -> None:
    odd = [{**rows[0], "company": None}, {**rows[1], "title": None}, {**rows[2]}]
    odd[2]["description"] = None
    expected = [
        rolecall.classify(row["description"] or "", row["title"] or "", row["company"] or "").role
        for row in odd
    ]
    for kind, make in FRAMES.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = as_rows(rolecall.tag(make(odd)))
        assert [row["rolecall_role"] for row in found] == expected, kind
        assert found[1]["rolecall_title_verdict"] is None, kind
    nothing = pyarrow.table({"title": ["Data Engineer"], "description": pyarrow.nulls(1)})
    with pytest.warns(UserWarning, match="no row has a text.*text="):
        assert as_rows(rolecall.tag(nothing))[0]["rolecall_role"] == "not-pm"


def test_any_threads_and_chunks_give_the_same(rows: list[Row]) -> None:
    table = pyarrow.Table.from_pylist(rows)
    expected = as_rows(rolecall.tag(table, threads=1))
    pieces = pyarrow.concat_tables(table.slice(at, 7) for at in range(0, len(table), 7))
    assert as_rows(rolecall.tag(pieces, threads=3)) == expected
    many = pyarrow.concat_tables([table] * 20)
    assert as_rows(rolecall.tag(many)) == expected * 20
    sliced = as_rows(rolecall.tag(dictionary(rows).slice(5, 9)))
    assert [row["rolecall_role"] for row in sliced] == [
        row["rolecall_role"] for row in expected[5:14]
    ]


def test_columns_by_the_program_s_rules() -> None:
    frame = pandas.DataFrame(
        {
            "Job Title": ["Data PM", "nan"],
            "company": [{"name": "Acme"}, float("nan")],
            "job_desc": ["", "Own prompts, evals and agents as our product manager."],
            "requirements": [["SQL", "Own lineage, schemas, data contracts"], None],
            "salary": [1, 2],
        },
        index=["a", "a"],
    )
    found = rolecall.tag(frame, columns="role,evidence,years")
    assert list(found.index) == ["a", "a"]
    assert list(found["rolecall_role"]) == ["data", "ai"]
    (first, second) = found["rolecall_evidence"]
    assert {item["column"] for item in first} == {"Job Title", "requirements"}
    assert {item["start"] for item in first if item["column"] == "requirements"} == {None}
    text = frame["job_desc"].iloc[1]
    assert all(text[item["start"] : item["end"]] == item["text"] for item in second)
    named = frame.rename(columns={"Job Title": "was", "job_desc": "says"})
    again = rolecall.tag(named, title="was", text="says", columns="role")
    assert again["rolecall_role"].iloc[1] == "ai"


def test_nested_columns() -> None:
    rows = [
        {"jobPostingInfo": {"title": "Data PM", "jobDescription": "<p>Own data lineage.</p>"}},
        {"jobPostingInfo": None},
    ]
    expected = ["data", "unclear"]
    for frame in (pyarrow.Table.from_pylist(rows), polars.DataFrame(rows)):
        assert [row["rolecall_role"] for row in as_rows(rolecall.tag(frame))] == expected


def test_own_classifier() -> None:
    lexicon = {
        "house.toml": 'role = "data"\nname = "Data PM"\nabout = "ours"\n[[term]]\n'
        'phrase = "golden ledger"\nweight = 3\ngroup = "governance"\nwhy = "ours"\n'
    }
    frame = polars.DataFrame({"title": ["Product Manager"], "text": ["Own the golden ledger."]})
    own = rolecall.tag(frame, classifier=rolecall.Classifier(lexicon))
    assert own["rolecall_role"].item() == "data"
    assert own["rolecall_lexicon"].item() != rolecall.tag(frame)["rolecall_lexicon"].item()


MISTAKES: dict[str, tuple[Any, dict[str, Any], type[Exception], str]] = {
    "no such column": (
        pandas.DataFrame({"title": ["a"], "text": ["b"]}),
        {"text": "descr"},
        rolecall.ColumnError,
        "column 'descr': there is no such column; name one that there is: title, text",
    ),
    "no column that is known": (
        polars.DataFrame({"a": ["x"], "b": ["y"]}),
        {},
        rolecall.ColumnError,
        "no column for a title or a text was found among a, b; name them with title= and text=",
    ),
    "bytes in pandas": (
        pandas.DataFrame({"title": ["a", "a"], "text": ["b", b"c"]}),
        {},
        rolecall.TextError,
        "column 'text', row 1: bytes, not text; decode it",
    ),
    "bytes in Arrow": (
        pyarrow.table({"title": ["a", "a"], "text": pyarrow.array([None, b"c"])}),
        {},
        rolecall.TextError,
        "column 'text', row 1: bytes, not text; decode the column",
    ),
    "mixed types": (
        pandas.DataFrame({"title": ["a", "a"], "text": ["b", 3]}),
        {},
        rolecall.TextError,
        "column 'text', row 1: a number, not text; make it text or null",
    ),
    "some object": (
        pandas.DataFrame({"title": ["a"], "text": [object()]}),
        {},
        rolecall.TextError,
        "column 'text', row 0: an object, not text",
    ),
    "numbers": (
        polars.DataFrame({"title": ["a"], "text": [3]}),
        {},
        rolecall.TextError,
        "column 'text', row 0: a number, not text",
    ),
    "two of a name": (
        pandas.DataFrame([["a", "b", "c"]], columns=["title", "text", "text"]),
        {},
        rolecall.ColumnError,
        "column 'text', row 0: the name stands more than once; rename or drop",
    ),
    "two of a name in Arrow": (
        pyarrow.Table.from_arrays([["a"], ["b"], ["c"]], ["title", "text", "text"]),
        {},
        rolecall.ColumnError,
        "column 'text', row 0: the name stands more than once",
    ),
    "no column of ours": (
        pandas.DataFrame({"text": ["a"]}),
        {"columns": ["role", "salary"]},
        rolecall.ColumnError,
        'columns= has "salary": no such column; there are default, all',
    ),
    "a column": (
        polars.Series("text", ["a"]),
        {},
        rolecall.RolecallError,
        "a Series is a column and no frame; give the frame",
    ),
    "fewer threads than none": (
        polars.DataFrame({"text": ["a"]}),
        {"threads": -1},
        rolecall.RolecallError,
        "threads= is -1; give a number of threads, or 0",
    ),
    "no frame": (
        [{"text": "a"}],
        {},
        rolecall.RolecallError,
        "a value of type list is no frame; give a frame of pandas",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes(case: str) -> None:
    frame, options, kind, said = MISTAKES[case]
    with pytest.raises(kind) as raised:
        rolecall.tag(frame, **options)
    assert str(raised.value).startswith(said)


def test_lazy_mistakes_are_told_at_once() -> None:
    with pytest.raises(rolecall.ColumnError, match="no such column"):
        rolecall.tag(polars.LazyFrame({"title": ["a"]}), text="descr")


def test_place_of_a_late_mistake(rows: list[Row]) -> None:
    many = [*rows * 20, {**rows[0], "description": b"Own evals"}]
    frame = pandas.DataFrame(many)
    with pytest.raises(rolecall.TextError) as raised:
        rolecall.tag(frame)
    assert (raised.value.column, raised.value.row) == ("description", len(many) - 1)
    late = pyarrow.Table.from_pylist(rows * 20)
    numbers = pyarrow.array([None] * (len(late) - 1) + [7])
    with pytest.raises(rolecall.TextError) as raised:
        rolecall.tag(late.set_column(late.column_names.index("description"), "body", numbers))
    assert (raised.value.column, raised.value.row) == ("body", len(late) - 1)


def test_filter_behind_a_lazy_tag(rows: list[Row]) -> None:
    role = polars.col("rolecall_role")
    found = rolecall.tag(polars.LazyFrame(rows)).filter(role == "ml").select("id", role).collect()
    expected = [
        row["id"]
        for row in rows
        if rolecall.classify(row["description"], row["title"], row["company"]).role == "ml"
    ]
    assert found["id"].to_list() == expected


def test_python_runs_meanwhile(rows: list[Row]) -> None:
    """Without the lock, a thread of Python's own goes on while rows are tagged."""
    table = pyarrow.Table.from_pylist(rows * 20)
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.005):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.monotonic()
    rolecall.tag(table, threads=1)
    seconds = time.monotonic() - start
    done.set()
    thread.join()
    assert ticks > seconds / 0.005 / 10, f"{ticks} ticks in {seconds:.2f} s"


def test_progress(rows: list[Row], capsys: pytest.CaptureFixture[str]) -> None:
    rolecall.tag(pandas.DataFrame(rows), progress=True)
    assert f"{len(rows)}/{len(rows)}" in capsys.readouterr().err
    rolecall.tag(pandas.DataFrame(rows))
    assert capsys.readouterr().err == ""


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {missing!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import rolecall
row = {{"title": ["Data PM"], "description": ["Own data lineage."]}}
{code}
"""
ALONE = {
    "pandas": "import pandas; f = rolecall.tag(pandas.DataFrame(row)); r = f.rolecall_role[0]",
    "polars": "import polars; f = rolecall.tag(polars.DataFrame(row)); r = f['rolecall_role'][0]",
    "duckdb": "import duckdb\n"
    "f = duckdb.sql(\"select 'Data PM' as title, 'Own data lineage.' as description\")\n"
    "r = rolecall.tag(f).fetchall()[0][2]",
    "nothing": "r = rolecall.classify(row['description'][0], row['title'][0]).role",
}


@pytest.mark.parametrize("library", ALONE)
def test_pyarrow_is_not_needed(library: str) -> None:
    missing = {"pyarrow", "tqdm", "pandas", "polars", "duckdb", "numpy", "pyspark"}
    needs = {"pandas": {"pandas", "numpy"}, "polars": {"polars"}, "duckdb": {"duckdb"}}
    missing -= needs.get(library, set())
    code = WITHOUT.format(missing=missing, code=ALONE[library] + "\nassert r == 'data', r")
    subprocess.run([sys.executable, "-c", code], check=True)
