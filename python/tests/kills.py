"""Tags many rows on a cluster while a Python worker and then an executor are killed.

    tests/cluster.sh tests/kills.py ROWS [--spare]

Every id must come out once, with the native library's verdict. With ``--spare`` nothing is killed:
it tells how long the job takes, and its CPU time. Only processes that this program started are
killed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from pyspark.sql import SparkSession

import rolecall.spark
from conftest import PYTHON, built, postings

PARTITIONS = 40


def descendants() -> Iterator[tuple[int, str]]:
    """The processes that this one started, each with its command."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(after_name[1])
    for process in parents:
        above: int | None = process
        while above is not None and above != os.getpid():
            above = parents.get(above)
        if above is not None and process != os.getpid():
            try:
                command = Path(f"/proc/{process}/cmdline").read_bytes()
            except OSError:
                continue
            yield process, command.replace(b"\0", b" ").decode(errors="replace")


def cpu_seconds() -> float:
    """CPU time of all that this program started, Spark's own included."""
    ticks = 0
    for process, _ in descendants():
        try:
            after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, after_name[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def kill_one(what: str) -> int:
    """Kills the youngest process whose command says so; its id, or 0 where there is none."""
    found = [process for process, command in descendants() if what in command]
    if not found:
        return 0
    os.kill(max(found), signal.SIGKILL)
    return max(found)


def kill_both(spark: SparkSession, killed: dict[str, int], done: threading.Event) -> None:
    """A worker once a tenth of the tasks are done, an executor once a third are."""
    tracker = spark.sparkContext.statusTracker()
    wanted = {"pyspark.daemon": PARTITIONS // 10, "CoarseGrainedExecutorBackend": PARTITIONS // 3}
    while wanted and not done.wait(0.02):
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        tasks = max((stage.numCompletedTasks for stage in stages if stage), default=0)
        for what in [what for what, least in wanted.items() if tasks >= least]:
            if process := kill_one(what):
                killed[what] = process
                del wanted[what]


def write_rows(spark: SparkSession, count: int, path: str) -> None:
    own = postings()
    spark.sparkContext.setLogLevel("ERROR")
    repeated = spark.range(count, numPartitions=PARTITIONS)
    rows = spark.createDataFrame(
        [{"own": i, **row, "id": None} for i, row in enumerate(own)],
        "own long, title string, company string, description string",
    )
    of_row = (repeated["id"] % len(own)) == rows["own"]
    joined = repeated.join(rows.hint("broadcast"), of_row)
    joined.select(repeated["id"], "title", "company", "description").write.parquet(path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int)
    parser.add_argument("--spare", action="store_true", help="kill nothing")
    options = parser.parse_args()
    spark = (
        SparkSession.builder.appName("rolecall")
        .config("spark.ui.showConsoleProgress", "false")
        # One file is one task, none is packed with another.
        .config("spark.sql.files.openCostInBytes", 1 << 30)
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as folder:
        write_rows(spark, options.rows, f"{folder}/rows")
        frame = spark.read.parquet(f"{folder}/rows")
        # Executors and their Python are there before the clock starts.
        rolecall.spark.tag(frame.limit(10), keep=["id"]).collect()
        killed: dict[str, int] = {}
        done = threading.Event()
        killer = threading.Thread(target=kill_both, args=(spark, killed, done))
        if not options.spare:
            killer.start()
        start, used = time.monotonic(), cpu_seconds()
        rolecall.spark.tag(frame, keep=["id"]).write.parquet(f"{folder}/tagged")
        seconds, used = time.monotonic() - start, cpu_seconds() - used
        done.set()
        if not options.spare:
            killer.join()
        columns = ["id", "rolecall_role", "rolecall_confidence", "rolecall_flags"]
        found = spark.read.parquet(f"{folder}/tagged").select(columns).collect()
        spark.stop()
        check([tuple(row) for row in found], options.rows, folder)
    assert options.spare or len(killed) == 2, f"killed were {killed}: more rows take longer"
    figures = {"rows": options.rows, "seconds": round(seconds, 1), "killed": killed}
    # What the killed ones used is not known.
    print(json.dumps(figures | ({"cpu_seconds": round(used, 1)} if options.spare else {})))


def check(found: list[tuple[int, str, float, list[str]]], rows: int, folder: str) -> None:
    own = Path(folder, "own.jsonl")
    own.write_text("".join(json.dumps(row) + "\n" for row in postings()), encoding="utf-8")
    program = built(PYTHON, "rolecall-native", "rolecall-native")
    said = subprocess.run([program, own], check=True, capture_output=True).stdout
    native = [json.loads(line) for line in said.splitlines()]
    assert sorted(row[0] for row in found) == list(range(rows)), "ids are lost or stand twice"
    for row, role, confidence, flags in found:
        expected = native[row % len(native)]
        assert (role, flags) == (expected["role"], expected["flags"]), row
        # The program rounds to four digits, and so do our columns.
        assert abs(confidence - expected["confidence"]) <= 0.5e-4 + 1e-6, row


if __name__ == "__main__":
    main()
