"""Reads processor time, memory and disk bytes of processes once a second with psutil; prints the processor seconds that it took."""

import sys
import time

import psutil

turns = int(sys.argv[1])
pids = [int(pid) for pid in sys.argv[2].split(",")]

used_before = time.process_time()
processes = [psutil.Process(pid) for pid in pids]
start = time.monotonic()
for turn in range(turns):
    for process in processes:
        with process.oneshot():
            process.cpu_times()
            process.memory_info()
            process.io_counters()
    time.sleep(max(0, start + turn + 1 - time.monotonic()))
print(time.process_time() - used_before)
