"""Parquet that is damaged, cut, or of a kind that cannot be read: what is lost is said."""

import pyarrow
import pyarrow.parquet

import postings
from harness import case, check

ROWS = postings.small(20)


def groups(t, name="jobs.parquet", **options):
    """Four row groups of 55 postings each, and where each group's data begin."""
    path = t / name
    options = {"row_group_size": 55, "compression": "none", "use_dictionary": False} | options
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), path, **options)
    metadata = pyarrow.parquet.read_metadata(path)
    starts = [metadata.row_group(n).column(0).data_page_offset for n in range(4)]
    return path, starts


@case(of=[("first", 0), ("second", 1), ("last", 3)])
def damaged_group(t, group):
    path, starts = groups(t)
    content = bytearray(path.read_bytes())
    content[starts[group]:starts[group] + 40] = b"\xee" * 40
    path.write_bytes(content)
    run = t.tag(path, code=2)
    run.unread("jobs.parquet")
    got = [row["id"] for row in run.rows()] if run.output.exists() else []
    want = [row["id"] for row in ROWS]
    check(got[:55 * group] == want[:55 * group], "rows before the damage", len(got))
    check(set(got) <= set(want), "no row that is none")


@case(of=["out.parquet", "out.csv", "out.jsonl"])
def damaged_group_and_a_good_file(t, out):
    path, starts = groups(t)
    content = bytearray(path.read_bytes())
    content[starts[2]:starts[2] + 40] = b"\xee" * 40
    path.write_bytes(content)
    t.lines(ROWS, "good.jsonl")
    run = t.tag(path, t / "good.jsonl", out=out, code=2)
    run.unread("jobs.parquet")
    ids = [row["id"] for row in run.rows()]
    check(ids[-len(ROWS):] == [row["id"] for row in ROWS], "all rows of the good file", len(ids))


@case
def bits_that_turned_under_a_checksum(t):
    path, starts = groups(t, write_page_checksum=True)
    content = path.read_bytes()
    at = content.index(b"catalogue", starts[1])
    path.write_bytes(content[:at] + b"cataloguX" + content[at + 9:])
    run = t.tag(path, code=(0, 2))
    texts = " ".join(row["description"] for row in run.rows())
    check(run.code == 2 or "cataloguX" in texts, "read as it stands, or said", run.stderr)


@case(of=[("half", 0.5), ("nearly-all", 0.99), ("footer", -6), ("magic-alone", 4), ("nothing", 0)])
def cut(t, where):
    path, _ = groups(t)
    content = path.read_bytes()
    end = int(len(content) * where) if 0 < where < 1 else where
    path.write_bytes(content[:end])
    t.tag(path, code=2).said("jobs.parquet")


@case
def cut_and_a_good_file(t):
    path, _ = groups(t)
    path.write_bytes(path.read_bytes()[:5000])
    t.lines(ROWS, "good.jsonl")
    run = t.tag(path, t / "good.jsonl", code=2).said("jobs.parquet")
    if run.output.exists():  # Either refused before a row is read, or all of the good file.
        check(len(run.rows()) == len(ROWS), "the good file's rows", len(run.rows()))


@case
def unknown_codec(t):
    """LZO, which hardly any reader has: no row is read, and it is said with its name."""
    path, _ = groups(t, compression="snappy")
    content = path.read_bytes()
    patched = content
    for name in ROWS[0]:
        column = bytes([len(name)]) + name.encode()
        check(column + b"\x15\x02" in patched, "the place of the codec is found")
        patched = patched.replace(column + b"\x15\x02", column + b"\x15\x06")
    path.write_bytes(patched)
    t.tag(path, code=2).unread("jobs.parquet").noted("lzo", "codec", "compress")


@case
def nonsense_in_the_footer(t):
    path, _ = groups(t)
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    path.write_bytes(content[:-8 - length] + b"\xff" * length + content[-8:])
    t.tag(path, code=2).said("jobs.parquet")


@case(of=[("huge", 0xFFFFFFF0), ("zero", 0)])
def length_of_the_footer(t, length):
    path, _ = groups(t)
    content = path.read_bytes()
    path.write_bytes(content[:-8] + length.to_bytes(4, "little") + content[-4:])
    t.tag(path, code=2).said("jobs.parquet")


@case
def encrypted_footer(t):
    path, _ = groups(t)
    path.write_bytes(b"PARE" + path.read_bytes()[4:-4] + b"PARE")
    t.tag(path, code=2).said("jobs.parquet")


@case
def text_that_is_not_utf8(t):
    """Bytes under a column of text: the row is a reject or kept; its neighbours are read."""
    rows = ROWS[:20]
    texts = pyarrow.array([b"Own \xff it" if n == 7 else row["description"].encode()
                           for n, row in enumerate(rows)], pyarrow.binary())
    table = pyarrow.Table.from_pylist(rows)
    texts = pyarrow.Array.from_buffers(pyarrow.string(), len(texts), texts.buffers())
    table = table.set_column(3, "description", texts)
    pyarrow.parquet.write_table(table, t / "jobs.parquet", row_group_size=10, store_schema=False)
    run = t.tag(t / "jobs.parquet", code=(0, 2))
    lost = 20 - len(run.rows()) if run.output.exists() else 20
    check(lost == 0 or run.code == 2 or len(run.rejects()) == lost, "nothing is lost in silence",
          lost, run.stderr)
