# SPDX-License-Identifier: GPL-2.0
"""Samples of one run of the VM, and what is asked of them."""

import statistics


class Samples:
    """By how many Timers waited, then by group and way: values per call."""

    def __init__(self, lines):
        self.release = None
        self.values = {}
        live = 0
        for line in lines:
            words = line.split()
            if words[:1] == ["@"]:
                live = int(words[1])
            elif words[:1] == ["release"]:
                self.release = words[1]
            elif len(words) == 4:
                value = int(words[2]) / int(words[3])
                self.values.setdefault((live, words[0], words[1]), []).append(value)
            else:
                raise ValueError(f"no sample: {line.rstrip()}")

    def get(self, key, stat="median", live=0):
        """A figure of the way "group/way", None if it was not measured."""
        values = self.values.get((live, *key.split("/")))
        return STATS[stat](sorted(values)) if values else None

    def sizes(self):
        """How many Timers waited, of those runs where some did."""
        return sorted({live for live, _, _ in self.values} - {0})

    def ways(self, live=0):
        """All that was measured while so many waited, in that order."""
        return [f"{group}/{way}" for at, group, way in self.values if at == live]

    def as_json(self):
        """For a file: the figures of each way."""
        return [
            {"live": live, "group": group, "way": way, "samples": len(values)}
            | {name: round(stat(sorted(values)), 2) for name, stat in STATS.items()}
            for (live, group, way), values in self.values.items()
        ]


STATS = {
    "median": statistics.median,
    "min": lambda values: values[0],
    "p99": lambda values: values[(len(values) * 99 + 99) // 100 - 1],
    "max": lambda values: values[-1],
}
