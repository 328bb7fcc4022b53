# SPDX-License-Identifier: GPL-2.0
"""What is to be reached, and whether it was.

A goal says how many times a rival's figure ours may be, or without a rival how much. The file
"reasons" tells of each goal that is missed, or hardly reached, why, and how far it may be: then a
gate fails only when it gets worse. A way in braces there stands for what it took in the same run.
"""

import dataclasses
import re

WAITING = "a Timer that waits"
STORM = "100,000 Timers expire within 10 ms"
MS = 1e6


@dataclasses.dataclass
class Goal:
    """One line of the table; ours and rival are "group/way".

    What is its own rival is compared with the usual, or with itself beside few objects.
    """

    work: str
    ours: str
    rival: str
    most: float
    stat: str = "median"
    unit: str = "instructions"
    mode: str = "I"


def start_join(rival, most):
    return Goal("start and join an empty thread, its object included",
                "start_join/kt_thread", f"start_join/{rival}", most)


def burst(rival, most):
    return Goal("1,000 started together, then all joined",
                "burst/kt_start_join", f"burst/{rival}", most)


def timer_late(rival, most):
    return Goal("how late the target of a Timer of 1 ms begins",
                "timer_late/kt_timer", f"timer_late/{rival}", most)


GOALS = [
    start_join("kthread_run", 0.09),
    start_join("idle_kthread", 1.4),
    start_join("pthread", 0.10),
    start_join("cpython", 0.035),
    burst("kthread_run", 0.015),
    burst("queue_work", 1),
    burst("cpython", 0.007),
    Goal("start to the target's first instruction",
         "latency/kt_thread", "latency/kthread_run", 0.07),
    Goal("the same, 99 of 100",
         "latency/kt_thread", "latency/kt_thread", 1.2, stat="p99"),
    Goal("kthreads made in 1,000 warm starts",
         "warm/kthreads_made", None, 0, stat="max", unit="kthreads"),
    timer_late("hrtimer", 1.2),
    timer_late("timerfd", 1),
    timer_late("cpython", 0.025),
    Goal(WAITING + ": made and started", "live/kt_timer_arm", None, 1200),
    Goal(WAITING + ": made and started in memory that was in use",
         "timer_cost/kt_timer_arm", None, 1200),
    Goal(WAITING + ": cancelled", "live/kt_timer_cancel", None, 500),
    Goal(WAITING + ": memory", "live/kt_timer_bytes", None, 320, unit="bytes"),
    Goal(WAITING + ": kthreads for all of them", "live/kthreads", None, 0, unit="kthreads"),
    Goal(WAITING + ": hrtimers per CPU for all", "live/hrtimers", None, 1, unit="hrtimers"),
    Goal(STORM + ": longest stall of interrupts",
         "storm/kt_timer_stall", None, 0.1 * MS, stat="max", unit="ns"),
    Goal(STORM + ": all popped, after the last was due",
         "storm/kt_timer_popped", None, 10 * MS, stat="max", unit="ns"),
    Goal(STORM + ": longest time that another task did not run",
         "storm/kt_timer_gap", None, 20 * MS, stat="max", unit="ns"),
    Goal(STORM + ": kthreads made for them", "storm/kthreads", None, 4, unit="kthreads"),
    Goal("an attribute of a local, got by its own thread",
         "local_get/kt_attr_get", None, 60),
    Goal("an attribute of a local, got by its own thread",
         "local_get/kt_attr_get", "local_get/cpython", 0.15),
    Goal("create and start over netlink, 64 by one list",
         "net_create/kt_list", "net_create/kt_single", 0.3),
    Goal("create and start over netlink, beside 1,000 processes",
         "net_send/kt_crowded", "net_send/kt_single", 1.2),
    Goal("a request that does next to nothing",
         "net_empty/kt_version", "net_empty/bare_reply", 1.1),
    Goal("dump of threads, each", "net_dump/kt_thread", "net_dump/route", 1.4),
    Goal("dump of threads, each", "net_dump/kt_thread", "net_dump/link", 1 / 7),
    Goal("dump of threads, receives for each",
         "net_dump/kt_receives", None, 1 / 200, unit="receives"),
    Goal("10,000 lines by kthreadctl -b, each",
         "net_send/kt_batch", "net_send/kt_single", 0.2),
    Goal("start and join by 2 creators on 2 CPUs, each",
         "creators/two_creators", "creators/one_creator", 1 / 1.8, unit="ns", mode="W"),
]

# What may not cost more beside many objects than beside few.
GROWTH = [
    "start_join/kt_thread", "burst/kt_start_join", "latency/kt_thread", "timer_late/kt_timer",
    "timer_cost/kt_timer_arm", "timer_cost/kt_timer_cancel", "local_get/kt_attr_get",
    "net_empty/kt_version", "net_create/kt_list", "net_dump/kt_thread",
]
GROWTH_MOST = 1.2


@dataclasses.dataclass
class Verdict:
    """A goal with its figures; reason is None where the goal is reached."""

    name: str
    goal: Goal
    ours: float
    rival: float
    ratio: float
    reached: bool
    allowed: float
    reason: str


def read_reasons(path):
    """By the name of the goal: how far it may be, and why it is not reached."""
    reasons = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, allowed, reason = line.split(None, 2)
            reasons[name] = (float(allowed), reason)
    return reasons


def goal_name(goal):
    """As the file of reasons calls it."""
    name = goal.ours if goal.stat != "p99" else goal.ours + ".p99"
    rival = goal.rival if goal.rival != goal.ours else None
    return f"{name}:{rival.split('/')[1]}" if rival else name


def figure(value):
    """For a sentence; what was not measured is not told to be nothing."""
    return "?" if value is None else f"{value:,.0f}"


def judge(name, goal, samples, reasons, ours, rival):
    """The ratio is to the rival, or ours itself where there is none; None if unknown."""
    ratio = ours
    if goal.rival:
        ratio = ours / rival if rival and ours is not None else None
    allowed, reason = reasons.get(name, (goal.most, None))
    if reason:
        reason = re.sub(r"{(.*?)}", lambda way: figure(samples.get(way[1])), reason)
    reached = ratio is not None and ratio <= goal.most
    return Verdict(name, goal, ours, rival, ratio, reached, allowed, reason)


def verdicts(samples, mode, reasons):
    """Of all goals of that mode."""
    return [
        judge(goal_name(goal), goal, samples, reasons, samples.get(goal.ours, goal.stat),
              goal.rival and samples.get(goal.rival))
        for goal in GOALS if goal.mode == mode
    ]


def growth_verdicts(samples, reasons):
    """The same work beside the most and beside the fewest objects, if there are both."""
    sizes = samples.sizes()
    found = []
    for way in GROWTH if sizes else []:
        goal = Goal(f"growth from {sizes[0]:,} to {sizes[-1]:,} objects: {way}",
                    way, way, GROWTH_MOST)
        found.append(judge("growth." + way, goal, samples, reasons,
                           samples.get(way, live=sizes[-1]), samples.get(way, live=sizes[0])))
    return found
