"""Checks what `fit.py` fits.

python3 Benchmarks/forms/tests.py"""

import random
import unittest

import fit


class Fit(unittest.TestCase):
    def test_the_lowest_threshold_is_taken(self):
        # 2,000 right, one wrong, 6,000 right, and then half of them wrong.
        answers = [(float(n), n != 8000 and (n > 2000 or n % 2 == 0)) for n in range(10_000, 0, -1)]
        # With one more error, 2 of 2,000 and more are one in a thousand; beyond 8,000, 8 of 8,013 are, and 9 of 8,014 are not.
        self.assertEqual(fit.threshold(answers), (1988.0, 8013, 7))

    def test_too_few_answers(self):
        self.assertIsNone(fit.threshold([(float(n), True) for n in range(999)]))

    def test_temperature(self):
        numbers = random.Random(5)
        answers = [(2.5 * x, numbers.random() < fit.sigmoid(x)) for x in (numbers.gauss(2, 2) for _ in range(40_000))]
        self.assertAlmostEqual(fit.temperature(answers), 2.5, delta=0.1)


if __name__ == "__main__":
    unittest.main()
