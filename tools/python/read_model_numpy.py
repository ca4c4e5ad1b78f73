#!/usr/bin/env python3
"""Runs classifiers and taggers of nlptool with NumPy alone.

    nlptool tokenize notes.txt | read_model_numpy.py MODEL

Each line of the input is a text, or for a tagger a sentence, with spaces between its words. A classifier
prints the probability of each label, a tagger the words with their tags in the BIOES scheme. Models that
read vectors of words, language models or a gazetteer need more than this and are refused.
"""
import json
import math
import struct
import sys
import unicodedata

import numpy as np

M64 = (1 << 64) - 1


class ModelFile:
    """The tensors and the metadata of a model file, which is in the safetensors format."""

    def __init__(self, path):
        data = open(path, "rb").read()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        self.metadata = header.pop("__metadata__")
        types = {"F32": np.float32, "I8": np.int8, "BF16": np.uint16, "U8": np.uint8}
        raw = {}
        for name, entry in header.items():
            start, end = (8 + size + offset for offset in entry["data_offsets"])
            raw[name] = np.frombuffer(data[start:end], types[entry["dtype"]]).reshape(entry["shape"])
        self.tensors = {name: self.floats(name, raw) for name in raw}
        self.card = json.loads(self.metadata["card"])
        self.configuration = json.loads(self.metadata["configuration"])
        self.vocabularies = vocabularies(self.metadata["vocabularies"])
        for prefix in ("vectors.", "language_models.", "gazetteer"):
            if any(name.startswith(prefix) for name in list(raw) + list(self.vocabularies)):
                sys.exit(f"{path}: reads {prefix.strip('.')}, which this reader does not know")
        if "vectors_of" in self.metadata:
            sys.exit(f"{path}: its vectors are in {self.metadata['vectors_of']}")

    @staticmethod
    def floats(name, raw):
        """Floats, of bfloat16 by their upper halves, of bytes by the scale of each row."""
        value = raw[name]
        if value.dtype == np.uint16:
            return (value.astype(np.uint32) << 16).view(np.float32)
        if value.dtype == np.int8 and name + ".scales" in raw:
            return value.astype(np.float32) * raw[name + ".scales"][:, None]
        return value


# Words as the network sees them.

def vocabularies(text):
    """The row of each word, by the names of the vocabularies."""
    return {
        name: {unicodedata.normalize("NFC", word): index for index, word in enumerate(entry["words"])}
        for name, entry in json.loads(text).items()}


def lower(word):
    return "".join(character.lower() for character in word)


def shape(word):
    kinds, previous, run = "", None, 0
    for c in word:
        kind = c
        if c.isdecimal():
            kind = "d"
        elif c.isupper():
            kind = "X"
        elif c.islower():
            kind = "x"
        elif not c.isascii() and (c.isalpha() or unicodedata.category(c) in ("Mc", "Nl")):
            kind = "c"
        run = run + 1 if kind == previous else 1
        previous = kind
        kinds += kind if run <= 3 else ""
        if len(kinds) == 12:
            break
    return kinds


ATTRIBUTES = {
    "word": lambda word: "".join("0" if c.isdecimal() else c for c in lower(word)),
    "shape": shape,
    "prefix": lambda word: word[:3],
    "suffix": lambda word: lower(word[-3:]),
}


def attribute_rows(model, words):
    """For each attribute that the model reads the rows of its table, one for each word; 0 is unknown."""
    return {name: [model.vocabularies[name].get(unicodedata.normalize("NFC", value(word)), 0)
                   for word in words]
            for name, value in ATTRIBUTES.items() if name in model.vocabularies}


def character_rows(model, word):
    """The rows of a word's characters; of long words the first and the last twelve."""
    rows = [model.vocabularies["character"].get(c, 0) for c in word] or [0]
    return rows if len(rows) <= 24 else rows[:12] + rows[-12:]


# Layers. Rows of x are steps; weights have PyTorch's names, shapes and order of gates.

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def recurrent(tensors, name, suffix, cell, x):
    """The states after each step, [T, H]."""
    w_ih, w_hh, b_ih, b_hh = (
        tensors[f"{name}.{part}{suffix}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    size = w_hh.shape[1]
    h, c, states = np.zeros(size, np.float32), np.zeros(size, np.float32), []
    for step in x @ w_ih.T + b_ih:
        back = w_hh @ h + b_hh
        if cell == "lstm":
            i, f, g, o = np.split(step + back, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        elif cell == "gru":
            (xr, xz, xn), (hr, hz, hn) = np.split(step, 3), np.split(back, 3)
            r, z = sigmoid(xr + hr), sigmoid(xz + hz)
            h = (1 - z) * np.tanh(xn + r * hn) + z * h
        else:
            h = np.tanh(step + back)
        states.append(h)
    return np.array(states, np.float32).reshape(len(x), size)


def encode(tensors, name, cell, layers, x):
    """A stack of layers, in both directions where there are weights for the second, [T, D·H]."""
    for layer in range(layers):
        outputs = [recurrent(tensors, name, f"_l{layer}", cell, x)]
        if f"{name}.weight_ih_l{layer}_reverse" in tensors:
            outputs.append(recurrent(tensors, name, f"_l{layer}_reverse", cell, x[::-1])[::-1])
        x = np.concatenate(outputs, axis=1)
    return x


def embed(tensors, prefix, rows):
    """The vectors of all attributes side by side, [T, I]."""
    return np.concatenate(
        [tensors[f"{prefix}{name}s.weight"][indices] for name, indices in rows.items()], axis=1)


# Taggers.

def tags_of(labels):
    return ["O"] + [f"{position}-{label}" for label in labels for position in "BIES"]


def emissions(model, words):
    """The score of each tag for each word, [T, K]."""
    tensors, settings = model.tensors, model.configuration["tagger"]
    parts = [embed(tensors, "", attribute_rows(model, words))]
    if "characters.weight" in tensors:
        spelled = []
        for word in words:
            states = encode(tensors, "characters", settings["cell"], 1,
                            tensors["characters.weight"][character_rows(model, word)])
            half = states.shape[1] // 2
            spelled.append(np.concatenate([states[-1, :half], states[0, half:]]))
        parts.append(np.array(spelled))
    if "corpora.weight" in tensors:
        parts.append(np.repeat(tensors["corpora.weight"][:1], len(words), axis=0))
    x = encode(tensors, "encoder", settings["cell"], settings["layers"], np.concatenate(parts, axis=1))
    return x @ tensors["output.weight"].T + tensors["output.bias"]


def allowed(tag, following):
    """Whether a tag of the BIOES scheme may follow another one."""
    opens = tag[0] in "BI"
    goes_on = following[0] in "IE"
    return opens == goes_on and (not opens or tag[2:] == following[2:])


def viterbi(model, scores):
    """The best tags under the CRF, and of those alone that the scheme allows."""
    tags, tensors = tags_of(model.card["labels"]), model.tensors
    forbidden = np.array([[0 if allowed(a, b) else -1e30 for b in tags] for a in tags])
    transitions = tensors["crf.transitions"] + forbidden
    best = tensors["crf.start_transitions"] + forbidden[0] + scores[0]
    pointers = []
    for emission in scores[1:]:
        paths = best[:, None] + transitions
        pointers.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + emission
    path = [int((best + tensors["crf.end_transitions"] + forbidden[:, 0]).argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return [tags[tag] for tag in reversed(path)]


# Classifiers.

def mix(value):
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9 & M64
    value = (value ^ value >> 27) * 0x94d049bb133111eb & M64
    return value ^ value >> 31


def word_hash(word):
    """FNV-1a of a 1 as eight bytes, the word, and the number of its bytes, mixed."""
    text, state = word.encode(), 0xcbf29ce484222325
    for byte in struct.pack("<Q", 1) + text + struct.pack("<Q", len(text)):
        state = (state ^ byte) * 0x100000001b3 & M64
    return mix(state)


def extended(value, other):
    return mix(value * 0x9e3779b97f4a7c15 & M64 ^ other)


def ngram_keys(settings, words):
    """The 48 bits of each n-gram of words and, within words, of characters."""
    folded = [lower(word) for word in words]
    marked = [0x5b53746172745d01] + [word_hash(word) for word in folded] + [0x5b456e645d020202]
    for first in range(len(marked) - 1):
        value = marked[first]
        for last in range(first, min(first + max(1, settings["wordOrder"]), len(marked))):
            if last > first:
                value = extended(value, marked[last])
            is_edge = last == first == 0 or first == 0 and last == len(marked) - 1
            if settings["wordOrder"] > 0 and not is_edge:
                yield mix(value) & (1 << 48) - 1
    longest = settings["maximumCharacterOrder"]
    for word in folded if longest else []:
        scalars = [2] + [ord(c) for c in word[:64]] + [3]
        for first in range(len(scalars)):
            value = 0x6368617273000000
            for length in range(1, min(longest, len(scalars) - first) + 1):
                value = extended(value, scalars[first + length - 1])
                if length >= max(1, settings["minimumCharacterOrder"]) and (
                        length > 1 or scalars[first] > 3):
                    yield mix(value) & (1 << 48) - 1


def ngram_features(model, words):
    """The rows of the n-grams that the model knows, and how much each counts."""
    hashes = model.tensors["ngrams.hashes"].astype(np.int64)
    if not hasattr(model, "ngram_rows"):
        model.ngram_rows = {int(h) << 24 | int(l): row for row, (h, l) in enumerate(hashes)}
    counts = {}
    for key in ngram_keys(model.configuration["recipe"]["classifier"], words):
        row = model.ngram_rows.get(key)
        if row is not None:
            counts[row] = counts.get(row, 0) + 1
    rows = np.array(list(counts), np.int64)
    values = np.array([1 + math.log(n) for n in counts.values()]) * model.tensors["ngrams.rarity"][rows]
    are_words = rows < model.configuration["wordNGrams"]
    for part in (are_words, ~are_words):
        values[part] /= math.sqrt((values[part] ** 2).sum()) or 1
    return rows, values


def pool(tensors, kind, windows):
    """One vector for the states of all windows of a text."""
    x = np.concatenate(windows)
    half = x.shape[1] // 2 if "network.encoder.weight_ih_l0_reverse" in tensors else x.shape[1]
    if kind == "last":
        return np.mean([np.concatenate([w[-1, :half], w[0, half:]]) for w in windows], axis=0)
    if kind == "attention":
        scores = x @ tensors["network.pooling.query"].ravel()
        weights = np.exp(scores - scores.max())
        return weights / weights.sum() @ x
    parts = {"mean": [x.mean(0)], "max": [x.max(0)], "mean-max": [x.mean(0), x.max(0)]}
    return np.concatenate(parts[kind])


def cut(count, size):
    """The fewest stretches that are no longer than `size`, of lengths as like as can be."""
    number = -(-count // size)
    return [slice(i * count // number, (i + 1) * count // number) for i in range(number)]


def recurrent_scores(model, words):
    """The scores of the recurrent part, [K]; texts beyond 400 words in parts, their mean."""
    tensors, settings = model.tensors, model.configuration["recipe"]["classifier"]
    weight, bias = tensors["network.output.weight"], tensors["network.output.bias"]
    if not words:
        return bias
    x = embed(tensors, "network.", attribute_rows(model, words))
    scores = 0
    for part in cut(len(words), settings["maximumTokens"]):
        steps = x[part]
        windows = [encode(tensors, "network.encoder", settings["cell"], settings["layers"], steps[window])
                   for window in cut(len(steps), settings["windowSize"])]
        pooled = pool(tensors, settings["pooling"], windows)
        scores = scores + (weight @ pooled + bias) * (len(steps) / len(words))
    return scores


def probabilities(model, words):
    """The probability of each label, in the order of the card's labels."""
    scales = model.configuration["calibration"]
    logits = np.zeros(len(model.card["labels"]))
    if "network.output.weight" in model.tensors:
        logits += scales["recurrentScale"] * recurrent_scores(model, words)
    if "network.ngrams.weight" in model.tensors:
        rows, values = ngram_features(model, words)
        scores = values @ model.tensors["network.ngrams.weight"][rows]
        logits += scales["ngramScale"] * (scores + model.tensors["network.ngrams.bias"])
    if model.configuration["isMultilabel"]:
        return sigmoid(logits)
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    model = ModelFile(sys.argv[1])
    kind = model.card["kind"]
    for line in sys.stdin:
        words = line.split()
        if kind == "classifier":
            values = probabilities(model, words)
            print(json.dumps({label: float(p) for label, p in zip(model.card["labels"], values)}))
        elif kind == "tagger":
            for word, tag in zip(words, viterbi(model, emissions(model, words)) if words else []):
                print(f"{word}\t{tag}")
            print()
        else:
            sys.exit(f"{sys.argv[1]}: a {kind}; this reads classifiers and taggers")


if __name__ == "__main__":
    main()
