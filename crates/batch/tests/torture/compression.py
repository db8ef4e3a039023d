"""gzip and Zstandard, as tools write them: members, frames, padding, cut and damaged."""

import bz2
import gzip
import io
import json
import lzma
import struct
import subprocess
import zlib

import pandas
import polars
import zstandard

import postings
from harness import case, check

ROWS = postings.small(40)
TEXT = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
HALF = TEXT.index(b"\n", len(TEXT) // 2) + 1
PARTS = TEXT[:HALF], TEXT[HALF:]


def zst(data, level=3, **options):
    return zstandard.ZstdCompressor(level=level, **options).compress(data)


def skippable(data=b"made by a tool"):
    return struct.pack("<II", 0x184D2A53, len(data)) + data


def named(data):
    """gzip with a name, a comment and a checksum of its header."""
    flags = 0x02 | 0x08 | 0x10
    head = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\0\x03" + b"jobs.jsonl\0" + b"comment\0"
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(data) + packed.flush()
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))


def blocks(data):
    """As bgzip: many small members and an empty one at the end."""
    step = 3000
    members = [gzip.compress(data[at:at + step]) for at in range(0, len(data), step)]
    return b"".join(members) + gzip.compress(b"")


def streamed(data):
    """Zstandard without the length of the content."""
    file = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as writer:
        writer.write(data)
    return file.getvalue()


WHOLE = {
    "gzip": ("jobs.jsonl.gz", gzip.compress(TEXT)),
    "gzip-stored": ("jobs.jsonl.gz", gzip.compress(TEXT, 0)),
    "gzip-best": ("jobs.jsonl.gz", gzip.compress(TEXT, 9)),
    "gzip-two-members": ("jobs.jsonl.gz", b"".join(map(gzip.compress, PARTS))),
    "gzip-cut-within-a-line": (
        "jobs.jsonl.gz", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])),
    "gzip-empty-member-first": ("jobs.jsonl.gz", gzip.compress(b"") + gzip.compress(TEXT)),
    "gzip-empty-member-between": (
        "jobs.jsonl.gz", gzip.compress(PARTS[0]) + gzip.compress(b"") + gzip.compress(PARTS[1])),
    "gzip-blocks": ("jobs.jsonl.gz", blocks(TEXT)),
    "gzip-header-fields": ("jobs.jsonl.gz", named(TEXT)),
    "gzip-named-gzip": ("jobs.jsonl.gzip", gzip.compress(TEXT)),
    "gzip-no-inner-name": ("jobs.gz", gzip.compress(TEXT)),
    "gzip-without-its-name": ("jobs.jsonl", gzip.compress(TEXT)),
    "gzip-under-the-name-of-csv": ("jobs.csv", gzip.compress(TEXT)),
    "plain-named-gz": ("jobs.jsonl.gz", TEXT),
    "plain-named-zst": ("jobs.jsonl.zst", TEXT),
    "zstd-named-gz": ("jobs.jsonl.gz", zst(TEXT)),
    "zstd": ("jobs.jsonl.zst", zst(TEXT)),
    "zstd-fast": ("jobs.jsonl.zst", zst(TEXT, 1)),
    "zstd-ultra": ("jobs.jsonl.zst", zst(TEXT, 22)),
    "zstd-checksum": ("jobs.jsonl.zst", zst(TEXT, write_checksum=True)),
    "zstd-no-length": ("jobs.jsonl.zst", streamed(TEXT)),
    "zstd-frames": ("jobs.jsonl.zst", b"".join(map(zst, PARTS))),
    "zstd-frame-cut-within-a-line": ("jobs.jsonl.zst", zst(TEXT[:1000]) + zst(TEXT[1000:])),
    "zstd-empty-frame": ("jobs.jsonl.zst", zst(b"") + zst(TEXT) + zst(b"")),
    "zstd-skippable-first": ("jobs.jsonl.zst", skippable() + zst(TEXT)),
    "zstd-skippable-empty-first": ("jobs.jsonl.zst", skippable(b"") + zst(TEXT)),
    "zstd-skippable-between": (
        "jobs.jsonl.zst", zst(PARTS[0]) + skippable() + zst(PARTS[1])),
    "zstd-skippable-last": ("jobs.jsonl.zst", zst(TEXT) + skippable(b"x" * 5000)),
    "zstd-skippable-without-name": ("jobs.jsonl", skippable() + zst(TEXT)),
    "zstd-long-window": ("jobs.jsonl.zst", zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            3, window_log=27, enable_ldm=True)).compress(TEXT)),
}


@case(of=list(WHOLE))
def whole(t, name):
    file, content = WHOLE[name]
    t.write(file, content)
    t.tag(t / file).keeps(ROWS)


@case(of=[("jobs.csv.gz", "gzip"), ("jobs.csv.zst", "zstd")])
def pandas_compression(t, kind):
    name = {"gzip": "jobs.csv.gz", "zstd": "jobs.csv.zst"}[kind]
    pandas.DataFrame(ROWS).to_csv(t / name, index=False, compression=kind)
    t.tag(t / name, out="out.csv.gz").keeps(ROWS, by="polars")


@case
def the_tool_gzip(t):
    t.write("jobs.jsonl", TEXT)
    subprocess.run(["gzip", "-9", t / "jobs.jsonl"], check=True)
    t.tag(t / "jobs.jsonl.gz").keeps(ROWS)


@case(of=[(out, out, by) for out, by in [
    ("out.jsonl.gz", "polars"), ("out.jsonl.zst", "duckdb"), ("out.csv.gz", "duckdb"),
    ("out.csv.zst", "pandas"), ("out.tsv.gz", None)]])
def written(t, out, by):
    rows = [row for row in ROWS if "hidden" not in row["id"]]
    t.lines(rows)
    t.tag(t / "in.jsonl", out=out).keeps(rows, by=by)


@case
def json_array_within_gzip(t):
    t.write("jobs.json.gz", gzip.compress(json.dumps(ROWS).encode()))
    t.tag(t / "jobs.json.gz").keeps(ROWS)


@case
def standard_input(t):
    for content in (gzip.compress(TEXT), zst(TEXT)):
        t.tag("-", data=content).keeps(ROWS)


def part_of_rows(run, rows=ROWS):
    """Rows that are a beginning of the input's, each whole."""
    got = run.rows()
    check([row["id"] for row in got] == [row["id"] for row in rows[:len(got)]], "a beginning")
    check(all(one["description"] == other["description"] for one, other in zip(got, rows)), "whole")
    return len(got)


def damaged(content):
    half = len(content) // 2
    return content[:half] + b"\xff" * 64 + content[half + 64:]


GZ, ZST = gzip.compress(TEXT), zst(TEXT, write_checksum=True)
MIDDLE = gzip.compress(TEXT, 0)


@case(of=[
    ("gzip-half", "jobs.jsonl.gz", MIDDLE[:len(MIDDLE) // 2], 1),
    ("gzip-no-trailer", "jobs.jsonl.gz", GZ[:-8], 1),
    ("gzip-half-trailer", "jobs.jsonl.gz", GZ[:-3], 1),
    ("gzip-header-alone", "jobs.jsonl.gz", GZ[:10], 0),
    ("gzip-three-bytes", "jobs.jsonl.gz", GZ[:3], 0),
    ("gzip-second-member", "jobs.jsonl.gz", b"".join(map(gzip.compress, PARTS))[:-200], 200),
    ("gzip-wrong-checksum", "jobs.jsonl.gz", GZ[:-8] + b"abcd" + GZ[-4:], 1),
    ("gzip-wrong-length", "jobs.jsonl.gz", GZ[:-4] + b"\1\2\3\4", 1),
    ("gzip-damaged", "jobs.jsonl.gz", damaged(GZ), 0),
    ("zstd-cut", "jobs.jsonl.zst", ZST[:-40], 0),
    ("zstd-no-checksum", "jobs.jsonl.zst", ZST[:-4], 1),
    ("zstd-header-alone", "jobs.jsonl.zst", ZST[:6], 0),
    ("zstd-second-frame", "jobs.jsonl.zst", b"".join(map(zst, PARTS))[:-50], 200),
    ("zstd-wrong-checksum", "jobs.jsonl.zst", ZST[:-4] + b"abcd", 1),
    ("zstd-damaged", "jobs.jsonl.zst", damaged(ZST), 0),
])
def broken(t, name, content, least):
    """The rows that come out before the fault, at least so many; and it is said."""
    t.write(name, content)
    run = t.tag(t / name, code=2)
    run.said(name)
    if b"\xff" * 64 in content:  # Nonsense may come out of it, until the checksum tells.
        return
    number = part_of_rows(run) if run.output.exists() else 0
    check(number >= least, f"at least {least} rows", number, run.stderr)
    if number:
        run.unread(name)


@case(of=[("gzip-zeros", GZ + b"\0" * 512), ("gzip-garbage", GZ + b"garbage behind the end"),
          ("zstd-zeros", ZST + b"\0" * 512), ("zstd-garbage", ZST + b"garbage behind the end")])
def behind_the_end(t, content):
    """What tapes and tools append: all rows come out, and it is passed over or said."""
    t.write("jobs.jsonl.gz", content)
    run = t.tag(t / "jobs.jsonl.gz", code=(0, 2))
    ids = [row["id"] for row in run.rows()]
    check(ids == [row["id"] for row in ROWS], "all rows", len(ids), run.stderr)
    if run.code == 2 or b"garbage" in content:
        run.said("jobs.jsonl.gz")


@case
def cut_and_a_good_file(t):
    t.write("cut.jsonl.gz", GZ[:-8])
    t.lines(ROWS)
    run = t.tag(t / "cut.jsonl.gz", t / "in.jsonl", code=2)
    run.unread("cut.jsonl.gz")
    ids = [row["id"] for row in run.rows()]
    check(ids[-len(ROWS):] == [row["id"] for row in ROWS], "the good file's rows", len(ids))


@case
def csv_cut_within_a_cell(t):
    import csv_cases
    text = csv_cases.written(ROWS).encode()
    t.write("jobs.csv.gz", gzip.compress(text, 0)[:len(text) // 2])
    run = t.tag(t / "jobs.csv.gz", code=2)
    run.unread("jobs.csv.gz")
    part_of_rows(run, postings.nulled(ROWS))


@case
def twice(t):
    """gzip within gzip is read or refused, never tagged as one posting."""
    t.write("jobs.jsonl.gz", gzip.compress(gzip.compress(TEXT)))
    run = t.tag(t / "jobs.jsonl.gz", code=(0, 2))
    run.keeps(ROWS) if run.code == 0 else run.said("jobs.jsonl.gz")


@case
def zstd_with_a_dictionary(t):
    samples = [json.dumps(dict(row, id=n)).encode() for n, row in enumerate(ROWS)]
    packed = zst(TEXT, dict_data=zstandard.train_dictionary(4000, samples))
    t.write("jobs.jsonl.zst", packed)
    t.tag(t / "jobs.jsonl.zst", code=2).said("jobs.jsonl.zst", ["dictionary"])


@case(of=[("gzip", gzip.compress(b"")), ("zstd", zst(b"")), ("skippable", skippable())])
def of_nothing(t, content):
    t.write("jobs.jsonl.gz", content)
    t.tag(t / "jobs.jsonl.gz", code=2).said("jobs.jsonl.gz")


@case(of=[("xz", "jobs.jsonl.xz", lzma.compress(TEXT)),
          ("bzip2", "jobs.jsonl.bz2", bz2.compress(TEXT)),
          ("lzma", "jobs.jsonl.lzma", lzma.compress(TEXT, lzma.FORMAT_ALONE)),
          ("xz-without-its-name", "jobs.jsonl", lzma.compress(TEXT)),
          ("bzip2-without-its-name", "jobs.jsonl", bz2.compress(TEXT)),
          ("zlib", "jobs.jsonl.zz", zlib.compress(TEXT))])
def other_kinds(t, name, content):
    t.write(name, content)
    t.refused(t / name, words=[name])


@case
def polars_reads_zstd(t):
    t.lines(ROWS)
    run = t.tag(t / "in.jsonl", out="out.jsonl.zst")
    check(polars.read_ndjson(run.output).height == len(ROWS), "all rows")


@case(of=[("gzip", "jobs.jsonl.gz"), ("zstd", "jobs.jsonl.zst")], slow=True)
def bomb(t, name):
    """A line of 2 GB out of a small file: a reject, in little memory."""
    path = t / name
    opened = gzip.open(path, "wb", 1) if name.endswith("gz") else \
        zstandard.ZstdCompressor().stream_writer(path.open("wb"))
    with opened as file:
        file.write(b'{"id": "ai#1", "title": "')
        for _ in range(2000):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + TEXT)
    run, peak, _ = t.measured(path, code=(0, 2))
    run.keeps(ROWS, unread=1)
    check(peak < 300, "less than 300 MB", f"{peak} MB")
