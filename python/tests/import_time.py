"""The CPU time of the first verdict in a new Python: import, lexicon and all.

Of some runs the least counts. Where the machine is so busy that CPU time itself is stretched, the
native library's first verdict, taken in turn, tells how much.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from conftest import PYTHON, built, postings

RUNS = 7
MOST = 0.1
"""Seconds."""
NATIVE = 0.06
"""Seconds of the library's first verdict, on two cores of 2026 that nobody else used."""
FIRST = """
import time
start = time.process_time()
import rolecall
rolecall.classify("Own evals and prompts.", title="Product Manager")
print(time.process_time() - start)
"""


def of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    program = built(PYTHON, "rolecall-native", "rolecall-native")
    python, native = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "posting.jsonl")
        file.write_text(json.dumps(postings()[0]) + "\n", encoding="utf-8")
        for _ in range(RUNS):
            python.append(float(subprocess.check_output([sys.executable, "-c", FIRST])))
            before = of_children()
            subprocess.run([program, file], check=True, capture_output=True)
            native.append(of_children() - before)
    stretched = max(1.0, min(native) / NATIVE)
    print(
        f"import and the first verdict: {min(python):.3f} s of CPU; the library alone "
        f"{min(native):.3f} s"
    )
    assert min(python) < MOST * stretched, f"more than {MOST * stretched:.2f} s"


if __name__ == "__main__":
    main()
