"""What the cases stand on: how one is written down, how the program is run, what must hold."""

import base64
import csv
import datetime
import decimal
import io
import json
import math
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import duckdb
import pandas
import polars
import pyarrow.parquet

import postings

csv.field_size_limit(1 << 30)

CASES = {}
BINARY = None
VERDICT = (
    "role confidence runner_up margin close_call probabilities secondary_roles flags unclear skills"
).split()
LEFT_OVER = ".rolecall-"  # What the names of unfinished files go on with.
MEASURE = pathlib.Path(__file__).with_name("measure.py")


class Skipped(Exception):
    """The machine lacks what the case needs."""


def case(function=None, *, slow=False, of=None):
    """Registers a case; `of` makes one of each value. Slow ones are no part of `--quick`."""
    if function is None:
        return lambda function: case(function, slow=slow, of=of)
    group = function.__module__.removesuffix("_cases")
    name = f"{group}/{function.__name__.replace('_', '-')}"
    if of is None:
        CASES[name] = (function, (), slow)
    for value in of or []:
        label, *arguments = value if isinstance(value, tuple) else (value, value)
        assert f"{name}/{label}" not in CASES, f"two cases are called {name}/{label}"
        CASES[f"{name}/{label}"] = (function, arguments, slow)
    return function


def check(holds, what, *details):
    """Fails the case with what was expected and what came."""
    if not holds:
        shown = "; ".join(shorten(detail) for detail in details)
        raise AssertionError(f"{what}{': ' if shown else ''}{shown}")


def shorten(value):
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split()).replace("─", "").replace("═", "")
    return text if len(text) <= 300 else f"{text[:200]} ... {text[-80:]}"


class Run:
    """A run of the program that has ended."""

    def __init__(self, arguments, output, code, stdout, stderr):
        self.arguments, self.output, self.code = arguments, output, code
        self.stdout, self.stderr = stdout, stderr

    def said(self, *words):
        """Each of the words, or one of several, stands in what was said on standard error."""
        for word in words:
            any_of = [word] if isinstance(word, str) else word
            found = any(one.lower() in self.stderr.lower() for one in any_of)
            check(found, f"standard error should have {any_of}", self.stderr)
        return self

    def accounted(self, tagged, rejected):
        """The sum on standard error: rows read are rows tagged and rows rejected."""
        sums = re.findall(r"(\d+) rows? read = (\d+) tagged \+ (\d+) rejected", self.stderr)
        check(len(sums) == 1, "one sum of rows on standard error", self.stderr)
        found = list(map(int, sums[0]))
        check(found == [tagged + rejected, tagged, rejected],
              f"{tagged + rejected} rows read = {tagged} tagged + {rejected} rejected", found)

    def noted(self, *words):
        """One of the words stands on standard error, or as the reason of a reject."""
        rejects = self.rejects() + self.rejects(tagged=True)
        told = self.stderr + " ".join(reject["reason"] for reject in rejects)
        check(any(word in told.lower() for word in words), f"noted: one of {words}", told)
        return self

    def rows(self, by=None):
        return read(self.output, by)

    def rejects(self, tagged=False):
        """The rejects, those of rows that were tagged all the same or those that were not."""
        path = rejects_of(self.output)
        if not path.exists():
            return []
        found = [json.loads(line) for line in path.read_bytes().splitlines()]
        return [reject for reject in found if reject["tagged"] == tagged]

    def keeps(self, rows, by=None, key="id", exact=False, verdicts=True, unread=0):
        """Every row with every cell, none more, and each verdict the reference's."""
        got = self.rows(by)
        rejects = self.rejects()
        check(len(rejects) == unread, f"{unread} rejects expected", len(rejects), rejects[:2])
        check(len(got) == len(rows), f"{len(rows)} rows expected", f"{len(got)} rows", self.stderr)
        if self.stderr:
            self.accounted(len(got), len(rejects))
        names = list(dict.fromkeys(name for row in rows for name in row))
        for number, (row, other) in enumerate(zip(rows, got, strict=True)):
            for name in names:
                want, have = row.get(name), other.get(name)
                if name not in other and (name in row or have is not None):
                    raise AssertionError(f"row {number} should have a column `{shorten(name)}`")
                if name in other and not same(want, have, exact and name in row):
                    raise AssertionError(f"row {number}, column `{shorten(name)}`: "
                                         f"expected {shorten(want)}; got {shorten(have)}")
        ours = [[name for name in row if not name.startswith("rolecall_")] for row in got]
        unknown = sorted({name for row in ours for name in row} - set(names))
        check(not unknown, "columns that no input has", unknown)
        if verdicts:
            self.judges(got, [row[key] for row in rows])
        return self

    def judges(self, got, ids):
        """Each row has the verdict that its posting has in the reference run."""
        for row, name in zip(got, ids, strict=True):
            expected = reference()[str(name).partition("#")[0]]
            for column in VERDICT:
                want = plain(expected[f"rolecall_{column}"])
                have = plain(row[f"rolecall_{column}"])
                check(want == have, f"verdict of {name}: {column}", f"{want}", f"{have}")
        return self

    def unread(self, name, *words):
        """Said with its name: a file that was not read to its end."""
        check(self.code == 2, "exit code 2 expected", self.code, self.stderr)
        return self.said(name, "was not read to its end", *words)


def rejects_of(output):
    name = output.name.removesuffix(".gz").removesuffix(".zst")
    return output.with_name(name).with_suffix(".rejects.jsonl")


class Scratch:
    """A directory of a case, and the program run there."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="torture-"))

    def __truediv__(self, name):
        return self.path / name

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, content, encoding="utf-8"):
        path = self / name
        if isinstance(content, str):
            content = content.encode(encoding, "surrogatepass")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def lines(self, rows, name="in.jsonl", **options):
        """The rows as JSON Lines."""
        text = "".join(json.dumps(row, **{"ensure_ascii": False} | options) + "\n" for row in rows)
        return self.write(name, text)

    def start(self, *inputs, out="out.jsonl", options=(), before=(), **popen):
        """The program, running."""
        output = [] if out is None else ["--output", str(self / out)]
        command = [*before, BINARY, "tag", *map(str, inputs), *output, *options]
        popen = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                 "stderr": subprocess.PIPE, "cwd": self.path} | popen
        return subprocess.Popen(command, **popen)

    def tag(self, *inputs, out="out.jsonl", code=0, options=(), data=None, limit=120, **popen):
        """Runs the program, and asserts what holds of every run."""
        if data is not None:
            popen["stdin"] = subprocess.PIPE
        process = self.start(*inputs, out=out, options=options, **popen)
        try:
            stdout, stderr = process.communicate(data, timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f"it ran longer than {limit} s") from None
        run = Run(inputs, self / (out or ""), process.returncode, stdout or b"",
                  (stderr or b"").decode("utf-8", "replace"))
        check("panicked" not in run.stderr, "it panicked", run.stderr)
        codes = code if isinstance(code, tuple) else (code,)
        check(run.code in codes, f"exit code {code} expected", f"got {run.code}", run.stderr)
        if run.code == 2 and stderr is not None:
            check(run.stderr.strip(), "exit code 2 without a word on standard error")
        if run.code == 0 and out is not None:
            beside = run.output.parent.iterdir()
            left = [one.name for one in beside if one.name.startswith(run.output.name + LEFT_OVER)]
            check(not left, "files are left over", left)
        return run

    def measured(self, *inputs, **options):
        """The run, its peak in MB and its seconds of processor time, whatever else runs here."""
        # Under a small parent: a child's peak begins with that of its parent.
        figures = self / "figures"
        command = [sys.executable, "-S", "-E", str(MEASURE), str(figures)]
        run = self.tag(*inputs, before=command, limit=600, **options)
        peak, seconds = figures.read_text().split()
        return run, int(peak) // 1024, float(seconds)

    def refused(self, *inputs, words=(), out="out.jsonl", **options):
        """Refused before a row is read: exit code 2, no output, said with name, kind and remedy."""
        run = self.tag(*inputs, out=out, code=2, **options)
        check(not (self / out).exists(), "an output was written", run.stderr)
        return run.said(*words)


def reference():
    """The verdicts on the postings, from one file of JSON Lines."""
    if not hasattr(reference, "verdicts"):
        scratch = Scratch()
        rows = scratch.tag(scratch.lines(postings.rows())).rows()
        check(len(rows) == len(postings.POSTINGS), "the reference run", len(rows))
        reference.verdicts = {row["id"]: row for row in rows}
        scratch.remove()
    return reference.verdicts


def read(path, by=None):
    """The rows of an output, as the client of this name reads them."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    kind = name.rsplit(".", 1)[-1]
    return READERS[kind, by](path)


def unpacked(path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        return subprocess.run(["gzip", "-dc"], input=data, capture_output=True, check=True).stdout
    if path.suffix == ".zst":
        import zstandard
        return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return data


def read_csv_module(path, delimiter=","):
    text = unpacked(path).decode("utf-8")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = next(lines, [])
    found = []
    for cells in lines:
        check(len(cells) == len(header), "a row has other cells than the header", cells)
        found.append(dict(zip(header, cells)))
    return found


def number(text):
    """A float, or a decimal where a float cannot say it."""
    value = float(text)
    is_exact = math.isfinite(value) and decimal.Decimal(repr(value)) == decimal.Decimal(text)
    return value if is_exact else decimal.Decimal(text)


def read_lines(path):
    lines = unpacked(path).split(b"\n")
    return [json.loads(line, parse_float=number) for line in lines if line]


def by_duckdb(query, null=None):
    def rows(path):
        relation = duckdb.connect().sql(query.format(path))
        names = relation.columns
        cells = [[null if cell is None else cell for cell in row] for row in relation.fetchall()]
        return [dict(zip(names, row)) for row in cells]
    return rows


def by_polars(reader, null=None):
    def rows(path):
        return [
            {name: null if cell is None else cell for name, cell in row.items()}
            for row in reader(path).to_dicts()
        ]
    return rows


READERS = {
    ("jsonl", None): read_lines,
    ("jsonl", "pandas"): lambda path: pandas.read_json(
        path, lines=True, dtype=False, convert_dates=False).to_dict("records"),
    ("jsonl", "polars"): by_polars(lambda path: polars.read_ndjson(path, infer_schema_length=None)),
    ("jsonl", "duckdb"): by_duckdb(
        "from read_json('{}', format='newline_delimited', maximum_object_size=100000000)"),
    ("csv", None): read_csv_module,
    ("csv", "pandas"): lambda path: pandas.read_csv(
        path, dtype=str, keep_default_na=False).to_dict("records"),
    ("csv", "polars"): by_polars(lambda path: polars.read_csv(path, infer_schema=False), null=""),
    ("csv", "duckdb"): by_duckdb(
        "from read_csv('{}', all_varchar=true, header=true, delim=',', quote='\"', escape='\"',"
        " max_line_size=100000000)", null=""),
    ("tsv", None): lambda path: read_csv_module(path, "\t"),
    ("tsv", "pandas"): lambda path: pandas.read_csv(
        path, sep="\t", dtype=str, keep_default_na=False).to_dict("records"),
    ("parquet", None): lambda path: pyarrow.parquet.read_table(path).to_pylist(),
    ("parquet", "pandas"): lambda path: pandas.read_parquet(path).to_dict("records"),
    ("parquet", "polars"): by_polars(polars.read_parquet),
    ("parquet", "duckdb"): by_duckdb("from read_parquet('{}')"),
}


def plain(value):
    """A verdict's value without what its format did to it: lists joined, nothing as no text."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, str) and re.match(r"[{\[\d]|true$|false$", value):
        value = json.loads(value)
    if value is None or isinstance(value, float) and math.isnan(value):
        return ""
    return ";".join(value) if isinstance(value, (list, tuple)) else value


def same(want, got, exact=False):
    """Whether a cell says what was written; without `exact` also as text, as in a table."""
    if want is None or want is pandas.NaT:
        return got is None or not exact and (got == "" or got != got)
    if hasattr(got, "tolist"):
        got = got.tolist()
    if isinstance(want, float):
        if math.isnan(want):
            return got is None or got != got or str(got).lower() == "nan" or got == ""
        number = float(got) if isinstance(got, (str, int, float, decimal.Decimal)) else None
        return number == want and not (exact and type(got) is not float)
    if isinstance(want, bool):
        return got is want or not exact and str(got).lower() == str(want).lower()
    if isinstance(want, (list, dict)) and isinstance(got, str) and not exact:
        got = json.loads(got)
    if isinstance(want, list):
        fits = isinstance(got, (list, tuple)) and len(got) == len(want)
        return fits and all(same(one, other, exact) for one, other in zip(want, got))
    if isinstance(want, dict):
        fits = isinstance(got, dict) and set(want) == set(got)
        return fits and all(same(want[name], got[name], exact) for name in want)
    if type(want) is type(got) or exact:
        return want == got and type(want) is type(got)
    if isinstance(want, decimal.Decimal):
        return decimal.Decimal(str(got)) == want
    if isinstance(want, datetime.datetime) and isinstance(got, str):
        moment = datetime.datetime.fromisoformat(got.replace("Z", "+00:00"))
        return moment.replace(tzinfo=None) == want.replace(tzinfo=None)
    if isinstance(want, bytes) and isinstance(got, str):
        return got in (want.decode("latin-1"), want.hex(), base64.b64encode(want).decode())
    return str(want) == str(got)


def wait(process, limit=120):
    """Ends of a process that `start` gave: its code and what it said."""
    _, stderr = process.communicate(timeout=limit)
    stderr = (stderr or b"").decode("utf-8", "replace")
    check("panicked" not in stderr, "it panicked", stderr)
    return process.returncode, stderr


def default_signals():
    """For a child: signals as a shell would give them."""
    for number in (signal.SIGPIPE, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def needs_root():
    if os.geteuid() != 0:
        raise Skipped("needs root")
