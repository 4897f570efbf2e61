"""The compared tasks, each with its contenders and the goal for ours."""

import dataclasses
import time
from collections.abc import Callable

from . import environment, ours
from .process import BenchmarkError, run

PEERS = {"keras": "Keras", "pytorch": "PyTorch", "jax": "JAX", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}
"""The peers as options name them, and their groups; a group may say more after a comma."""


@dataclasses.dataclass
class Contender:
    group: str
    """"ours", or the peer that this is one way of running: of a peer's ways the best counts."""
    name: str
    measure: Callable[[int], tuple[list[float], dict]]
    """From the round's number (0, 1, ...) to the values measured and further facts for the JSON file."""


@dataclasses.dataclass
class Task:
    key: str
    title: str
    unit: str
    contenders: list[Contender]
    factors: dict[tuple[str, ...], float] = dataclasses.field(default_factory=dict)
    """How many times better than the best of these groups ours must be."""
    limit: float | None = None
    """What ours must stay under, in the task's unit."""
    higher_is_better: bool = False
    rounds: int | None = None
    """At most this many rounds, if more would say nothing new."""

    def against(self, names):
        """The task with the given PEERS only; with all of them if `names` is None."""
        if names is None:
            return self
        groups = {PEERS[name] for name in names}
        kept = [one for one in self.contenders if one.group == "ours" or one.group.split(",")[0] in groups]
        return dataclasses.replace(self, contenders=kept)

    @property
    def has_peers(self):
        return any(one.group != "ours" for one in self.contenders)


class Setting:
    """The context that all tasks share: the data, the peers' Python, the threads and the amount of work."""

    def __init__(self, python, data, threads, quick):
        self.python, self.data, self.threads, self.quick = python, data, threads, quick

    def peer(self, script, threads=None, **options):
        """Runs a script of peers/; returns (the run, its JSON). Raises BenchmarkError."""
        threads = threads or self.threads
        result = run(environment.peer_script(self.python, script, self.data, threads=threads, **options), threads)
        if not isinstance(result.json, dict):
            raise BenchmarkError(f"{script}: one line of JSON expected on standard output, found none")
        return result, result.json

    def model(self):
        return environment.shared_model(self.python, self.data)


def train(setting):
    """Steady-state epochs: the first of a run, in which peers trace and compile, is reported but does not count."""
    epochs = 2 if setting.quick else 3

    def split(seconds, accuracy, **facts):
        return seconds[1:], {"first_epoch": seconds[0], "val_accuracy": accuracy, **facts}

    def measure_ours(round):
        _, results = ours.train(setting.data, epochs, setting.threads, seed=round)
        return split([epoch["seconds"] for epoch in results], [epoch["val_accuracy"] for epoch in results])

    def peer(group, name, script, **options):
        def measure(round):
            _, facts = setting.peer(script, epochs=epochs, seed=round, **options)
            return split(facts["seconds"], facts["val_accuracy"], version=facts["version"])

        return Contender(group, name, measure)

    torch = [peer("PyTorch", mode, "torch_seed.py", mode=mode) for mode in ("eager", "channels_last", "compile", "compile_channels_last")]
    contenders = [
        Contender("ours", "", measure_ours),
        peer("Keras", "on TensorFlow", "keras_seed.py"),
        *torch[: 2 if setting.quick else 4],
        peer("JAX", "jitted step", "jax_seed.py"),
        peer("JAX, reshape pool", "jitted step", "jax_seed.py", pool="reshape"),
    ]
    title = "Seed recipe, one epoch with validation"
    return Task("train", title, "s", contenders, {("Keras",): 10, ("PyTorch",): 6, ("JAX",): 15})


def inference(setting):
    """Each contender at its best batch size."""
    model = setting.model()

    def best(rates, **facts):
        size = max(rates, key=rates.get)
        return [rates[size]], {"best_batch": size, "rates": rates, **facts}

    def peer(group, script):
        def measure(_):
            _, facts = setting.peer(script, model=model.onnx)
            return best(facts["images_per_second"], accuracy=facts["accuracy"], version=facts["version"])

        return Contender(group, "", measure)

    def measure_ours(_):
        facts = ours.images_per_second(setting.data, model.raw, setting.threads)
        return best(facts["images_per_second"], accuracy=facts["accuracy"])

    contenders = [
        Contender("ours", "", measure_ours),
        peer("ONNX Runtime", "onnxruntime_inference.py"),
        peer("OpenVINO", "openvino_inference.py"),
    ]
    goal = {("ONNX Runtime", "OpenVINO"): 2.5}
    return Task("inference", "Inference, 10,000 images in batches", "images/s", contenders, goal, higher_is_better=True)


def latency(setting):
    """The median of thousands of calls inside one process, on one thread."""
    model = setting.model()

    def peer(group, script):
        def measure(_):
            _, facts = setting.peer(script, threads=1, model=model.onnx, measure="latency")
            return [facts["microseconds"]], {"version": facts["version"]}

        return Contender(group, "", measure)

    contenders = [
        Contender("ours", "", lambda _: ([ours.microseconds_per_image(setting.data, model.raw, threads=1)], {})),
        peer("ONNX Runtime", "onnxruntime_inference.py"),
        peer("OpenVINO", "openvino_inference.py"),
    ]
    return Task("latency", "One image in process, median, one thread", "µs", contenders, {("ONNX Runtime",): 1.5})


def predict(setting):
    """From start to exit, with the files in the disk cache: reads one image, prints one digit."""
    model = setting.model().keras
    image = environment.digit_image(setting.data)

    def measure_ours(_):
        runs = [ours.predict(image, model) for _ in range(10)]
        return [run.seconds * 1e3 for run in runs[1:]], {"digit": runs[0].json[0]["digit"]}

    def measure_keras(_):
        result, facts = setting.peer("keras_predict.py", model=model)
        return [result.seconds * 1e3], {"digit": facts["digit"]}

    contenders = [Contender("ours", "", measure_ours), Contender("Keras", "script", measure_keras)]
    return Task("predict", "Predict one image, whole process", "ms", contenders, limit=30)


def process(setting):
    """Five epochs, evaluation and saving, from start to exit."""
    epochs = 2 if setting.quick else 5

    def measure_ours(round):
        result, results = ours.train(setting.data, epochs, setting.threads, seed=round)
        return [result.seconds], {"accuracy": results[-1]["val_accuracy"], "cpu_seconds": result.cpu_seconds}

    def measure_keras(_):
        result, facts = setting.peer("keras_process.py", epochs=epochs, output=environment.CACHE / "keras_process.h5")
        return [result.seconds], {"accuracy": facts["accuracy"], "cpu_seconds": result.cpu_seconds}

    contenders = [Contender("ours", "", measure_ours), Contender("Keras", "script", measure_keras)]
    return Task("process", f"Train {epochs} epochs, whole process", "s", contenders, {("Keras",): 10})


def time_to_99(setting):
    """Whole processes: ours runs `--recipe fast` once per seed; Keras its seed recipe until an epoch ends at 99.0 %."""

    def measure_ours(round, seeds=2):
        values, accuracies = [], []
        for seed in range(round * seeds, (round + 1) * seeds):
            result, results = ours.train(setting.data, None, setting.threads, seed=seed, recipe="fast")
            values.append(result.seconds)
            accuracies.append(results[-1]["val_accuracy"])
        return values, {"accuracies": accuracies}

    def measure_keras(round):
        _, facts = setting.peer("keras_time_to_99.py", seed=round, start=time.time())
        if facts["seconds"] is None:
            raise BenchmarkError(f"keras_time_to_99.py: 99.0 % expected within 15 epochs, found {facts['best_val_accuracy']:.2%}")
        return [facts["seconds"]], {"epochs": facts["epochs"], "seconds_fine": facts["seconds_fine"]}

    contenders = [Contender("ours", "fast recipe", measure_ours), Contender("Keras", "seed recipe", measure_keras)]
    return Task("time-to-99", "Time to 99.0 % test accuracy, whole process", "s", contenders, {("Keras",): 30})


def memory(setting):
    """Largest resident set of one epoch of training."""

    def peer(group, script, **options):
        return Contender(group, "", lambda _: ([setting.peer(script, epochs=1, **options)[0].peak_megabytes], {}))

    contenders = [
        Contender("ours", "", lambda _: ([ours.train(setting.data, 1, setting.threads)[0].peak_megabytes], {})),
        peer("Keras", "keras_seed.py"),
        peer("PyTorch", "torch_seed.py", mode="channels_last"),
        peer("JAX", "jax_seed.py", pool="reshape"),
    ]
    return Task("memory", "Peak memory of training", "MB", contenders, limit=150, rounds=2)


ALL = {
    "train": train,
    "inference": inference,
    "latency": latency,
    "predict": predict,
    "process": process,
    "time-to-99": time_to_99,
    "memory": memory,
}
