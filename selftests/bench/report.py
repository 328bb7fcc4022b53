# SPDX-License-Identifier: GPL-2.0
"""The tables of the benchmark, as Markdown and as reStructuredText."""

import json

HEADS = ["work", "ours", "rival", "its figure", "ratio", "goal", ""]
STAT_HEADS = ["what", "median", "min", "p99", "max"]


def number(value):
    """With four digits that matter, and thousands kept apart."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.4g}"


def mark(verdict):
    if verdict.reached:
        return "reached"
    return "missed" if verdict.reason else "MISSED"


def rival_name(goal):
    if not goal.rival:
        return ""
    return "itself" if goal.rival == goal.ours else goal.rival.split("/")[1]


def goal_row(verdict):
    goal = verdict.goal
    unit = "" if verdict.ours is None or goal.unit == "instructions" else " " + goal.unit
    return [
        goal.work, number(verdict.ours) + unit,
        rival_name(goal), number(verdict.rival),
        number(verdict.ratio) if goal.rival else "", number(goal.most), mark(verdict),
    ]


def stat_rows(samples, live=0):
    """All that was measured while so many Timers waited."""
    return [
        [way] + [number(samples.get(way, stat, live)) for stat in STAT_HEADS[1:]]
        for way in samples.ways(live)
    ]


def markdown_table(heads, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [heads, *rows]]
    lines.insert(1, "|---" * len(heads) + "|")
    return "\n".join(lines)


def rst_table(heads, rows):
    """A simple table; its first column may not be empty."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    rule = "  ".join("=" * max(width, 1) for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in [heads, *rows]]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def plain_table(heads, rows):
    return "\n".join(rst_table(heads, rows).splitlines()[1:-1])


def missed(verdicts):
    """The goals that are not reached, each with its reason."""
    return [(verdict, verdict.reason or "not explained")
            for verdict in verdicts if not verdict.reached]


def markdown(run):
    parts = ["# kthreading beside its rivals", *(f"- {line}" for line in run.machine), "",
             markdown_table(HEADS, map(goal_row, run.verdicts)), ""]
    parts += [f"- missed: {verdict.name}: {reason}" for verdict, reason in missed(run.verdicts)]
    for mode, samples in run.samples.items():
        parts += ["", f"## All figures, mode {mode}", "",
                  markdown_table(STAT_HEADS, stat_rows(samples))]
    return "\n".join(parts) + "\n"


def as_json(run):
    """Machine, goals and figures, for programs."""
    return json.dumps({
        "machine": run.machine,
        "goals": [
            {"name": verdict.name, "work": verdict.goal.work, "mode": verdict.goal.mode,
             "unit": verdict.goal.unit, "ours": verdict.ours, "rival": verdict.rival,
             "ratio": verdict.ratio, "goal": verdict.goal.most, "reached": verdict.reached,
             "reason": verdict.reason}
            for verdict in run.verdicts
        ],
        "figures": {mode: samples.as_json() for mode, samples in run.samples.items()},
    }, indent=1) + "\n"


def section(text):
    return ["", text, "=" * len(text), ""]


RST_HEAD = """.. SPDX-License-Identifier: GPL-2.0

===========
Performance
===========

Made by ``make bench``: what kthreading costs, beside what else one could take for the same work, all measured in the same
run of the VM, the rounds of the ways taking turns. ``selftests/bench/`` is the code, ``goals.py`` there the goals.

Mode I counts instructions of the guest: one emulated CPU whose clock is the counter, and a string instruction counts as
often as it repeats, so that memory cleared by ``rep stosb`` costs one for each byte. A figure is the same within about one
percent however busy the host is, and knows nothing of caches and of a second CPU. Mode W is wall time on two CPUs, for
contention alone, and spreads.

``kthread_run`` is ``kthread_run()``, a completion and ``kthread_stop()``; ``idle_kthread`` a raw kthread that waits and
is woken; ``queue_work`` the unbound workqueue, flushed; ``hrtimer`` a raw one whose callback wakes an idle kthread;
``pthread`` glibc's threads; ``cpython`` the module threading; ``route`` and ``link`` the dumps RTM_GETROUTE and
RTM_GETLINK; ``bare_reply`` an operation of generic netlink that only replies. ``kt_thread`` is ours with the object
made and deleted, ``kt_start_join`` with the object there. ``bare_memory`` is the memory for as many Timers, ``bare_arm``
that memory sorted by time from now on, and two questions for who listens; ``accounted_work`` a work item of which the
same is asked, and the times that a thread's accounts have. ``one_waker`` wakes a raw kthread of its own and ``one_loop``
runs in circles, so that two of them share nothing but the machine. Each round begins with a waker that has been running
for a while, because by that the scheduler decides whether the woken one is let in at once.

The machine
===========
"""


def rst(run, picture):
    parts = [RST_HEAD, *(f"- {line}" for line in run.machine), *section("Goals"),
             rst_table(HEADS, [goal_row(verdict) for verdict in run.verdicts]), ""]
    if missed(run.verdicts):
        parts += [*section("What is missed, and why")]
        parts += [f"- ``{verdict.name}``: {reason}"
                  for verdict, reason in missed(run.verdicts)]
    parts += [*section("Growth"),
              "Cost of each operation while so many Timers wait, relative to the fewest:", "",
              f".. image:: {picture}"]
    for mode, samples in run.samples.items():
        parts += [*section(f"All figures, mode {mode}"),
                  rst_table(STAT_HEADS, stat_rows(samples))]
    return "\n".join(parts) + "\n"
