"""Models, histories and readings as notebooks show them: HTML with drawings in SVG, and PNG where matplotlib is installed."""

from __future__ import annotations

import base64
import html
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

if TYPE_CHECKING:
    from ._page_reading import Box, PageReading, SymbolReading
    from .models import Sequential
    from .recognizer import Recognition

_BLUE, _ORANGE = "#3b6fb6", "#d9822b"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int) -> str:
    def cell(tag: str, index: int, text: str) -> str:
        side = "right" if index >= numbers_from else "left"
        return f'<{tag} style="text-align:{side}">{html.escape(text)}</{tag}>'

    lines = ["<tr>" + "".join(cell("th", index, text) for index, text in enumerate(header)) + "</tr>"]
    lines += ["<tr>" + "".join(cell("td", index, text) for index, text in enumerate(row)) + "</tr>" for row in rows]
    return "<table>" + "".join(lines) + "</table>"


# MARK: Models


def model_rows(model: Sequential) -> list[tuple[str, str, str, int]]:
    """Name, class, output shape and number of weights' values of each layer."""
    description = model._description
    rows = []
    for layer in description["layers"]:
        count = sum(int(np.prod(weight["shape"])) for weight in layer["weights"])
        rows.append((layer["name"], layer["class_name"], " × ".join(map(str, layer["output_shape"])), count))
    return rows


def model_html(model: Sequential) -> str:
    if not model.built:
        return f"<p><b>{html.escape(model.name)}</b>: not built, {len(model.layers)} layers</p>"
    rows = model_rows(model)
    table = _table(
        ["layer", "kind", "output", "parameters"],
        [(name, kind, shape, f"{count:,}") for name, kind, shape, count in rows], 2)  # fmt: skip
    total = sum(row[3] for row in rows)
    shape = " × ".join(map(str, model._description["input_shape"]))
    return f"<p><b>{html.escape(model.name)}</b>: input {shape}, {total:,} parameters</p>{table}"


def model_png(model: Sequential) -> Optional[bytes]:
    """Boxes from input to output, whose height grows with the number of values."""
    if not model.built or (figure := _figure(8, 2.2)) is None:
        return None
    shapes = [model._description["input_shape"]] + [layer["output_shape"] for layer in model._description["layers"]]
    names = ["input"] + [layer["class_name"] for layer in model._description["layers"]]
    axes = figure.subplots()
    axes.axis("off")
    largest = max(np.log2(np.prod(shape) + 1) for shape in shapes)
    for index, (name, shape) in enumerate(zip(names, shapes)):
        height = float(np.log2(np.prod(shape) + 1) / largest)
        axes.bar(index, height, width=0.5, bottom=-height / 2, color=_BLUE, alpha=0.75)
        axes.text(index, 0.62, name, rotation=30, ha="left", va="bottom", fontsize=8)
        axes.text(index, -0.62, "×".join(map(str, shape)), ha="center", va="top", fontsize=7)
    axes.set_xlim(-0.6, len(shapes) + 0.2)
    axes.set_ylim(-0.9, 1.2)
    return _png(figure)


# MARK: Histories


def history_html(epochs: Sequence[int], history: dict[str, list[float]]) -> str:
    if not epochs:
        return "<p>no epochs</p>"
    names = list(history)
    rows = []
    for row, epoch in enumerate(epochs):
        figures = [history[name][row] if row < len(history[name]) else float("nan") for name in names]
        rows.append([str(epoch + 1), *(f"{figure:.4f}" for figure in figures)])
    drawings = "".join(_curves(title, epochs, lines) for title, lines in _groups(history))
    return f"<div>{drawings}</div>" + _table(["epoch", *names], rows, 0)


def _groups(history: dict[str, list[float]]) -> list[tuple[str, list[tuple[str, list[float]]]]]:
    """Pairs a metric with its validation value."""
    plain = [name for name in history if not name.startswith("val_")]
    return [(name, [(label, history[label]) for label in (name, f"val_{name}") if label in history]) for name in plain]


def _curves(title: str, epochs: Sequence[int], lines: Sequence[tuple[str, list[float]]]) -> str:
    """One small diagram in SVG."""
    width, height, left, top = 300, 170, 46, 22
    values = [value for _, line in lines for value in line if np.isfinite(value)]
    if not values:
        return ""
    low, high = min(values), max(values)
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    right, bottom = width - 10, height - 24

    def point(index: int, value: float) -> str:
        x = left + (right - left) * (index / (len(epochs) - 1) if len(epochs) > 1 else 0.5)
        return f"{x:.1f},{bottom - (bottom - top) * (value - low) / (high - low):.1f}"

    parts = [f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="none" stroke="#bbb"/>']
    for value, y in ((high, top + 8), (low, bottom)):
        parts.append(f'<text x="{left - 4}" y="{y}" text-anchor="end">{value:.4f}</text>')
    parts.append(f'<text x="{left}" y="{height - 8}">epoch 1</text>')
    parts.append(f'<text x="{right}" y="{height - 8}" text-anchor="end">{len(epochs)}</text>')
    for position, ((label, line), color) in enumerate(zip(lines, (_BLUE, _ORANGE))):
        points = " ".join(point(index, value) for index, value in enumerate(line) if np.isfinite(value))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        for dot in points.split():
            across, down = dot.split(",")
            parts.append(f'<circle cx="{across}" cy="{down}" r="2.5" fill="{color}"/>')
        parts.append(f'<text x="{left + 110 * position}" y="14" fill="{color}">{html.escape(label)}</text>')
    return (
        f'<svg role="img" aria-label="{html.escape(title)} of each epoch" width="{width}" height="{height}" '
        f'font-size="11" font-family="sans-serif" fill="#555">{"".join(parts)}</svg>'
    )


def history_png(epochs: Sequence[int], history: dict[str, list[float]]) -> Optional[bytes]:
    groups = _groups(history)
    if not epochs or (figure := _figure(4 * len(groups), 2.8)) is None:
        return None
    for axes, (title, lines) in zip(np.atleast_1d(figure.subplots(1, len(groups))), groups):
        for (label, line), color in zip(lines, (_BLUE, _ORANGE)):
            axes.plot(range(1, len(line) + 1), line, ".-", color=color, label=label)
        axes.set_xlabel("epoch")
        axes.set_title(title)
        axes.legend()
    return _png(figure)


# MARK: Pictures


_REASONS = {
    "print": "machine print", "otherWriting": "other writing", "noSymbol": "no digit or mark", "unlikely": "hardly a number",
    "duplicate": "read already",
}  # fmt: skip


def page_html(page: PageReading) -> str:
    png = page_png(page) or _plain_png(_with_boxes(page))
    encoded = base64.b64encode(png).decode()
    lines = [(line.text, f"{100 * line.confidence:.1f} %") for line in page.lines]
    parts = [_table(["number", "sure"], lines, 1) if lines else "<p>no numbers found</p>"]
    if page.misfits:
        parts.append(_table(["misfit", "sure"], [(line.text, f"{100 * line.confidence:.1f} %") for line in page.misfits], 1))
    if page.left_out:
        rows = [(line.text, _REASONS.get(line.reason, line.reason)) for line in page.left_out]
        summary = f"<summary>{len(rows)} other line{'' if len(rows) == 1 else 's'}</summary>"
        parts.append(f"<details>{summary}{_table(['read as', 'left out as'], rows, 2)}</details>")
    if page.omitted_lines:
        parts.append(f"<p>{page.omitted_lines} smaller lines were not looked at</p>")
    return f'<div><img alt="{html.escape(page.text)}" src="data:image/png;base64,{encoded}">{"".join(parts)}</div>'


def page_png(page: PageReading) -> Optional[bytes]:
    """The picture with a box around each symbol, and its reading."""
    width = 5.6
    figure = _figure(width, min(8.0, max(0.8, width * page.height / page.width)))
    if figure is None:
        return None
    from matplotlib.patches import Rectangle

    axes = figure.subplots()
    axes.axis("off")
    axes.imshow(page.picture, cmap="gray", vmin=0, vmax=255)
    for symbol, (x, y, box_width, box_height), top in _boxes(page):
        color = _BLUE if symbol.confidence >= 0.5 else _ORANGE
        axes.add_patch(Rectangle((x, y), box_width, box_height, fill=False, color=color, linewidth=1.5))
        axes.text(x + box_width / 2, top, symbol.symbol, color=color, ha="center", va="bottom", fontsize=9, fontweight="bold",
                  parse_math=False)  # fmt: skip
    return _png(figure)


def _boxes(page: PageReading) -> Iterator[tuple[SymbolReading, Box, int]]:
    """The symbols that are written, and the top of their line, above which labels stand."""
    for line in page.lines:
        for symbol in line.symbols:
            if symbol.box is not None:
                yield symbol, symbol.box, line.box.y


def _with_boxes(page: PageReading) -> np.ndarray:
    """The picture in colors with a line around each symbol, reduced if it is large."""
    step = max(1, max(page.width, page.height) // 800)
    picture = np.repeat(page.picture[::step, ::step, None], 3, axis=2)
    for _, (x, y, width, height), _ in _boxes(page):
        left, top, right, bottom = (value // step for value in (x, y, x + width, y + height))
        color = (59, 111, 182)
        picture[top : bottom + 1, [left, min(right, picture.shape[1] - 1)]] = color
        picture[[top, min(bottom, picture.shape[0] - 1)], left : right + 1] = color
    return picture


def _plain_png(picture: np.ndarray) -> bytes:
    """A PNG file of bytes of shape (height, width, 3)."""

    def chunk(kind: bytes, contents: bytes) -> bytes:
        return struct.pack(">I", len(contents)) + kind + contents + struct.pack(">I", zlib.crc32(kind + contents))

    height, width = picture.shape[:2]
    # Each row begins with the number of its filter: none.
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, 3 * width)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes())) + chunk(b"IEND", b"")


def recognition_html(recognition: Recognition) -> str:
    bars = []
    for label, probability in enumerate(recognition.probabilities):
        color = _BLUE if label == recognition.digit else "#bbb"
        y = 16 * label
        bars.append(
            f'<text x="10" y="{y + 12}">{label}</text><rect x="26" y="{y + 2}" width="{200 * probability:.1f}" height="12" fill="{color}"/>'
        )
        bars.append(f'<text x="{32 + 200 * probability:.1f}" y="{y + 12}">{100 * probability:.1f} %</text>')
    height = 16 * len(recognition.probabilities)
    drawing = f'<svg width="290" height="{height}" font-size="12" font-family="sans-serif" fill="#555">{"".join(bars)}</svg>'
    return f"<div><p><b>{recognition.digit}</b>, {100 * recognition.confidence:.1f} % sure</p>{drawing}</div>"


def recognition_png(recognition: Recognition) -> Optional[bytes]:
    figure = _figure(3.2, 2.2)
    if figure is None:
        return None
    axes = figure.subplots()
    count = len(recognition.probabilities)
    colors = [_BLUE if label == recognition.digit else "#bbbbbb" for label in range(count)]
    axes.bar(range(count), recognition.probabilities, color=colors)
    axes.set_xticks(range(count))
    axes.set_ylim(0, 1)
    axes.set_title(f"{recognition.digit}, {100 * recognition.confidence:.1f} % sure")
    return _png(figure)


# MARK: matplotlib


def _figure(width: float, height: float) -> Any:
    """A figure separate from the user's; None if matplotlib is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    figure = Figure(figsize=(width, height), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
