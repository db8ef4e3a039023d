"""The CPU of ``tag`` on a table of Arrow, with one thread, against the library called in a loop.

Both see the postings of the repository, again and again and in turn, and the quickest time of each
counts: what else the machine does slows them alike only now and then. ``tag`` may cost 1.3 times as
much.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path

import pyarrow

import rolecall
from conftest import PYTHON, built, postings

TIMES = 10
TURNS = 10


def main() -> None:
    rows = postings()
    table = pyarrow.Table.from_pylist(rows)
    native, python = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "postings.jsonl")
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        program = built(PYTHON, "rolecall-native", "rolecall-native")
        for _ in range(TURNS):
            said = subprocess.run([program, file, str(TIMES)], check=True, capture_output=True)
            native.append(float(said.stdout))
            for _ in range(TIMES):
                start = time.process_time()
                rolecall.tag(table, threads=1, progress=False)
                python.append(time.process_time() - start)
    ratio = min(python) / min(native)
    print(
        f"{len(table)} rows: tag {min(python):.4f} s of CPU, the library {min(native):.4f} s, "
        f"ratio {ratio:.2f}"
    )
    assert ratio <= 1.3, "more than 1.3 times the library's CPU"


if __name__ == "__main__":
    main()
