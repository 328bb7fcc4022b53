# SPDX-License-Identifier: GPL-2.0
"""A picture of how costs grow with the number of objects."""

import math

WIDTH, HEIGHT = 720, 360
LEFT, TOP, RIGHT, BOTTOM = 50, 20, 250, 40
COLOURS = ["#1b6ca8", "#c0392b", "#27803b", "#8e44ad", "#b9770e",
           "#117a8b", "#7f4f24", "#d6336c", "#495057", "#5c7c00"]
HIGHEST = 2.0


def place(size, ratio, sizes):
    """Sizes on a logarithmic axis, ratios from 0 to HIGHEST."""
    span = math.log(sizes[-1] / sizes[0]) or 1
    x = LEFT + (WIDTH - LEFT - RIGHT) * math.log(size / sizes[0]) / span
    y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(ratio, HIGHEST) / HIGHEST
    return f"{x:.1f},{y:.1f}"


def text(x, y, words, more=""):
    return f'<text x="{x}" y="{y}" {more}>{words}</text>'


def axes(sizes):
    parts = []
    for ratio in (0, 0.5, 1, 1.5, HIGHEST):
        start, end = place(sizes[0], ratio, sizes), place(sizes[-1], ratio, sizes)
        parts.append(f'<path d="M{start} L{end}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, float(start.split(",")[1]) + 4, f"{ratio:g}",
                          'text-anchor="end"'))
    for size in sizes:
        x = place(size, 0, sizes).split(",")[0]
        parts.append(text(x, HEIGHT - BOTTOM + 18, f"{size:,}", 'text-anchor="middle"'))
    goal = place(sizes[0], 1.2, sizes), place(sizes[-1], 1.2, sizes)
    parts.append(f'<path d="M{goal[0]} L{goal[1]}" stroke="#c00" stroke-dasharray="6 4"/>')
    return parts


def line(samples, way, index):
    """Nothing for what was not measured at all sizes."""
    sizes = samples.sizes()
    values = [samples.get(way, live=size) for size in sizes]
    if not all(values):
        return []
    points = " ".join(place(size, value / values[0], sizes)
                      for size, value in zip(sizes, values))
    colour = COLOURS[index % len(COLOURS)]
    y = TOP + 16 + index * 20
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<rect x="{WIDTH - RIGHT + 24}" y="{y - 9}" width="12" height="10" fill="{colour}"/>',
        text(WIDTH - RIGHT + 42, y, f"{way}: {values[-1] / values[0]:.2f}"),
    ]


def svg(samples, ways):
    """The costs of these ways, each relative to that beside the fewest objects."""
    parts = ['<!-- SPDX-License-Identifier: GPL-2.0 -->',
             f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"',
             ' font-family="sans-serif" font-size="12">',
             '<title>Cost of an operation while so many Timers wait, relative to the fewest</title>',
             '<rect width="100%" height="100%" fill="white"/>', *axes(samples.sizes())]
    for index, way in enumerate(ways):
        parts += line(samples, way, index)
    return "\n".join([*parts, "</svg>"]) + "\n"
