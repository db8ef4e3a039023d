"""The CPU time of the first verdict in a new Python: import, lexicon and all.

Of some runs the least counts.
"""

from __future__ import annotations

import subprocess
import sys

RUNS = 7
FIRST = """
import time
start = time.process_time()
import rolecall
rolecall.classify("Own evals and prompts.", title="Product Manager")
print(time.process_time() - start)
"""

said = [subprocess.check_output([sys.executable, "-c", FIRST]) for _ in range(RUNS)]
seconds = min(map(float, said))
print(f"import and the first verdict: {seconds:.3f} s of CPU")
assert seconds < 0.1, "more than a tenth of a second"
