"""`measure.py FILE COMMAND ...` runs the command; its peak of memory and its seconds go to FILE."""

import os
import sys

child = os.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    file.write(f"{usage.ru_maxrss} {usage.ru_utime + usage.ru_stime}")
os._exit(os.waitstatus_to_exitcode(status) % 256)
