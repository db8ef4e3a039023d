"""The CPU time of the first verdict in a new Python: import, lexicon and all."""

import time

start = time.process_time()
import rolecall  # noqa: E402

rolecall.classify("Own evals and prompts.", title="Product Manager")
seconds = time.process_time() - start
print(f"import and the first verdict: {seconds:.3f} s of CPU")
assert seconds < 0.1, "more than a tenth of a second"
