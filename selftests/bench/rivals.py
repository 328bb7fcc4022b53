#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""rivals.py GROUP [ROUNDS [COUNT]]: CPython for the same work as the module kt_bench.

Samples as the module writes them: group, way, value, and how many calls the value is of.
"""

import sys
import threading
import time

CALLS = 20
GETS = 1000
now = time.monotonic_ns
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1000


def sample(group, way, value, per=1):
    print(group, way, value, per)


def empty():
    pass


def start_join():
    for _ in range(rounds * CALLS):
        start = now()
        thread = threading.Thread(target=empty)
        thread.start()
        thread.join()
        sample("start_join", "cpython", now() - start)


def burst():
    for _ in range(rounds):
        start = now()
        threads = [threading.Thread(target=empty) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sample("burst", "cpython", now() - start, count)


def latency():
    seen = []
    for _ in range(rounds * CALLS):
        thread = threading.Thread(target=lambda: seen.append(now()))
        start = now()
        thread.start()
        thread.join()
        sample("latency", "cpython", seen.pop() - start)


def timer_late():
    seen = []
    for _ in range(rounds * CALLS):
        timer = threading.Timer(0.001, lambda: seen.append(now()))
        due = now() + 1000000
        timer.start()
        timer.join()
        sample("timer_late", "cpython", seen.pop() - due)


def timer_cost():
    """Made, started and cancelled; joined, too, as what waits is a thread."""
    for _ in range(rounds):
        start = now()
        timers = [threading.Timer(3600, empty) for _ in range(CALLS)]
        for timer in timers:
            timer.start()
        armed = now()
        for timer in timers:
            timer.cancel()
        for timer in timers:
            timer.join()
        sample("timer_cost", "cpython_arm", armed - start, CALLS)
        sample("timer_cost", "cpython_cancel", now() - armed, CALLS)


def used():
    """What a thread is made of, in bytes: its stacks, its objects, the tables of its pages."""
    fields = ("AnonPages:", "KernelStack:", "PageTables:", "Slab:")
    with open("/proc/meminfo", encoding="ascii") as file:
        lines = [line.split() for line in file]
    return sum(int(words[1]) for words in lines if words[0] in fields) * 1024


def timer_memory():
    before = used()
    timers = [threading.Timer(3600, empty) for _ in range(count)]
    for timer in timers:
        timer.start()
    sample("timer_memory", "cpython_bytes", used() - before, count)
    for timer in timers:
        timer.cancel()
        timer.join()


def local_get():
    local = threading.local()
    local.x = 1
    for _ in range(rounds):
        start = now()
        for _ in range(GETS):
            local.x
        got = now()
        for _ in range(GETS):
            pass
        sample("local_get", "cpython", (got - start) - (now() - got), GETS)


globals()[sys.argv[1]]()
