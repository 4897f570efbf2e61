"""Draws three example forms: an exam cover, a meter card and a score sheet, blank and filled in.

A form is described once, in millimeters; its picture, its form file and its filled-in sheets are made from that."""

import json
import random
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

DPI = 200
# Millimeters.
A4, A6 = (210, 297), (105, 148)
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def px(mm):
    return round(mm / 25.4 * DPI)


@dataclass
class Place:
    """One field: its place in millimeters, how it is printed (boxes, comb, box or rule), and what it holds."""

    name: str
    x: float
    y: float
    width: float
    height: float
    print: str
    count: int = 1
    members: dict = field(default_factory=dict)

    @property
    def box(self):
        return [px(self.x), px(self.y), px(self.width), px(self.height)]


@dataclass
class Sheet:
    name: str
    texts: list
    places: list
    rules: list
    paper: tuple = A4

    @property
    def page(self):
        """Width and height in pixels."""
        return tuple(px(side) for side in self.paper)

    @property
    def measured(self):
        """The points at which the registration is measured."""
        return [(x * self.page[0], y * self.page[1]) for x in (0.08, 0.35, 0.65, 0.92) for y in (0.06, 0.3, 0.5, 0.7)]


def exam():
    texts = [
        (25, 22, 8, "Final examination"),
        (25, 34, 4, "Write one digit in each box, with a dark pen."),
        (25, 52, 4.2, "Student number"),
        (25, 80, 4.2, "Date"),
        (110, 80, 4.2, "Room"),
        (25, 112, 4.2, "Points (leave empty)"),
    ]
    places = [
        Place("student", 25, 58, 72, 9, "boxes", 8, {"kind": "digits", "length": "8", "required": True}),
        Place("date", 25, 86, 64, 9, "boxes", 8, {"kind": "date", "order": "DMY"}),
        Place("room", 110, 86, 27, 9, "comb", 3, {"kind": "digits", "length": "3"}),
    ]
    for i in range(5):
        texts.append((25 + 26 * i, 120, 3.6, f"Part {i + 1}"))
        places.append(Place(f"part{i + 1}", 25 + 26 * i, 126, 20, 10, "box", 2, {"kind": "integer", "range": "0..20", "required": True}))
    texts.append((157, 120, 3.6, "Total"))
    places.append(Place("total", 157, 126, 24, 10, "box", 3, {"kind": "integer", "range": "0..100", "required": True}))
    for i, line in enumerate(
        [
            "You have 90 minutes. Books and notes are not allowed, a pocket calculator is.",
            "Show how you found your answers: a result alone gives no points.",
            "Write on the front of the sheets only, and your number on each of them.",
            "Hand in all sheets in the end, also those that you have not used.",
        ]
    ):
        texts.append((25, 160 + 9 * i, 3.8, line))
    rules = [{"name": "total of the parts", "rule": "sum", "total": "total", "parts": [f"part{i + 1}" for i in range(5)]}]
    return Sheet("exam cover", texts, places, rules)


def meter():
    texts = [
        (25, 25, 7, "Water meter card"),
        (25, 37, 3.8, "Please return this card within two weeks."),
        (25, 55, 4.2, "Meter number"),
        (25, 83, 4.2, "Reading last year (m³)"),
        (25, 111, 4.2, "Reading now (m³)"),
        (115, 111, 4.2, "Used (m³)"),
        (25, 139, 4.2, "Read on (day, month, year)"),
        (115, 139, 4.2, "At (time)"),
        (25, 170, 4.2, "The meter is"),
        (36, 180.3, 3.8, "in the cellar"),
        (81, 180.3, 3.8, "in the kitchen"),
        (131, 180.3, 3.8, "outside"),
    ]
    places = [
        Place("meter", 25, 61, 63, 9, "comb", 7, {"kind": "digits", "length": "7", "required": True}),
        Place("before", 25, 89, 50, 9, "boxes", 5, {"kind": "digits", "length": "5", "required": True}),
        Place("now", 25, 117, 50, 9, "boxes", 5, {"kind": "digits", "length": "5", "required": True}),
        Place("used", 115, 117, 50, 10, "rule", 4, {"kind": "integer"}),
        Place("day", 25, 145, 64, 9, "boxes", 8, {"kind": "date", "order": "DMY"}),
        Place("time", 115, 145, 40, 9, "boxes", 4, {"kind": "time"}),
    ]
    marks = {"cellar": (28, 179), "kitchen": (73, 179), "outside": (123, 179)}
    places.append(
        Place(
            "where",
            28,
            179,
            101,
            6,
            "marks",
            3,
            {"kind": "marks", "most": 1, "marks": {k: [px(x), px(y), px(6), px(6)] for k, (x, y) in marks.items()}},
        )
    )
    rules = [
        {"name": "used", "rule": "difference", "result": "used", "of": "now", "minus": "before"},
        {"name": "grows", "rule": "order", "fields": ["before", "now"]},
        {"name": "last year", "rule": "previous", "field": "before", "key": "meter", "low": 0, "high": 0},
        {"name": "use", "rule": "previous", "field": "now", "key": "meter", "low": 0, "high": 2000},
    ]
    for i, line in enumerate(
        ["Only the black wheels count. Read them from left to right.", "If you cannot find your meter, its number is on last year's bill."]
    ):
        texts.append((25, 205 + 9 * i, 3.8, line))
    return Sheet("meter card", texts, places, rules)


def score():
    texts = [(25, 22, 7, "Score sheet"), (25, 38, 4.2, "Match"), (95, 38, 4.2, "Field"), (58, 62, 3.8, "Home"), (98, 62, 3.8, "Guests")]
    places = [
        Place("match", 25, 44, 45, 9, "boxes", 5, {"kind": "digits", "length": "5", "required": True}),
        Place("field", 95, 44, 18, 9, "boxes", 2, {"kind": "digits", "length": "1..2"}),
    ]
    rules = []
    for side, x in (("home", 50), ("guests", 90)):
        parts = []
        for i in range(6):
            parts.append(f"{side}{i + 1}")
            places.append(Place(parts[-1], x, 68 + 13 * i, 30, 10, "box", 2, {"kind": "integer", "range": "0..99"}))
        places.append(Place(f"{side}_total", x, 152, 30, 10, "box", 3, {"kind": "integer", "range": "0..999", "required": True}))
        rules.append({"name": f"{side} total", "rule": "sum", "total": f"{side}_total", "parts": parts})
    texts += [(25, 70.5 + 13 * i, 4, f"Round {i + 1}") for i in range(6)] + [(25, 154.5, 4, "Total")]
    texts += [
        (25, 180, 3.8, "Both captains sign below. Scores that are not legible do not count."),
        (25, 200, 3.8, "Home captain"),
        (110, 200, 3.8, "Guest captain"),
    ]
    return Sheet("score sheet", texts, places, rules)


def fields():
    """A page with fields of all kinds, to calibrate confidences: no form that is measured, and without rules."""
    digits = lambda n: {"kind": "digits", "length": str(n)}
    integer = lambda most: {"kind": "integer", "range": f"0..{most}"}
    kinds = [
        [(25, 72, 9, "boxes", 8, digits(8)), (105, 45, 9, "boxes", 5, digits(5)), (158, 27, 9, "comb", 3, digits(3))],
        [
            (25, 63, 9, "comb", 7, digits(7)),
            (95, 64, 9, "boxes", 8, {"kind": "date", "order": "DMY"}),
            (168, 20, 10, "box", 2, integer(99)),
        ],
        [
            (25, 40, 9, "boxes", 4, {"kind": "time"}),
            (72, 20, 10, "box", 2, integer(20)),
            (97, 24, 10, "box", 3, integer(999)),
            (126, 38, 10, "rule", 4, {"kind": "integer"}),
            (169, 18, 9, "boxes", 2, {"kind": "digits", "length": "1..2"}),
        ],
    ]
    texts, places = [(25, 10, 6, "Calibration of fields")], []
    for row in range(15):
        for x, width, height, print, count, members in kinds[row % 3]:
            name = f"f{len(places) + 1}"
            texts.append((x, 22.5 + 17 * row, 3.2, f"Field {len(places) + 1}"))
            places.append(Place(name, x, 27 + 17 * row, width, height, print, count, members))
    return Sheet("calibration of fields", texts, places, [])


def student():
    """A small card with nothing but a student number, to measure the assignment to a list on many."""
    texts = [
        (12, 14, 7, "Attendance"),
        (12, 28, 3.6, "Write one digit in each box."),
        (12, 52, 4, "Student number"),
        (12, 130, 3, "Card A-6"),
    ]
    places = [Place("student", 12, 60, 72, 9, "boxes", 8, {"kind": "digits", "length": "8", "required": True})]
    return Sheet("attendance card", texts, places, [], A6)


SHEETS = {"exam": exam, "meter": meter, "score": score}
# Those that are no examples: to calibrate, and to measure one thing.
OTHERS = {"fields": fields, "student": student}
ALL = {**SHEETS, **OTHERS}
# The number of digits of a roster number on a sheet: a student's, a meter's, a match's.
LISTED = {"exam": 8, "meter": 7, "score": 5, "student": 8}


def corners(sheet):
    """The corners of the fields of a sheet."""
    boxes = [box for place in sheet.places for box in (place.members["marks"].values() if place.print == "marks" else [place.box])]
    return [(x + right, y + below) for x, y, w, h in boxes for right in (0, w) for below in (0, h)]


def blank(sheet):
    """The blank sheet as a gray picture."""
    image = Image.new("L", sheet.page, 255)
    draw = ImageDraw.Draw(image)
    for x, y, size, text in sheet.texts:
        draw.text((px(x), px(y)), text, fill=0, font=ImageFont.truetype(FONT, px(size)))
    wall = 3
    for place in sheet.places:
        x, y, w, h = place.box
        if place.print == "marks":
            for bx, by, bw, bh in place.members["marks"].values():
                draw.rectangle([bx, by, bx + bw, by + bh], outline=0, width=wall)
        elif place.print == "rule":
            draw.line([x, y + h, x + w, y + h], fill=0, width=wall)
        else:
            draw.rectangle([x, y, x + w, y + h], outline=0, width=wall)
            if place.print in ("boxes", "comb"):
                top = y if place.print == "boxes" else y + round(0.7 * h)
                for i in range(1, place.count):
                    bx = x + round(w * i / place.count)
                    draw.line([bx, top, bx, y + h], fill=0, width=wall)
    return image


def form_file(sheet, reference):
    """The text of the form file, with the picture beside it."""

    def member(place):
        members = dict(place.members)
        if place.print == "marks":
            return {"name": place.name, **members}
        if place.print in ("boxes", "comb"):
            members["boxes"] = place.count
        return {"name": place.name, **members, "box": place.box}

    lines = lambda values: "[\n" + ",\n".join("    " + json.dumps(v) for v in values) + "\n  ]"
    return (
        f'{{\n  "form": {json.dumps(sheet.name)},\n  "page": {list(sheet.page)},\n  "fields": {lines(map(member, sheet.places))},\n'
        f'  "rules": {lines(sheet.rules)},\n  "reference": {json.dumps(reference)}\n}}\n'
    )


def any_value(place, rng):
    """A random value for a field."""
    kind = place.members["kind"]
    if kind == "date":
        return f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(2000, 2030)}"
    if kind == "time":
        return f"{rng.randint(0, 23):02}{rng.randint(0, 59):02}"
    if kind == "integer":
        return str(rng.randint(0, int(place.members.get("range", "0..9999").split("..")[1])))
    length = rng.randint(*[int(n) for n in (place.members["length"].split("..") * 2)[:2]])
    return "".join(str(rng.randint(0 if i or length > 2 else 1, 9)) for i in range(length))


def values(name, rng: random.Random, roster):
    """The values of a sheet by field; the student's or the match's number is given."""
    date = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(2020, 2026)}"
    if name == "fields":
        return {place.name: any_value(place, rng) for place in fields().places}
    if name == "student":
        return {"student": roster}
    if name == "exam":
        parts = [rng.randint(0, 20) for _ in range(5)]
        return {
            "student": roster,
            "date": date,
            "room": f"{rng.randint(100, 399)}",
            **{f"part{i + 1}": str(p) for i, p in enumerate(parts)},
            "total": str(sum(parts)),
        }
    if name == "meter":
        before, used = rng.randint(100, 98000), rng.randint(0, 1500)
        return {
            "meter": roster[:7],
            "before": f"{before:05}",
            "now": f"{before + used:05}",
            "used": str(used),
            "day": date,
            "time": f"{rng.randint(0, 23):02}{rng.randint(0, 59):02}",
            "where": rng.choice(["cellar", "kitchen", "outside", ""]),
        }
    result = {"match": roster[:5], "field": str(rng.randint(1, 20))}
    for side in ("home", "guests"):
        parts = [rng.randint(0, 30) for _ in range(6)]
        result |= {f"{side}{i + 1}": str(p) for i, p in enumerate(parts)} | {f"{side}_total": str(sum(parts))}
    return result


def table_value(place, text):
    """A field's value, as in the table."""
    if place.members["kind"] == "date":
        return f"{text[4:]}-{text[2:4]}-{text[:2]}"
    return f"{text[:2]}:{text[2:]}" if place.members["kind"] == "time" else text
