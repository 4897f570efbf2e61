"""A bar chart as SVG: one panel per task, ours in color, the peers in gray; follows the reader's light or dark theme."""

from xml.sax.saxutils import escape

from .results import best_of, format_value, times_better

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; }
  .note { fill: #59636e; font-size: 12px; }
  .ours { fill: #e8590c; } .peer { fill: #adb5bd; } .strong { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .note { fill: #9198a1; } .ours { fill: #ff922b; } .peer { fill: #6e7681; }
  }
"""
WIDTH, MARGIN, COLUMN_GAP = 960, 16, 40
LABEL, BAR, VALUE = 130, 180, 122  # a panel's columns, left to right
ROW, BAR_HEIGHT, HEAD, PANEL_GAP = 24, 16, 46, 26


def chart(measured, machine):
    """The whole SVG document. Panels fill two columns; the next one goes where there is more room."""
    heights, parts = [MARGIN, MARGIN], []
    for task, results in measured:
        bars = bars_of(task, results)
        if not bars:
            continue
        column = heights.index(min(heights))
        x = MARGIN + column * (LABEL + BAR + VALUE + COLUMN_GAP)
        parts += panel(task, bars, x, heights[column])
        heights[column] += HEAD + ROW * len(bars) + PANEL_GAP
    height = max(heights) + MARGIN
    note = (
        f"{machine['cpu']}, {machine['cpus']} CPUs, {machine['date'][:10]}; medians; each peer at its best; "
        "2.0x: this project is 2.0 times better."
    )
    parts.append(f'<text class="note" x="{MARGIN}" y="{height - MARGIN}">{escape(note)}</text>')
    title = "Measured speed beside other libraries"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
    return "\n".join([head, f"<title>{title}</title>", f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def bars_of(task, results):
    """(label, median, ratio to ours) of ours and of each peer's best configuration."""
    groups = list(dict.fromkeys(result.group for result in results))
    best = [best_of([group], results, task) for group in groups]
    own = best_of(["ours"], results, task)
    return [
        ("This project" if result is own else result.group, result.median, times_better(own, result, task) if own else None)
        for result in best
        if result
    ]


def panel(task, bars, x, y):
    better = "more is better" if task.higher_is_better else "less is better"
    yield f'<text class="title" x="{x}" y="{y + 14}">{escape(task.title)}</text>'
    yield f'<text class="note" x="{x}" y="{y + 31}">{escape(task.unit)}, {better}</text>'
    largest = max(value for _, value, _ in bars)
    for row, (label, value, ratio) in enumerate(bars):
        top = y + HEAD + row * ROW - 4
        middle = top + BAR_HEIGHT - 4
        mine = label == "This project"
        length = max(2, round(BAR * value / largest, 1))
        strong = ' class="strong"' if mine else ""
        yield f'<text{strong} x="{x + LABEL - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>'
        yield f'<rect class="{"ours" if mine else "peer"}" x="{x + LABEL}" y="{top}" width="{length}" height="{BAR_HEIGHT}" rx="2"/>'
        times = f' <tspan class="note">{ratio_text(ratio)}</tspan>' if ratio and not mine else ""
        yield f'<text{strong} x="{x + LABEL + length + 6}" y="{middle}">{format_value(value)}{times}</text>'


def ratio_text(ratio):
    return f"{ratio:.0f}x" if ratio >= 100 else f"{ratio:.1f}x"
