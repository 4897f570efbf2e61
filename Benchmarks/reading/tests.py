#!/usr/bin/env python3
"""Checks the scores of `run` against hand-made answers, and that sets are drawn as their manifests say.

    python3 Benchmarks/reading/tests.py

Checks that need Pillow and NumPy are skipped if these are missing.
"""

import importlib.util
import pathlib
import sys
import tempfile
import unittest

import readers
import scores
from readers import Line, Page

HAS_PILLOW = importlib.util.find_spec("PIL") and importlib.util.find_spec("numpy")


def page(*lines, is_noted=False):
    """A page of (text, confidence)."""
    return Page([Line(text, readers.only_digits(text), confidence) for text, confidence in lines], is_noted)


def entry(*texts, kind="a"):
    return {"texts": list(texts), "lines": [readers.only_digits(text) for text in texts], "kind": kind}


class AmountsTests(unittest.TestCase):
    def test_digits_of_all_lines_joined(self):
        pages = [page(("12", 0.9), ("34.-", 0.8)), page(("1235", 0.99)), page()]
        figures = scores.amounts(pages, [entry("1234")] * 3)
        self.assertAlmostEqual(figures["right"], 1 / 3)
        # No edit, one replaced, four missing, out of twelve digits.
        self.assertAlmostEqual(figures["cer"], 5 / 12)

    def test_coverage_is_the_longest_sure_part_with_few_errors(self):
        right = [(1 - place / 1000, True) for place in range(150)]
        self.assertEqual(scores.coverage(right), 1)
        # One wrong after 99 right ones is 1 %; a second one needs 200.
        outcomes = right[:99] + [(0.9, False)] + [(0.8, True)] * 50 + [(0.7, False)] + [(0.6, True)] * 49
        self.assertAlmostEqual(scores.coverage(outcomes), 1)
        self.assertAlmostEqual(scores.coverage(outcomes[:-1]), 150 / 199)
        # Answers of equal confidence are accepted together.
        self.assertEqual(scores.coverage([(0.5, True)] * 50 + [(0.5, False)]), 0)


class LinesTests(unittest.TestCase):
    def test_lines_are_paired_in_their_order(self):
        figures = scores.lines([page(("12", 1), ("7", 1), ("3-4", 1), ("?", 1))], [entry("12", "34", "56")])
        self.assertAlmostEqual(figures["lines_right"], 2 / 3)
        # One edit for the inserted 7, two for the missing 56.
        self.assertAlmostEqual(figures["cer"], 3 / 6)


class ExamTests(unittest.TestCase):
    def test_number_and_others(self):
        pages = [
            page(("123", 1)),
            page(("1", 1), ("2", 1), ("3", 1), ("123", 1)),
            page(("1", 1), ("2", 1), ("3", 1), ("4", 1), ("123", 1)),
            page(("1234", 1)),
        ]
        figures = scores.exam(pages, [entry("123")] * 4)
        self.assertEqual(figures, {"number_found": 0.75, "and_at_most_three_others": 0.5})


class MarksTests(unittest.TestCase):
    def test_right_wrong_and_doubted(self):
        answers = [
            (page(("3.75", 0.9)), "right"),
            (page(("3.75", 0.1)), "right"),
            (page(("3.", 0.9), ("75", 0.9)), "right"),
            (page(("375", 0.9)), "wrong"),
            (page(("3,75", 0.81)), "wrong"),
            (page(("375", 0.79)), "doubt"),
            (page(("3?75", 0.99)), "doubt"),
            (page(), "doubt"),
            (page(("375", 0.99), is_noted=True), "doubt"),
            (page(("3", 0.99), ("75", 0.5)), "doubt"),
        ]
        for answer, expected in answers:
            figures = scores.marks([answer], [entry("3.75")])
            self.assertEqual(figures["right"], expected == "right", answer)
            self.assertEqual(figures["wrong_without_doubt"], expected == "wrong", answer)


class NothingTests(unittest.TestCase):
    def test_numbers_that_are_none(self):
        pages = [page(), page(("1", 0.95)), page(("12", 0.9)), page(("-", 0.99)), page(("1?", 0.99))]
        figures = scores.nothing(pages, [entry()] * 5)
        self.assertEqual(figures, {"number_over_0.9": 0.2, "any_number": 0.4})


class ExtremesTests(unittest.TestCase):
    def test_any_order(self):
        answers = [
            (page(("2", 1), ("1", 1)), "right"),
            (page(("1", 1), ("2", 1), ("?", 0.1)), "right"),
            (page(("1", 1)), "wrong"),
            (page(("1", 1), ("2", 1), ("2", 1)), "wrong"),
            (page(("1", 1), ("3", 0.5)), "doubt"),
            (page(), "doubt"),
        ]
        for answer, expected in answers:
            figures = scores.extremes([answer], [entry("1", "2")])
            self.assertEqual(figures["right"], expected == "right", answer)
            self.assertEqual(figures["wrong_without_doubt"], expected == "wrong", answer)

    def test_nothing_read_of_nothing(self):
        self.assertEqual(scores.extremes([page()], [entry()])["right"], 1)
        self.assertEqual(scores.extremes([page(("1", 1))], [entry()]), {"right": 0, "wrong_without_doubt": 1})


class KindsTests(unittest.TestCase):
    def test_each_kind_by_itself(self):
        figures = scores.by_kind("marks", [page(("1", 1)), page(("2", 1))], [entry("1"), entry("1", kind="b")])
        self.assertEqual({kind: value["right"] for kind, value in figures.items()}, {"a": 1, "b": 0, "all": 0.5})


class ReadersTests(unittest.TestCase):
    def test_plain_text(self):
        self.assertEqual(readers.plain(" 1 2，5 "), "12,5")
        self.assertEqual(readers.plain("（3）−4：5"), "(3)-4:5")
        self.assertEqual(readers.only_digits("a1²٣-2"), "12")

    def test_the_program_is_understood(self):
        """Uses a program that prints the same as `digits read --jsonl`."""
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "digits"
            program.write_text(
                f"#!{sys.executable}\n"
                "import json, sys\n"
                "a, b, c, d = sys.argv[3:]\n"
                "old = {'text': '12', 'confidence': 0.5}\n"
                "new = {'text': '1.2', 'digits_text': '12', 'confidence': 0.75}\n"
                "print(json.dumps({'file': a, 'lines': [old, new]}))\n"
                "print(json.dumps({'file': b, 'lines': [], 'misfits': [old]}))\n"
                "print(json.dumps({'file': c, 'lines': [new]}))\n"
                "print(d + ': not a picture', file=sys.stderr)\n"
                "sys.exit(1)\n"
            )
            program.chmod(0o755)
            files = [pathlib.Path(folder) / name for name in ("a.png", "b.png", "c.png", "d.png")]
            pages = readers.read_with_digits(program, files)
        self.assertEqual(pages[0], page(("12", 0.5), ("1.2", 0.75)))
        self.assertEqual(pages[1], page(is_noted=True))
        self.assertEqual(pages[2], page(("1.2", 0.75)))
        self.assertEqual(pages[3], page(is_noted=True))


@unittest.skipUnless(HAS_PILLOW, "needs Pillow and NumPy")
class SetsTests(unittest.TestCase):
    def test_the_same_seed_draws_the_same(self):
        import make
        import numpy as np

        for name, (drawn, _) in make.SETS.items():
            for number in (0, 3):
                pictures = []
                for seed in (1, 1, 2):
                    picture, known = drawn.draw(number, np.random.default_rng([seed, number]))
                    pictures.append((picture.size, picture.tobytes(), known["texts"]))
                self.assertEqual(pictures[0], pictures[1], name)
                self.assertNotEqual(pictures[0], pictures[2], name)

    def test_texts_have_marks_that_count(self):
        import numpy as np
        from sets import texts

        seen = set()
        for number in range(400):
            for kind in texts.KINDS.values():
                seen |= set(kind(np.random.default_rng(number)))
        self.assertEqual(seen, set("0123456789 " + readers.MARKS))

    def test_marks_are_where_they_belong(self):
        import numpy as np
        from sets import strokes

        random = np.random.default_rng(5)
        # The part of a digit's height that the ink of each mark occupies.
        places = {".": (0.8, 1.15), ",": (0.75, 1.5), "-": (0.3, 0.85), "/": (-0.4, 1.4), "(": (-0.4, 1.4), "$": (-0.3, 1.3)}
        for mark, (top, foot) in places.items():
            for _ in range(20):
                ink, row = strokes.ink(strokes.MarkForms(random).strokes(mark), 100, 8, 0.1, random)
                self.assertGreaterEqual(row, 100 * top - 10, mark)
                self.assertLessEqual(row + ink.shape[0], 100 * foot + 10, mark)
                self.assertGreater(ink.max(), 0.9)

    def test_specks_are_left_out(self):
        import numpy as np
        from sets.hand import without_specks

        ink = np.zeros((100, 60), np.float32)
        ink[10:90, 10:20] = 1
        speck = ink.copy()
        speck[40:44, 40:44] = 1
        self.assertTrue((without_specks(speck) == ink).all())
        parts = ink.copy()
        parts[10:90, 40:50] = 1
        self.assertTrue((without_specks(parts) == parts).all())


if __name__ == "__main__":
    unittest.main()
