"""Several runs at once, and several threads: one writer an output, and always the same bytes."""

import os
import signal
import subprocess
import time

import interrupts
import postings
from harness import LEFT_OVER, case, check, wait

ROWS = postings.small(5)
HELD = ["another", "running", "lock", "in use", "held", "writes"]


def holder(t, out="out.jsonl", **popen):
    """A run that has begun and waits for its input to end."""
    process = t.start("-", out=out, stdin=subprocess.PIPE, **popen)
    process.stdin.write(t.lines(ROWS).read_bytes())
    process.stdin.flush()
    end = time.monotonic() + 5
    while time.monotonic() < end and not any(LEFT_OVER in one.name for one in t.path.iterdir()):
        time.sleep(0.01)
    return process


def ended(t, process, out="out.jsonl"):
    process.stdin.close()
    process.stdin = None
    code, said = wait(process)
    check(code == 0, "the first run ends its work", code, said)
    rows = (t / out).read_bytes().splitlines()
    check(len(rows) == len(ROWS), "with its rows alone", len(rows))


@case(of=[("new", []), ("resume", ["--resume"])])
def second_run_is_refused(t, options):
    process = holder(t)
    try:
        t.lines(ROWS[:3], "other.jsonl")
        run = t.tag(t / "other.jsonl", options=options, code=2).said("out.jsonl", HELD)
        check(str(process.pid) in run.stderr, "with who holds it", process.pid, run.stderr)
        ended(t, process)
    finally:
        process.kill()


@case
def second_run_by_another_path(t):
    process = holder(t)
    try:
        (t / "other").symlink_to(t.path)
        t.lines(ROWS[:3], "other.jsonl")
        t.tag(t / "other.jsonl", out="other/out.jsonl", code=2).said(HELD)
        ended(t, process)
    finally:
        process.kill()


@case
def after_a_kill_nothing_is_held(t):
    process = holder(t)
    process.kill()
    process.stdin = None
    wait(process)
    t.tag(t / "in.jsonl").keeps(ROWS)


@case
def stopped_is_still_running(t):
    process = holder(t)
    try:
        process.send_signal(signal.SIGSTOP)
        t.lines(ROWS[:3], "other.jsonl")
        t.tag(t / "other.jsonl", code=2).said(HELD)
        process.send_signal(signal.SIGCONT)
        ended(t, process)
    finally:
        process.kill()


@case
def two_at_the_same_moment(t):
    """Started together, five times: one is refused, or both run one after the other."""
    path = interrupts.source(t, "jsonl", 300)
    (t / "whole").mkdir()
    t.tag(path, out="whole/out.jsonl")
    want = interrupts.result(t / "whole" / "out.jsonl")
    for _ in range(5):
        both = [t.start(path) for _ in range(2)]
        codes = sorted(wait(process)[0] for process in both)
        check(codes in ([0, 2], [0, 0]), "one is refused, at most", codes)
        check(interrupts.result(t / "out.jsonl") == want, "the bytes of one run")


@case
def other_outputs_are_free(t):
    path = interrupts.source(t, "jsonl", 300)
    several = [t.start(path, out=f"{n}.jsonl") for n in range(4)]
    check([wait(process)[0] for process in several] == [0] * 4, "all end their work")
    check(len({(t / f"{n}.jsonl").read_bytes() for n in range(4)}) == 1, "with the same bytes")


@case
def same_name_of_other_kinds(t):
    """out.csv and out.jsonl share the name of their rejects: refused, or each has its own."""
    path = interrupts.source(t, "jsonl", 300)
    both = [t.start(path, out=name) for name in ("out.jsonl", "out.csv")]
    codes = [wait(process)[0] for process in both]
    check(set(codes) <= {0, 2}, "codes", codes)
    rejects = (t / "out.rejects.jsonl").read_text().splitlines()
    unread = [line for line in rejects if '"tagged":false' in line]
    check(len(unread) == 1, "rejects that are whole", len(unread))


@case(of=["out.jsonl", "out.csv", "out.parquet", "out.jsonl.gz", "out.csv.zst"])
def any_number_of_threads(t, out):
    path = interrupts.source(t, "jsonl", 100)
    found = set()
    for number in ("1", "2", "7", "32"):
        t.tag(path, out=out, options=["--jobs", number])
        found.add(interrupts.result(t / out))
    check(len(found) == 1, "the same bytes")


@case
def twice_the_same(t):
    path = interrupts.source(t, "parquet", 200)
    found = set()
    for locale in ("C", "de_DE.UTF-8", "tr_TR.UTF-8"):
        t.tag(path, out="out.parquet", env=dict(os.environ, LC_ALL=locale, TZ="Asia/Tokyo"))
        found.add((t / "out.parquet").read_bytes())
    check(len(found) == 1, "the same bytes")
