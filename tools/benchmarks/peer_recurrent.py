"""The networks of PyTorch and ONNX Runtime that `tools/benchmark recurrent` measures beside nlptool.

Run as a program it is a worker: it reads a piece of work as JSON on each line and answers with its rate.
Workers stay alive between rounds, so that each is measured warm.
"""
import glob
import json
import os
import random
import statistics
import subprocess
import sys
import time

CLASSES, EMBEDDING, TAGS, WORDS = 96, 64, 9, 20_000


def rate(step, units, seconds=0.6, runs=3):
    """Units a second: the median of some runs of about the given time in all."""
    start = time.monotonic()
    step()
    steps = max(1, int(seconds / runs / max(1e-6, time.monotonic() - start)))
    rates = []
    for _ in range(runs):
        start = time.monotonic()
        for _ in range(steps):
            step()
        rates.append(units * steps / (time.monotonic() - start))
    return statistics.median(rates)


def torch_language_model(work):
    import torch
    from torch import nn

    batch, steps = work["batch_size"], work["bptt"]
    embedding = nn.Embedding(CLASSES, EMBEDDING)
    recurrent = getattr(nn, work["cell"].upper())(EMBEDDING, work["hidden"], work.get("layers", 1))
    output = nn.Linear(work["hidden"], CLASSES)
    parameters = [p for part in (embedding, recurrent, output) for p in part.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    inputs = torch.randint(0, CLASSES, (steps, batch))
    targets = torch.randint(0, CLASSES, (steps * batch,))
    state = [None]

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=work["precision"] == "bfloat16"):
            hidden, last = recurrent(embedding(inputs), state[0])
            logits = output(hidden).view(-1, CLASSES)
        nn.functional.cross_entropy(logits.float(), targets).backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        state[0] = tuple(s.detach() for s in last) if isinstance(last, tuple) else last.detach()

    return step, batch * steps


def sentence_lengths(generator, count):
    """As `nlptool benchmark` draws them: four to thirty-six words, twenty in the mean."""
    return [4 + generator.randrange(17) + generator.randrange(17) for _ in range(count)]


def torch_tagger(work):
    """A BiLSTM-CRF on sentences of unequal length: batches of like length, padded and masked. A step is all
    batches; only words count."""
    import torch
    from torch import nn
    from torchcrf import CRF

    batch, hidden, batches = work["batch_size"], work["hidden"], 32
    words, surface = nn.Embedding(WORDS, 100), nn.Embedding(WORDS, 25)
    recurrent = nn.LSTM(125, hidden, bidirectional=True)
    output, crf = nn.Linear(2 * hidden, TAGS), CRF(TAGS)
    parameters = [p for part in (words, surface, recurrent, output, crf) for p in part.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    generator = random.Random(1)
    lengths = sorted(sentence_lengths(generator, batches * batch))
    made = []
    for first in range(0, len(lengths), batch):
        own = torch.tensor(lengths[first:first + batch])
        steps = int(own.max())
        mask = torch.arange(steps)[:, None] < own[None, :]
        made.append((torch.randint(0, WORDS, (steps, batch)), torch.randint(0, TAGS, (steps, batch)), mask))
    generator.shuffle(made)

    def step():
        for inputs, tags, mask in made:
            optimizer.zero_grad(set_to_none=True)
            hidden_states, _ = recurrent(torch.cat([words(inputs), surface(inputs)], -1))
            (-crf(output(hidden_states), tags, mask=mask, reduction="token_mean")).backward()
            nn.utils.clip_grad_norm_(parameters, 5.0)
            optimizer.step()

    return step, sum(lengths)


def onnx_lstm(generator, inputs, hidden, directions):
    import numpy

    def normal(*shape):
        return (generator.standard_normal(shape) * 0.1).astype(numpy.float32)

    return {
        "W": normal(directions, 4 * hidden, inputs), "R": normal(directions, 4 * hidden, hidden),
        "B": normal(directions, 8 * hidden),
    }


def onnx_session(graph, threads):
    import onnxruntime
    from onnx import helper

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def onnx_tagger(work):
    """A BiLSTM on sentences of twenty words, with the most probable tag of each word and no CRF."""
    import numpy
    from onnx import TensorProto, helper, numpy_helper

    batch, hidden, length = work["batch_size"], work["hidden"], 20
    generator = numpy.random.default_rng(1)
    weights = onnx_lstm(generator, 125, hidden, 2)
    weights["words"] = generator.standard_normal((WORDS, 125)).astype(numpy.float32)
    weights["O"] = generator.standard_normal((2 * hidden, TAGS)).astype(numpy.float32)
    weights["shape"] = numpy.array([0, 0, 2 * hidden], numpy.int64)
    node = helper.make_node
    graph = helper.make_graph(
        [
            node("Gather", ["words", "ids"], ["x"]),
            node("LSTM", ["x", "W", "R", "B"], ["y"], hidden_size=hidden, direction="bidirectional"),
            node("Transpose", ["y"], ["t"], perm=[0, 2, 1, 3]),
            node("Reshape", ["t", "shape"], ["h"]),
            node("MatMul", ["h", "O"], ["e"]),
            node("ArgMax", ["e"], ["tags"], axis=-1, keepdims=0),
        ], "tagger",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [length, batch])],
        [helper.make_tensor_value_info("tags", TensorProto.INT64, [length, batch])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()])
    session = onnx_session(graph, work["threads"])
    ids = generator.integers(0, WORDS, (length, batch))
    return lambda: session.run(None, {"ids": ids}), batch * length


def onnx_classifier(work):
    """A BiLSTM on texts of forty words, mean and maximum pooling, four classes."""
    import numpy
    from onnx import TensorProto, helper, numpy_helper

    batch, hidden, length = work["batch_size"], work["hidden"], 40
    generator = numpy.random.default_rng(1)
    weights = onnx_lstm(generator, 100, hidden, 2)
    weights["words"] = generator.standard_normal((WORDS, 100)).astype(numpy.float32)
    weights["O"] = generator.standard_normal((4 * hidden, 4)).astype(numpy.float32)
    weights["shape"] = numpy.array([batch, 4 * hidden], numpy.int64)
    node = helper.make_node
    graph = helper.make_graph(
        [
            node("Gather", ["words", "ids"], ["x"]),
            node("LSTM", ["x", "W", "R", "B"], ["y"], hidden_size=hidden, direction="bidirectional"),
            node("ReduceMean", ["y"], ["mean"], axes=[0], keepdims=0),
            node("ReduceMax", ["y"], ["max"], axes=[0], keepdims=0),
            node("Concat", ["mean", "max"], ["both"], axis=0),
            node("Transpose", ["both"], ["t"], perm=[1, 0, 2]),
            node("Reshape", ["t", "shape"], ["h"]),
            node("MatMul", ["h", "O"], ["scores"]),
            node("Softmax", ["scores"], ["p"], axis=-1),
        ], "classifier",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [length, batch])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, [batch, 4])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()])
    session = onnx_session(graph, work["threads"])
    ids = generator.integers(0, WORDS, (length, batch))
    return lambda: session.run(None, {"ids": ids}), batch


def onnx_generation(work):
    """Characters one by one, the most probable each time, in a loop within the graph."""
    import numpy
    from onnx import TensorProto, helper, numpy_helper

    hidden, count = work["hidden"], 500
    generator = numpy.random.default_rng(1)
    weights = onnx_lstm(generator, EMBEDDING, hidden, 1)
    weights["E"] = generator.standard_normal((CLASSES, EMBEDDING)).astype(numpy.float32)
    weights["O"] = generator.standard_normal((hidden, CLASSES)).astype(numpy.float32)
    weights["axes"] = numpy.array([0], numpy.int64)
    node, info = helper.make_node, helper.make_tensor_value_info
    symbol, state = (TensorProto.INT64, [1, 1]), (TensorProto.FLOAT, [1, 1, hidden])
    body = helper.make_graph(
        [
            node("Gather", ["E", "in"], ["x"]),
            node("LSTM", ["x", "W", "R", "B", "", "h", "c"], ["y", "h2", "c2"], hidden_size=hidden),
            node("Squeeze", ["h2", "axes"], ["row"]),
            node("MatMul", ["row", "O"], ["scores"]),
            node("ArgMax", ["scores"], ["out"], axis=-1, keepdims=1),
            node("Identity", ["go"], ["go2"]),
        ], "step",
        [info("step", TensorProto.INT64, []), info("go", TensorProto.BOOL, []), info("in", *symbol),
         info("h", *state), info("c", *state)],
        [info("go2", TensorProto.BOOL, []), info("out", *symbol), info("h2", *state), info("c2", *state)])
    graph = helper.make_graph(
        [node("Loop", ["count", "true", "first", "h0", "c0"], ["last", "h1", "c1"], body=body)], "loop",
        [info("count", TensorProto.INT64, []), info("true", TensorProto.BOOL, []), info("first", *symbol),
         info("h0", *state), info("c0", *state)],
        [info("last", *symbol)], [numpy_helper.from_array(value, name) for name, value in weights.items()])
    session = onnx_session(graph, work["threads"])
    zeros = numpy.zeros((1, 1, hidden), numpy.float32)
    feed = {"count": numpy.array(count, numpy.int64), "true": numpy.array(True),
            "first": numpy.zeros((1, 1), numpy.int64), "h0": zeros, "c0": zeros}
    return lambda: session.run(None, feed), count


# What is measured: a name, the arguments of `nlptool benchmark`, the peer, and what it is to do. The rate
# of nlptool is the first of RATES that its record has.
RATES = ("characters_per_second", "tokens_per_second", "documents_per_second")


def works(threads):
    def train(cell, hidden, batch, precision="float32"):
        work = {"tool": "torch", "work": "train", "cell": cell, "hidden": hidden, "batch_size": batch,
                "bptt": 64, "precision": precision}
        options = ["train", "--cell", cell, "--hidden", hidden, "--batch-size", batch, "--bptt", 64,
                   "--precision", precision]
        suffix = "" if precision == "float32" else f", {precision}"
        return f"train {cell.upper()} {hidden}, batch {batch}{suffix}", options, work

    def tag(batch):
        return (f"tag, BiLSTM 2x128, batch {batch}", ["tag", "--hidden", 128, "--batch-size", batch],
                {"tool": "onnx", "work": "tag", "hidden": 128, "batch_size": batch})

    def classify(batch, weights="float32"):
        suffix = "" if weights == "float32" else f", {weights}"
        options = ["classify", "--hidden", 128, "--batch-size", batch, "--weights", weights]
        return (f"classify, BiLSTM 128, batch {batch}{suffix}", options,
                {"tool": "onnx", "work": "classify", "hidden": 128, "batch_size": batch})

    def generate(hidden, weights):
        return (f"generate, LSTM {hidden}, {weights}", ["generate", "--hidden", hidden, "--weights", weights],
                {"tool": "onnx", "work": "generate", "hidden": hidden})

    list_of_works = [train("lstm", hidden, batch) for hidden in (128, 256, 512) for batch in (32, 64)]
    list_of_works += [train("lstm", 512, 64, "bfloat16")]
    list_of_works += [train(cell, hidden, 64) for cell in ("gru", "rnn") for hidden in (128, 256, 512)]
    list_of_works += [
        ("train tagger, BiLSTM-CRF 2x128, batch 32", ["train-tagger", "--hidden", 128, "--batch-size", 32],
         {"tool": "torch", "work": "train-tagger", "hidden": 128, "batch_size": 32}),
        tag(32), tag(1), classify(32), classify(32, "int8"), classify(1), classify(1, "int8"),
    ]
    list_of_works += [generate(hidden, weights) for hidden in (128, 512) for weights in ("float32", "int8")]
    return [
        (name, [str(option) for option in options] + ["--threads", str(threads)], work | {"threads": threads})
        for name, options, work in list_of_works
    ]


class Worker:
    """A process that stays alive between rounds."""

    def __init__(self, preload=None):
        environment = dict(os.environ)
        if preload:
            environment["LD_PRELOAD"] = preload
        self.process = subprocess.Popen(
            [sys.executable, os.path.realpath(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=environment)

    def rate(self, work):
        self.process.stdin.write(json.dumps(work) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["rate"]

    def close(self):
        """Ends the process; the memory that it had at most, in MB."""
        with open(f"/proc/{self.process.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        self.process.stdin.close()
        self.process.wait()
        return peak / 1024


def allocators():
    """The allocator that suits PyTorch better than the standard one, if it is installed."""
    return glob.glob("/usr/lib/*/libtcmalloc_minimal.so.4")[:1]


def memory(work):
    """What a process has at most that does nothing but this work, in MB."""
    worker = Worker()
    worker.rate(work)
    return worker.close()


def measure(arguments, run_json):
    """The record and the Markdown table of `tools/benchmark recurrent`."""
    workers = [Worker()] + [Worker(path) for path in allocators()]
    chosen = [
        w for w in works(arguments.threads)
        if not arguments.only or any(part in w[0] for part in arguments.only)]
    rows = {}
    for number in range(arguments.rounds):
        for name, options, work in chosen:
            record = run_json([arguments.nlptool, "benchmark", *options, "--runs", "3"])
            row = rows.setdefault(name, {"nlptool": [], "peer": [], "peer_tool": work["tool"], "peak_share": []})
            if number == 0:
                row["resident"] = [record["resident_megabytes"], memory(work)]
            row["nlptool"].append(next(record[key] for key in RATES if key in record))
            if "gflops" in record:
                row["peak_share"].append(record["gflops"] / record["peak_gflops"])
            # With the allocator that suits it better, which only matters to training.
            used = workers if work["tool"] == "torch" else workers[:1]
            row["peer"].append(max(worker.rate(work) for worker in used))
        print(f"round {number + 1}", file=sys.stderr)
    table = ["| work | nlptool | peer | ratio | of the peak | resident, MB |", "|---|---|---|---|---|---|"]
    for name, row in rows.items():
        row["ratio"] = statistics.median(a / b for a, b in zip(row["nlptool"], row["peer"]))
        peak = f"{100 * statistics.median(row['peak_share']):.0f} %" if row["peak_share"] else ""
        tool = {"torch": "PyTorch", "onnx": "ONNX Runtime"}[row["peer_tool"]]
        table.append(
            f"| {name} | {statistics.median(row['nlptool']):,.0f} | {tool} {statistics.median(row['peer']):,.0f} "
            f"| {row['ratio']:.2f} | {peak} | {row['resident'][0]:.0f}, {row['resident'][1]:.0f} |")
    return {"threads": arguments.threads, "rounds": arguments.rounds, "rows": rows}, "\n".join(table) + "\n"


MAKERS = {
    ("torch", "train"): torch_language_model, ("torch", "train-tagger"): torch_tagger,
    ("onnx", "tag"): onnx_tagger, ("onnx", "classify"): onnx_classifier, ("onnx", "generate"): onnx_generation,
}


def main():
    """Answers each line of work until there is none."""
    made = {}
    for line in sys.stdin:
        work = json.loads(line)
        if work["tool"] == "torch":
            import torch

            torch.set_num_threads(work["threads"])
        key = json.dumps(work, sort_keys=True)
        if key not in made:
            made.clear()
            made[key] = MAKERS[work["tool"], work["work"]](work)
            for _ in range(2):
                made[key][0]()
        print(json.dumps({"rate": rate(*made[key])}), flush=True)


if __name__ == "__main__":
    main()
