"""Runs the contenders of a task in turn, and summarizes their values."""

import dataclasses
import statistics
import sys

from .load import OtherLoad
from .process import BenchmarkError

SLOWER_WAY = 1.3
"""A configuration of a peer that is this many times worse than its best is not run again after the first round."""


@dataclasses.dataclass
class Result:
    group: str
    name: str
    values: list[float] = dataclasses.field(default_factory=list)
    facts: list[dict] = dataclasses.field(default_factory=list)
    failed: str = ""

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def quartiles(self):
        """(25 %, 75 %) of the values; a single value is both."""
        if len(self.values) < 2:
            return self.values[0], self.values[0]
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return low, high

    @property
    def label(self):
        version = next((facts["version"].split("+")[0].split("-")[0] for facts in self.facts if "version" in facts), "")
        return " ".join(word for word in (self.group, version, self.name) if word)


def measure(task, rounds):
    """Each round alternates between ours and each peer, so that other load on the machine affects all alike."""
    results = {id(contender): Result(contender.group, contender.name) for contender in task.contenders}
    mine = [contender for contender in task.contenders if contender.group == "ours"]
    peers = [contender for contender in task.contenders if contender.group != "ours"]
    for round in range(min(rounds, task.rounds or rounds)):
        turn = 0
        for peer in peers:
            if round and is_slower_way(results[id(peer)], results.values(), task):
                continue
            for contender in (*mine, peer):
                step(contender, results[id(contender)], round if contender is peer else round * len(peers) + turn)
            turn += 1
    return list(results.values())


def step(contender, result, round):
    if result.failed:
        return
    others = OtherLoad()
    try:
        values, facts = contender.measure(round)
    except BenchmarkError as error:
        result.failed = str(error)
        print(f"  {result.label}: {error}", file=sys.stderr, flush=True)
        return
    result.values += values
    result.facts.append(facts | others.fact())
    print(f"  {result.label}: " + ", ".join(format_value(value) for value in values) + others.warning(), file=sys.stderr, flush=True)


def is_slower_way(result, results, task):
    if not result.values:
        return False
    best = best_of([result.group], results, task)
    return times_better(best, result, task) > SLOWER_WAY


def best_of(groups, results, task):
    """The best result of these groups; None without one."""
    measured = [result for result in results if result.group in groups and result.values]
    pick = max if task.higher_is_better else min
    return pick(measured, key=lambda result: result.median, default=None)


def times_better(result, other, task):
    """The factor by which `result` is better than `other`."""
    return result.median / other.median if task.higher_is_better else other.median / result.median


def verdicts(task, results):
    """[(the goal, the result, whether the goal was met)]."""
    own = best_of(["ours"], results, task)
    if own is None:
        return []
    found = []
    for groups, factor in task.factors.items():
        peer = best_of(groups, results, task)
        if peer:
            ratio = times_better(own, peer, task)
            found.append((f"{factor:g}x better than {' and '.join(groups)}", f"{ratio:.2f}x", ratio >= factor))
    if task.limit is not None:
        found.append((f"under {task.limit:g} {task.unit}", f"{format_value(own.median)} {task.unit}", own.median < task.limit))
    accuracies = [value for facts in own.facts for value in facts.get("accuracies", [])]
    if accuracies:
        mean, least = statistics.mean(accuracies), min(accuracies)
        came = f"{mean:.2%} and {least:.2%} over {len(accuracies)} seeds"
        found.append(("mean accuracy at least 99.0 %, least 98.9 %", came, mean >= 0.99 and least >= 0.989))
    return found


def format_value(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value < 100 else f"{value:.0f}"
