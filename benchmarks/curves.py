"""Learning curves as an SVG picture: one line a system, the 95 % interval as a band."""

from collections.abc import Mapping, Sequence
from typing import Any

_COLOURS = ("#7a7a7a", "#b5651d", "#5b7fa6", "#6a8f3c", "#a3142f")
_WIDTH, _HEIGHT, _LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 760, 420, 60, 20, 450, 340
_LOWEST = 0.2  # macro-F1 at the foot of the plot


def draw(curves: Mapping[str, Mapping[str, Mapping[str, Any]]], sizes: Sequence[str]) -> str:
    """Draw macro-F1 over the number of examples; curves map system and size to a report, or lack one."""
    across = {size: _LEFT + _PLOT_WIDTH * number / max(1, len(sizes) - 1) for number, size in enumerate(sizes)}

    def height(value: float) -> float:
        return _TOP + _PLOT_HEIGHT * (1 - (max(_LOWEST, value) - _LOWEST) / (1 - _LOWEST))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for step in range(2, 11):
        line = height(step / 10)
        parts.append(f'<path d="M{_LEFT} {line:.1f}H{_LEFT + _PLOT_WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{line + 4:.1f}" text-anchor="end">{step / 10:.1f}</text>')
    for size, x in across.items():
        parts.append(f'<text x="{x:.1f}" y="{_TOP + _PLOT_HEIGHT + 20}" text-anchor="middle">{size}</text>')
    parts.append(
        f'<text x="{_LEFT + _PLOT_WIDTH / 2}" y="{_TOP + _PLOT_HEIGHT + 44}" text-anchor="middle">'
        "labelled examples of each theme</text>"
    )
    for number, (name, found) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        own = [size for size in sizes if size in found]
        upper = " ".join(f"{across[size]:.1f},{height(found[size]['macro_f1_interval'][1]):.1f}" for size in own)
        lower = " ".join(f"{across[s]:.1f},{height(found[s]['macro_f1_interval'][0]):.1f}" for s in reversed(own))
        line = " ".join(f"{across[size]:.1f},{height(found[size]['macro_f1']):.1f}" for size in own)
        parts.append(f'<polygon points="{upper} {lower}" fill="{colour}" opacity="0.12"/>')
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        place = _TOP + 20 + 22 * number
        left = _LEFT + _PLOT_WIDTH + 16
        parts.append(f'<path d="M{left} {place - 4}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{left + 24}" y="{place}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])
