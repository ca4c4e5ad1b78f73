"""The subject `evaluate` of tools/benchmark: tags scored by nlptool and by seqeval."""
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

LABELS = ["PER", "LOC", "ORG", "MISC"]


def tags(rng, length):
    """A well-formed IOB2 sequence."""
    found = []
    while len(found) < length:
        if rng.random() < 0.8:
            found.append("O")
            continue
        label = rng.choice(LABELS)
        found += ["B-" + label] + ["I-" + label] * rng.randint(0, 2)
    return found[:length]


def corpus(seed, tokens):
    """Gold and predicted tags of sentences of 5 to 35 tokens; about one tag in ten is another one."""
    rng = random.Random(seed)
    gold, predicted, size = [], [], 0
    while size < tokens:
        sentence = tags(rng, rng.randint(5, 35))
        gold.append(sentence)
        predicted.append(
            [rng.choice(["O", "B-PER", "I-PER", "B-LOC"]) if rng.random() < 0.1 else tag for tag in sentence])
        size += len(sentence)
    return gold, predicted, size


def write(path, sentences):
    with open(path, "w") as file:
        for number, sentence in enumerate(sentences):
            file.write("".join(f"w{number % 5000} {tag}\n" for tag in sentence) + "\n")


def timed(command):
    """The seconds that a command takes from its start to its end, and what it prints."""
    start = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr.strip() or result.returncode}")
    return seconds, result.stdout


def evaluate(arguments):
    gold, predicted, size = corpus(1, arguments.tokens)
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("gold.conll", "predicted.conll")]
        write(paths[0], gold)
        write(paths[1], predicted)
        base = [
            arguments.nlptool, "evaluate", "--gold", paths[0], "--predicted", paths[1], "--task", "tagging",
            "--format", "jsonl"]
        has_peer = importlib.util.find_spec("seqeval") is not None
        if has_peer:
            from seqeval.metrics import classification_report, f1_score
        for number in range(arguments.rounds):
            if has_peer:
                for name, function in (
                    ("seqeval f1_score, tags in memory", f1_score),
                    ("seqeval classification_report, tags in memory",
                     lambda one, other: classification_report(one, other, digits=4)),
                ):
                    start = time.perf_counter()
                    theirs = function(gold, predicted)
                    seconds.setdefault(name, []).append(time.perf_counter() - start)
                    if name.startswith("seqeval f1"):
                        peer = theirs
            _, output = timed([
                arguments.nlptool, "benchmark", "evaluate", "--gold", paths[0], "--predicted", paths[1],
                "--threads", "2", "--runs", "3"])
            record = json.loads(output)
            seconds.setdefault("nlptool, tags in memory", []).append(record["seconds"])
            seconds.setdefault("nlptool, tags in memory, 1000 bootstrap samples on 2 threads", []).append(
                record["bootstrap_seconds"])
            took, output = timed(base)
            seconds.setdefault("nlptool evaluate, files read, all tables", []).append(took)
            ours = json.loads(output.splitlines()[0])["value"]
            if has_peer and abs(ours - peer) > 1e-9:
                sys.exit(f"F1 differs: nlptool {ours}, seqeval {peer}")
            took, _ = timed(base + ["--intervals", "--samples", "1000", "--threads", "2"])
            seconds.setdefault("nlptool evaluate, 1000 bootstrap samples of every F1", []).append(took)
            print(f"round {number + 1}", file=sys.stderr)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    reference = medians.get("seqeval f1_score, tags in memory")
    table = [f"| {size} tokens, {len(gold)} sentences | seconds, median | million tokens/s | against seqeval f1_score |"]
    table.append("|---|---|---|---|")
    for name, value in medians.items():
        ratio = f"{reference / value:.3g}x" if reference else "–"
        table.append(f"| {name} | {value:.4g} | {size / 1e6 / value:.3g} | {ratio} |")
    return {"tokens": size, "rounds": arguments.rounds, "seconds": seconds}, "\n".join(table) + "\n"
