"""How well classifiers do beside fastText and PyTorch: what `tools/benchmark classify` measures.

All learn from the same file of labelled lines (`__label__CLASS text`), choose their epoch or settings on a
second one and are scored on a third, once with each seed.
"""
import collections
import copy
import json
import os
import random
import statistics
import subprocess
import tempfile
import time


def read(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n")[len("__label__"):].partition(" ")[::2] for line in file]


def nlptool(arguments, seed, folder):
    """Accuracy and more of the defaults."""
    store, model = os.path.join(folder, "corpus.sqlite"), os.path.join(folder, f"{seed}.nlpmodel")
    if not os.path.exists(store):
        for split, path in zip(("train", "validation", "test"), arguments.files):
            subprocess.run([arguments.nlptool, "ingest", store, path, "--input-format", "fasttext", "--corpus", "c",
                            "--split", split, "--quiet"], check=True)
    start = time.monotonic()
    subprocess.run([arguments.nlptool, "train", "classifier", store, "--corpus", "c", "--output", model, "--seed",
                    str(seed), "--threads", str(arguments.threads), "--quiet"], check=True)
    seconds = time.monotonic() - start
    lines = subprocess.run([arguments.nlptool, "evaluate", "--model", model, "--database", store, "--corpus", "c",
                            "--format", "jsonl", "--quiet"], check=True, capture_output=True, text=True).stdout
    scores = [json.loads(line) for line in lines.splitlines()]
    values = {score["metric"]: score["value"] for score in scores if "label" not in score}
    for score in scores:
        if score.get("label") == arguments.label and score["metric"] in ("f1", "recall"):
            values[f"{score['metric']} of {arguments.label}"] = score["value"]
    return dict(values, seconds=seconds)


def fasttext(arguments, seed, state):
    """Dimension 50; rate, epochs and n-grams are chosen on the second file, with the first seed: the best
    that do not diverge with this one."""
    import fasttext as library

    train, validation, test = arguments.files

    def trained(rate, epochs, ngrams, seed):
        try:
            return library.train_supervised(
                train, lr=rate, epoch=epochs, wordNgrams=ngrams, dim=50, bucket=200_000, seed=seed,
                thread=arguments.threads, verbose=0)
        except RuntimeError:  # it met numbers that are not finite
            return None

    if "settings" not in state:
        scored = []
        for rate in (0.1, 0.25, 0.5, 1.0):
            for epochs in (10, 25):
                for ngrams in (1, 2):
                    if model := trained(rate, epochs, ngrams, seed):
                        scored.append((-model.test(validation)[1], rate, epochs, ngrams))
        state["settings"] = [settings for _, *settings in sorted(scored)]
    for settings in state["settings"]:
        start = time.monotonic()
        model = trained(*settings, seed)
        seconds = time.monotonic() - start
        if model:
            break
    right = collections.Counter()
    for label, text in read(test):
        right[label, model.f.predict(text + "\n", 1, 0.0, "strict")[0][1][len("__label__"):]] += 1
    return dict(summary(right, arguments.label), seconds=seconds)


def summary(counts, label):
    """Accuracy, and F1 of one class, of counts by gold and found class."""
    values = {"accuracy": sum(n for (one, other), n in counts.items() if one == other) / sum(counts.values())}
    if label:
        found = sum(n for (_, other), n in counts.items() if other == label)
        gold = sum(n for (one, _), n in counts.items() if one == label)
        values[f"f1 of {label}"] = 2 * counts[label, label] / max(1, found + gold)
        values[f"recall of {label}"] = counts[label, label] / max(1, gold)
    return values


def torch_bilstm(arguments, seed, state):
    """Vectors of 100, a BiLSTM of 128, mean and maximum pooling, dropout a half; the best of ten epochs."""
    import torch
    from torch import nn

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    parts = [read(path) for path in arguments.files]
    counts = collections.Counter(word for _, text in parts[0] for word in text.split())
    words = {word: number for number, (word, _) in enumerate(counts.most_common(40_000), 2)}
    labels = {label: number for number, label in enumerate(sorted({label for part in parts for label, _ in part}))}
    train, validation, test = [
        [(torch.tensor([words.get(word, 1) for word in (text.split() or [""])[:400]]), labels[label])
         for label, text in part] for part in parts]
    layers = nn.ModuleDict({
        "words": nn.Embedding(len(words) + 2, 100, padding_idx=0),
        "recurrent": nn.LSTM(100, 128, bidirectional=True), "output": nn.Linear(512, len(labels))})
    nn.init.normal_(layers["words"].weight, 0, 0.3)
    optimizer = torch.optim.Adam(layers.parameters(), lr=1e-3, fused=True)

    def logits(texts):
        lengths = torch.tensor([len(text) for text, _ in texts])
        inputs = nn.utils.rnn.pad_sequence([text for text, _ in texts])
        if layers.training:
            inputs = torch.where((torch.rand(inputs.shape) < 0.1) & (inputs > 0), 1, inputs)
        vectors = nn.functional.dropout(layers["words"](inputs), 0.5, layers.training)
        packed = nn.utils.rnn.pack_padded_sequence(vectors, lengths, enforce_sorted=False)
        states, _ = nn.utils.rnn.pad_packed_sequence(layers["recurrent"](packed)[0])
        outside = (torch.arange(len(states))[:, None] >= lengths[None])[..., None]
        pooled = torch.cat([
            states.masked_fill(outside, 0).sum(0) / lengths[:, None], states.masked_fill(outside, -9).max(0)[0]], 1)
        return layers["output"](nn.functional.dropout(pooled, 0.5, layers.training))

    def confusion(part):
        names, counts = sorted(labels), collections.Counter()
        layers.eval()
        with torch.inference_mode():
            for place in range(0, len(part), 64):
                batch = part[place:place + 64]
                for (_, gold), found in zip(batch, logits(batch).argmax(1).tolist()):
                    counts[names[gold], names[found]] += 1
        layers.train()
        return counts

    start, best = time.monotonic(), (-1, None)
    for _ in range(10):
        chance.shuffle(train)
        chunks = [sorted(train[place:place + 640], key=lambda text: len(text[0])) for place in range(0, len(train), 640)]
        batches = [chunk[place:place + 32] for chunk in chunks for place in range(0, len(chunk), 32)]
        chance.shuffle(batches)
        for batch in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(logits(batch), torch.tensor([gold for _, gold in batch]))
            loss.backward()
            nn.utils.clip_grad_norm_(layers.parameters(), 5.0)
            optimizer.step()
        score = summary(confusion(validation), None)["accuracy"]
        if score > best[0]:
            best = (score, copy.deepcopy(layers.state_dict()))
    seconds = time.monotonic() - start
    layers.load_state_dict(best[1])
    return dict(summary(confusion(test), arguments.label), seconds=seconds)


def measure(arguments):
    """The record and the Markdown table."""
    systems = {"nlptool": nlptool, "fastText": fasttext, "PyTorch": torch_bilstm}
    record = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, run in systems.items():
            if name not in arguments.systems.split(","):
                continue
            state = folder if name == "nlptool" else {}
            try:
                record[name] = [run(arguments, seed, state) for seed in range(1, arguments.seeds + 1)]
            except ImportError:
                continue
    metrics = ["accuracy", "macro_f1", f"f1 of {arguments.label}", f"recall of {arguments.label}",
               "expected_calibration_error", "calibration_error_by_chance", "seconds"]
    present = [metric for metric in metrics if any(metric in run for runs in record.values() for run in runs)]
    table = ["| | " + " | ".join(metric.replace("_", " ") for metric in present) + " |", "|---" * (len(present) + 1) + "|"]
    for name, runs in record.items():
        cells = []
        for metric in present:
            values = [run[metric] for run in runs if metric in run]
            digits = 0 if metric == "seconds" else 4
            spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
            cells.append(f"{statistics.mean(values):.{digits}f}{spread}" if values else "")
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    return record, "\n".join(table) + "\n"
