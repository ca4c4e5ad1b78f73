"""What a language model reaches within a time: what `tools/benchmark language-model` measures.

nlptool and an LSTM of PyTorch of the same size learn the same part of a text, one after the other, each
with its learning rate brought up and down within the time it has; the text behind that part validates.
Run as a program this is the worker of PyTorch.
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

import peer_recurrent

COLOURS = ("#2f6fbf", "#c2571a")


def torch_training(work):
    """Writes a line of JSON for each epoch. The time of validation does not count."""
    import torch
    from torch import nn

    torch.set_num_threads(work["threads"])
    torch.manual_seed(1)
    with open(work["text"], encoding="utf-8") as file:
        text = file.read()
    cuts = [round(len(text) * share) for share in (work["train"], work["train"] + work["validation"])]
    numbers = {character: number for number, character in enumerate(sorted(set(text[:cuts[0]])), 1)}
    symbols = torch.tensor([numbers.get(character, 0) for character in text])
    streams, steps, hidden = 32, 100, work["hidden"]
    embedding = nn.Embedding(len(numbers) + 1, 64)
    recurrent, output = nn.LSTM(64, hidden), nn.Linear(hidden, len(numbers) + 1)
    parameters = [p for part in (embedding, recurrent, output) for p in part.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3, betas=(0.9, 0.99), fused=True)

    def loss(inputs, targets, state, dropout=0.0, reduction="mean"):
        with torch.autocast("cpu", torch.bfloat16, enabled=work["precision"] == "bfloat16" and dropout > 0):
            found, state = recurrent(embedding(inputs), state)
            logits = output(nn.functional.dropout(found, dropout))
        logits = logits.float().reshape(-1, len(numbers) + 1)
        return nn.functional.cross_entropy(logits, targets.reshape(-1), reduction=reduction), state

    def score(start, end):
        total, state = 0.0, None
        with torch.inference_mode():
            for place in range(start, end, 1000):
                last = min(place + 1000, end)
                part, state = loss(symbols[place - 1:last - 1, None], symbols[place:last, None], state, reduction="sum")
                total += float(part)
        return total / (end - start)

    size = (cuts[0] - 1) // streams
    inputs = symbols[:size * streams].view(streams, size).t().contiguous()
    targets = symbols[1:size * streams + 1].view(streams, size).t().contiguous()
    used, epoch, peak = 0.0, 0, 4e-3
    while used < work["seconds"]:
        state, total, count = None, 0.0, 0
        for place in range(0, size - steps + 1, steps):
            start = time.monotonic()
            share = min(1.0, used / work["seconds"])
            rise = 0.15
            height = (1 - math.cos(math.pi * share / rise)) / 2 if share < rise else (
                1 + math.cos(math.pi * (share - rise) / (1 - rise))) / 2
            optimizer.param_groups[0]["lr"] = peak * (0.04 + 0.96 * height)
            optimizer.zero_grad(set_to_none=True)
            value, state = loss(inputs[place:place + steps], targets[place:place + steps], state, work["dropout"])
            value.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            state = tuple(part.detach() for part in state)
            total, count = total + float(value), count + 1
            used += time.monotonic() - start
            if used >= work["seconds"]:
                break
        epoch += count / max(1, size // steps)
        line = {"epoch": epoch, "seconds": used, "loss": total / count, "validation": score(cuts[0], cuts[1])}
        if work["validation"] + work["train"] < 0.999:
            line["test"] = score(cuts[1], len(text))
        print(json.dumps(line), flush=True)


def measure(arguments):
    """The record and the Markdown table; the plot goes to `arguments.svg`."""
    test = max(0.0, 1 - arguments.train - arguments.validation)
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "model.nlpmodel")
        text = ["--input", arguments.text, "--validation", str(arguments.validation)]
        start = time.monotonic()
        subprocess.run(
            [arguments.nlptool, "train", "language-model", *text, *(["--test", f"{test:g}"] if test > 0.001 else []),
             "--hidden", str(arguments.hidden), "--time-budget", f"{arguments.seconds}s", "--precision",
             arguments.precision, "--threads", str(arguments.threads), "--output", model, "--quiet"], check=True)
        ours = {"wall_seconds": time.monotonic() - start, "curve": []}
        used = 0.0
        with open(model + ".curve.jsonl") as file:
            for line in map(json.loads, file):
                used += line["seconds"]
                ours["curve"].append({"epoch": line["epoch"], "seconds": used, "loss": line["loss"],
                                      "validation": -line["validationScore"]})
        if test > 0.001:
            scores = subprocess.run(
                [arguments.nlptool, "evaluate", "--model", model, "--input", arguments.text, "--validation",
                 f"{test:g}", "--format", "jsonl", "--quiet"], check=True, capture_output=True, text=True).stdout
            ours["test"] = json.loads(scores.splitlines()[0])["value"]
    work = {key: getattr(arguments, key) for key in (
        "text", "train", "validation", "seconds", "threads", "hidden", "dropout", "precision")}
    theirs = {"curve": []}
    environment = dict(os.environ, OMP_NUM_THREADS=str(arguments.threads))
    allocator = peer_recurrent.allocators()
    if allocator:
        environment["LD_PRELOAD"] = allocator[0]
    start = time.monotonic()
    process = subprocess.run(
        [sys.executable, os.path.realpath(__file__), json.dumps(work)], env=environment, check=True,
        capture_output=True, text=True)
    theirs["wall_seconds"] = time.monotonic() - start
    theirs["curve"] = [json.loads(line) for line in process.stdout.splitlines()]
    theirs["test"] = min(theirs["curve"], key=lambda line: line["validation"]).get("test")
    systems = {"nlptool": ours, "PyTorch": theirs}
    table = ["| | epochs | seconds of training | best validation, nats (bits) a character | test |", "|---|---|---|---|---|"]
    for name, system in systems.items():
        last, best = system["curve"][-1], min(line["validation"] for line in system["curve"])
        table.append(f"| {name} | {last['epoch']:.1f} | {last['seconds']:.0f} | {in_words(best)} "
                     f"| {in_words(system['test']) if system.get('test') else ''} |")
    if arguments.svg:
        with open(arguments.svg, "w") as file:
            file.write(figure(systems, arguments.seconds))
    return dict(systems, settings=work), "\n".join(table) + "\n"


def in_words(nats):
    return f"{nats:.4f} ({nats / math.log(2):.3f})"


def figure(systems, seconds):
    """Validation scores over the time of training."""
    left, top, width, height = 60, 24, 460, 260
    values = [line["validation"] for system in systems.values() for line in system["curve"]]
    low, high = math.floor(10 * min(values)) / 10, math.ceil(10 * max(values)) / 10
    end = max([seconds] + [system["curve"][-1]["seconds"] for system in systems.values()])
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 340" font-family="sans-serif" font-size="12">',
        '<rect width="560" height="340" fill="#ffffff"/>',
        f'<text x="{left}" y="{top - 8}">validation, nats a character</text>',
        f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">seconds of training</text>',
    ]
    for step in range(round((high - low) * 10) + 1):
        y = top + height * (1 - step / (10 * (high - low)))
        parts.append(f'<path d="M{left} {y:.1f}H{left + width}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{low + step / 10:.1f}</text>')
    for step in range(6):
        x = left + width * step / 5
        parts.append(f'<text x="{x:.1f}" y="{top + height + 20}" text-anchor="middle">{end * step / 5:.0f}</text>')
    for number, (name, system) in enumerate(systems.items()):
        points = [
            (left + width * line["seconds"] / end, top + height * (high - line["validation"]) / (high - low))
            for line in system["curve"]
        ]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[number]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[number]}"/>' for x, y in points]
        y = top + 16 + 20 * number
        parts.append(f'<path d="M{left + width - 110} {y}h24" stroke="{COLOURS[number]}" stroke-width="2"/>')
        parts.append(f'<text x="{left + width - 80}" y="{y + 4}">{name}</text>')
    return "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    torch_training(json.loads(sys.argv[1]))
