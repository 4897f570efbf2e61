"""How Keras's files describe the connections between layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def functional_architecture(
    name: str, first: dict[str, Any], others: Sequence[dict[str, Any]], sources: Sequence[Sequence[int]], names: Sequence[Any],
) -> dict[str, Any]:  # fmt: skip
    """The architecture of a model with branches: its input, its layers, and for each layer those whose outputs it takes."""
    start = first["config"]["name"]
    entries = [{**first, "name": start, "inbound_nodes": []}]
    for entry, own, inputs in zip(others, names, sources):
        node = [[start if source < 0 else names[source], 0, 0, {}] for source in inputs]
        entries.append({**entry, "config": {**entry["config"], "name": own}, "name": own, "inbound_nodes": [node]})
    config = {"name": name, "layers": entries, "input_layers": [[start, 0, 0]], "output_layers": [[names[-1], 0, 0]]}
    return {"class_name": "Functional", "config": config}


def sources_of(entries: Sequence[dict[str, Any]]) -> list[list[int]]:
    """For each layer but the input, the layers whose outputs it takes; -1 is the input."""
    others = [entry for entry in entries if entry["class_name"] != "InputLayer"]
    places = {entry["name"]: place for place, entry in enumerate(others)}
    found = []
    for entry in others:
        arguments = entry["inbound_nodes"][0]["args"]
        tensors = arguments[0] if isinstance(arguments[0], list) else arguments
        found.append([places.get(tensor["config"]["keras_history"][0], -1) for tensor in tensors])
    return found
