#!/usr/bin/env python3
"""Runs what `nlptool model export --format onnx` writes, with onnxruntime.

    nlptool model export MODEL --format onnx --output MODEL.onnx
    run_onnx.py MODEL.onnx < lines

Lines are words with spaces between, a text or a sentence a line, or for a language model text as it is. A
classifier prints the probability of each label, a tagger the best tags and their probability, a language
model the logarithm of the probability of the line as it would be behind a line feed; as JSON. What stands
before and behind the network is that of read_model_numpy.py and needs nothing but the ONNX file.
"""
import json
import sys

import numpy as np
import onnxruntime

import read_model_numpy as reader


class Model:
    """An ONNX file with what its metadata says, as read_model_numpy.py expects it."""

    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        self.metadata = self.session.get_modelmeta().custom_metadata_map
        self.card, self.configuration = (json.loads(self.metadata[key]) for key in ("card", "configuration"))
        self.vocabularies = reader.vocabularies(self.metadata["vocabularies"])
        self.inputs = {value.name: value for value in self.session.get_inputs()}
        self.tensors = {}
        if "ngram_hashes" in self.metadata:
            hashes = json.loads(self.metadata["ngram_hashes"])
            self.tensors["ngrams.hashes"] = np.array([[h >> 24, h & 0xffffff] for h in hashes]).reshape(-1, 2)
            self.tensors["ngrams.rarity"] = np.array(json.loads(self.metadata["ngram_rarity"]), np.float32)
        for name in ("vectors", "names", "contextual"):
            if name in self.inputs:
                sys.exit(f"{path}: needs {name}, which only the program that made it has")

    def run(self, feeds, outputs):
        feeds = {name: np.array(value, np.int64 if name not in FLOATS else np.float32)
                 for name, value in feeds.items() if name in self.inputs}
        for name in ("lengths", "character_lengths"):
            if name in feeds:
                feeds[name] = feeds[name].astype(np.int32)
        return self.session.run(outputs, feeds)


FLOATS = ("ngram_values", "state", "cell_state")


def classify(model, words):
    rows, values = reader.ngram_features(model, words) if "ngram_rows" in model.inputs else ([], [])
    feeds = {name: [row or [0]] for name, row in reader.attribute_rows(model, words).items()}
    feeds.update(lengths=[max(1, len(words))], ngram_rows=[rows], ngram_values=[values])
    return model.run(feeds, ["probabilities"])[0][0].astype(float)


def tag(model, words):
    """The best tags under the CRF, and their probability: exp(score - logarithm of all scores' sum)."""
    spellings = [reader.character_rows(model, word) for word in words]
    longest = max(map(len, spellings))
    feeds = {name: [row] for name, row in reader.attribute_rows(model, words).items()}
    feeds.update(lengths=[len(words)], character_lengths=[len(s) for s in spellings],
                 characters=[s + [0] * (longest - len(s)) for s in spellings])
    emissions = model.run(feeds, ["emissions"])[0][0].astype(float)
    tags, transitions, start, end = (
        json.loads(model.metadata[key]) for key in ("tags", "transitions", "start_transitions", "end_transitions"))
    transitions, start, end = np.array(transitions), np.array(start), np.array(end)
    best = total = start + emissions[0]
    pointers = []
    for emission in emissions[1:]:
        paths = best[:, None] + transitions
        pointers.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + emission
        total = np.logaddexp.reduce(total[:, None] + transitions, axis=0) + emission
    best, total = best + end, np.logaddexp.reduce(total + end)
    path = [int(best.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return [tags[index] for index in reversed(path)], float(np.exp(best.max() - total))


def score(model, line):
    settings = model.configuration["model"]
    if settings["symbol"] == "byte":
        symbols, start = list(line.encode()), 10
    else:
        known = model.vocabularies["character"]
        symbols, start = [known.get(c, 0) for c in line], known.get("\n", 0)
    if settings["direction"] == "backward":
        symbols.reverse()
    state = np.zeros((settings["layers"], 1, settings["hidden"]))
    scores = model.run(
        {"symbols": [[start] + symbols[:-1]], "state": state, "cell_state": state}, ["scores"])[0][0].astype(float)
    return float(sum(row[symbol] - np.logaddexp.reduce(row) for row, symbol in zip(scores, symbols)))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    model = Model(sys.argv[1])
    for line in sys.stdin:
        line = line.rstrip("\n")
        words = line.split()
        if model.card["kind"] == "classifier":
            print(json.dumps(dict(zip(model.card["labels"], classify(model, words)))))
        elif model.card["kind"] == "tagger":
            tags, probability = tag(model, words) if words else ([], 1.0)
            print(json.dumps({"tags": tags, "probability": probability}))
        else:
            print(json.dumps({"log_probability": score(model, line) if line else 0.0}))


if __name__ == "__main__":
    main()
