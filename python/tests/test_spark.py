"""Spark, on a cluster of this machine where ``tests/cluster.sh`` runs the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

import rolecall
from conftest import Row
from rolecall.spark import SCHEMA, tag, tag_batches
from test_frames import in_bytes


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    # Spark retries a task of local[N] not once, so not even a crash of a worker would be mended.
    master = os.environ.get("MASTER", "local[2,4]")
    session = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: SparkSession, rows: list[Row]) -> DataFrame:
    return spark.createDataFrame(rows).repartition(7).select(*rows[0])


def test_same_as_the_program(frame: DataFrame, tagged: list[Row]) -> None:
    found = [row.asDict(recursive=True) for row in tag(frame, columns="all").collect()]
    by_id = {row["id"]: row for row in map(in_bytes, found)}
    assert len(found) == len(by_id) == len(tagged)
    assert list(by_id[tagged[0]["id"]]) == list(tagged[0])
    assert by_id == {row["id"]: row for row in tagged}


def test_by_hand(frame: DataFrame, tagged: list[Row]) -> None:
    schema = StructType(frame.schema.fields + SCHEMA.fields)
    found = frame.mapInArrow(tag_batches, schema).select("id", "rolecall_role").collect()
    roles = {row["id"]: row["rolecall_role"] for row in tagged}
    assert {row["id"]: row["rolecall_role"] for row in found} == roles


def test_nothing_is_shuffled(spark: SparkSession, rows: list[Row], tmp_path: object) -> None:
    spark.createDataFrame(rows).write.parquet(f"{tmp_path}/rows")
    stored = spark.read.parquet(f"{tmp_path}/rows")
    plan = tag(stored, keep=["id"])._jdf.queryExecution().executedPlan().toString()
    assert "MapInArrow" in plan and "Exchange" not in plan and "Join" not in plan


def test_keep_and_tags_of_an_earlier_run(frame: DataFrame) -> None:
    once = tag(frame, keep=["id"], columns=["role", "evidence"])
    assert once.columns == ["id", "rolecall_role", "rolecall_evidence"]
    assert once.first() is not None
    again = tag(tag(frame), columns="role")
    assert again.columns == [*frame.columns, "rolecall_role"]
    assert again.count() == frame.count()


def test_odd_names(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("Data PM", "Own lineage.")], ["job.title", "the `text`"])
    found = rolecall.tag(frame, title="job.title", text="the `text`", columns="role")
    assert [row["rolecall_role"] for row in found.collect()] == ["data"]


def test_own_lexicon(spark: SparkSession) -> None:
    lexicon = {
        "house.toml": 'role = "data"\nname = "Data PM"\nabout = "ours"\n[[term]]\n'
        'phrase = "golden ledger"\nweight = 3\ngroup = "governance"\nwhy = "ours"\n'
    }
    frame = spark.createDataFrame(
        [("Product Manager", "Own the golden ledger.")], ["title", "text"]
    )
    found = tag(frame, classifier=rolecall.Classifier(lexicon)).first()
    assert found is not None and found["rolecall_role"] == "data"


def test_mistakes(frame: DataFrame, spark: SparkSession) -> None:
    with pytest.raises(rolecall.ColumnError, match="'descr': there is no such column"):
        tag(frame, text="descr")
    numbers = spark.createDataFrame([("a", "b", 1)], ["title", "company", "description"])
    with pytest.raises(PythonException, match="column 'description', row 0: a number, not text"):
        tag(numbers).collect()
