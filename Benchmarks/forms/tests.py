"""Checks what `fit.py` fits.

python3 Benchmarks/forms/tests.py"""

import math
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

    def test_equal_answers_are_one_block(self):
        # 1,000 right and 5 wrong with the same log-odds: half an error more of 1,006.
        ((x, rate),) = fit.isotonic([(20.0, number >= 5) for number in range(1005)])
        self.assertEqual(x, 20)
        self.assertAlmostEqual(rate, 5.5 / 1006)

    def test_rates_fall(self):
        numbers = random.Random(6)
        points = fit.isotonic([(x, numbers.random() < fit.sigmoid(x)) for x in (numbers.gauss(3, 3) for _ in range(20_000))])
        self.assertGreater(len(points), 5)
        for (x, rate), (y, next_rate) in zip(points, points[1:]):
            self.assertLess(x, y)
            self.assertLess(next_rate, rate)
        # The error rate of calibrated answers.
        for x, rate in points[len(points) // 2 : -1]:
            self.assertLess(abs(math.log(rate / (1 - fit.sigmoid(x)))), 1)

    def test_confidences_are_turned_back(self):
        text = "temperature: 2.0,\n curve: [ .init(logOdds: -0.5, error: 0.4), .init(logOdds: 3.0, error: 0.1), .init(logOdds: 9.0, error: 0.001), ],"
        calibration = fit.Calibration(text)
        # In the middle of the curve, the geometric mean of both rates.
        self.assertAlmostEqual(calibration.log_odds(1 - 0.01), 6)
        self.assertAlmostEqual(calibration.log_odds(1 - 0.001 * math.exp(-0.05)), 14)
        self.assertAlmostEqual(calibration.log_odds(1 - 0.2), 1.25)
        self.assertAlmostEqual(calibration.log_odds(fit.sigmoid(0.1)), 0.2)

    def test_temperature(self):
        numbers = random.Random(5)
        answers = [(2.5 * x, numbers.random() < fit.sigmoid(x)) for x in (numbers.gauss(2, 2) for _ in range(40_000))]
        self.assertAlmostEqual(fit.temperature(answers), 2.5, delta=0.1)


if __name__ == "__main__":
    unittest.main()
