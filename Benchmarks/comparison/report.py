"""The table for people and the JSON for programs."""

import json

from .results import best_of, format_value, times_better, verdicts


def table(task, results):
    """Lines of text: every contender with median, range and quartiles, and how ours compares with it."""
    own = best_of(["ours"], results, task)
    better = "higher" if task.higher_is_better else "lower"
    lines = [f"{task.title} ({task.unit}, {better} is better)"]
    lines.append(f"  {'':34}{'median':>9}  {'min .. max':>19}  {'quartiles':>19}  {'n':>3}  {'ours is':>8}")
    for result in results:
        if not result.values:
            lines.append(f"  {result.label:34}not measured: {result.failed or 'skipped'}")
            continue
        ratio = f"{times_better(own, result, task):7.2f}x" if own and result is not own else ""
        lines.append(
            f"  {result.label:34}{format_value(result.median):>9}  {span(min(result.values), max(result.values)):>19}"
            f"  {span(*result.quartiles):>19}  {len(result.values):>3}  {ratio:>8}"
        )
    for asked, came, met in verdicts(task, results):
        lines.append(f"  goal: {asked}: {came}, {'met' if met else 'NOT MET'}")
    return lines


def span(low, high):
    return f"{format_value(low)} .. {format_value(high)}"


def document(machine, options, measured):
    """The contents of the JSON file: the machine, the settings, and every single value."""
    return {"machine": machine, "options": options, "tasks": [task_document(task, results) for task, results in measured]}


def task_document(task, results):
    own = best_of(["ours"], results, task)
    return {
        "task": task.key,
        "title": task.title,
        "unit": task.unit,
        "higher_is_better": task.higher_is_better,
        "goals": [{"asked": asked, "came": came, "met": met} for asked, came, met in verdicts(task, results)],
        "results": [result_document(result, own, task) for result in results],
    }


def result_document(result, own, task):
    document = {"group": result.group, "label": result.label, "values": result.values, "facts": result.facts}
    if result.values:
        document |= {"median": result.median, "min": min(result.values), "max": max(result.values), "quartiles": result.quartiles}
        document["ours_times_better"] = times_better(own, result, task) if own else None
    if result.failed:
        document["failed"] = result.failed
    return document


def write(path, document):
    path.write_text(json.dumps(document, indent=1) + "\n")
