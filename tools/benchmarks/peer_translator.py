#!/usr/bin/env python3
"""A translator of PyTorch with the network, the subwords and the batches of `nlptool train translator`.

    peer_translator.py speed PAIRS.tsv [--nlptool PATH] [--pairs 6400] [--threads 1] [--repeats 5]
    peer_translator.py quality PAIRS.tsv --model M.nlpmodel [--minutes 30] [--threads 1]
    peer_translator.py decode PAIRS.tsv --model M.nlpmodel [--pairs 200] [--threads 1] [--repeats 5]

`speed` trains both on the same pairs in turns and prints one JSON object: subwords of the targets a second,
the median of the rounds with the least and the greatest. `quality` trains this one with the recipe and the
splits of a model file for so many minutes and prints BLEU on the test part, by beam search with the same
settings. `decode` puts the weights of a model file into this network, translates sources of the test part
with both in turns, by beam search in batches of 1 and of 32, and prints sentences a second and how many
translations are the same.
"""
import argparse
import json
import math
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata

MASK = (1 << 64) - 1
FIRST_WORD = 257


class StableHash:
    """Text.StableHash: FNV-1a with the finalizer of SplitMix64."""

    def __init__(self, seed=0):
        self.state = 0xCBF29CE484222325
        if seed:
            self.add(struct.pack("<Q", seed))

    def add(self, data):
        state = self.state
        for byte in data:
            state = ((state ^ byte) * 0x100000001B3) & MASK
        self.state = state

    def unit(self):
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0 ** -53


def split_of(source, recipe):
    data = source.encode()
    value = StableHash(recipe["training"]["seed"])
    value.add(data)
    value.add(struct.pack("<Q", len(data)))
    unit = value.unit()
    if unit < recipe["test"]:
        return "test"
    return "validation" if unit < recipe["test"] + recipe["validation"] else "train"


class Subwords:
    """Text.SubwordTable: characters, joined as long as two neighbours make a subword."""

    def __init__(self, words):
        self.words = words
        self.numbers = {word: FIRST_WORD + index for index, word in enumerate(words)}
        self.known = {}

    @staticmethod
    def kind(character):
        if character.isspace():
            return "space"
        category = unicodedata.category(character)
        if category[0] in "LM":
            return "letter"
        return "digit" if category[0] == "N" else "other"

    def pieces(self, text):
        pieces, piece, kind = [], " ", None
        for character in text:
            new = self.kind(character)
            if kind is None:
                kind = "space" if new == "space" else new
            if new == kind and len(piece) < 32:
                piece += character
                continue
            if kind == "space" and new != "space" and len(piece) > 1 and piece[-1] == " ":
                pieces.append(piece[:-1])
                piece = " " + character
            else:
                pieces.append(piece)
                piece = character
            kind = None if piece == " " else new
        return pieces + [piece]

    def encode(self, text):
        numbers = []
        for piece in self.pieces(text):
            if piece not in self.known:
                self.known[piece] = self.encode_piece(piece)
            numbers += self.known[piece]
        return numbers

    def encode_piece(self, piece):
        parts = []
        for character in piece:
            if character in self.numbers:
                parts.append((character, self.numbers[character]))
            else:
                parts += [(None, 1 + byte) for byte in character.encode()]
        while True:
            best = None
            for index in range(len(parts) - 1):
                if parts[index][0] is None or parts[index + 1][0] is None:
                    continue
                number = self.numbers.get(parts[index][0] + parts[index + 1][0])
                if number and (best is None or number < best[0]):
                    best = (number, index)
            if best is None:
                return [number for _, number in parts]
            number, index = best
            parts[index:index + 2] = [(self.words[number - FIRST_WORD], number)]

    def decode(self, numbers):
        data = b""
        for number in numbers:
            if number >= FIRST_WORD:
                data += self.words[number - FIRST_WORD].encode()
            elif number > 0:
                data += bytes([number - 1])
        return (data[1:] if data[:1] == b" " else data).decode("utf-8", "replace")


def metadata(path):
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))["__metadata__"]


def read_pairs(path, limit=None):
    import gzip

    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(
        path, encoding="utf-8")
    pairs = []
    with opened as file:
        for line in file:
            columns = line.rstrip("\n").split("\t")
            if len(columns) > 1 and columns[0].strip() and columns[1].strip():
                pairs.append((columns[0], columns[1]))
            if limit and len(pairs) == limit:
                break
    return pairs


def make_network(recipe, symbols):
    import torch
    from torch import nn

    model = recipe["model"]
    size, hidden = model["embeddingSize"], model["hidden"]

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.source = nn.Embedding(symbols, size)
            self.target = nn.Embedding(symbols, size)
            for table in (self.source, self.target):
                nn.init.normal_(table.weight, std=size ** -0.5)
            self.encoder = nn.LSTM(
                size, hidden // 2, model["encoderLayers"], bidirectional=True, batch_first=True)
            self.bridge = nn.Linear(hidden, 2 * hidden)
            self.cell = nn.LSTMCell(2 * size, hidden)
            self.key = nn.Linear(hidden, hidden, bias=False)
            self.combination = nn.Linear(2 * hidden, size)
            self.bias = nn.Parameter(torch.zeros(symbols))
            self.dropout = nn.Dropout(model["dropout"])

        def encode(self, source, lengths):
            packed = nn.utils.rnn.pack_padded_sequence(
                self.dropout(self.source(source)), lengths, batch_first=True, enforce_sorted=False)
            output, (final, _) = self.encoder(packed)
            memory, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first=True)
            state = torch.tanh(self.bridge(torch.cat([final[-2], final[-1]], 1)))
            mask = torch.arange(memory.shape[1])[None] >= lengths[:, None]
            h, c = state.chunk(2, 1)
            feed = memory.new_zeros(len(source), size)
            return memory, self.key(memory), mask, (h.contiguous(), c.contiguous(), feed)

        def step(self, vectors, memory, keys, mask, state):
            h, c, feed = state
            h, c = self.cell(torch.cat([vectors, feed], 1), (h, c))
            scores = torch.bmm(keys, h[:, :, None])[:, :, 0].masked_fill(mask, -math.inf)
            context = torch.bmm(torch.softmax(scores, 1)[:, None], memory)[:, 0]
            feed = torch.tanh(self.combination(torch.cat([context, h], 1)))
            return h, c, feed

        def logits(self, feeds):
            return nn.functional.linear(feeds, self.target.weight, self.bias)

        def forward(self, source, lengths, inputs):
            memory, keys, mask, state = self.encode(source, lengths)
            vectors = self.dropout(self.target(inputs))
            feeds = []
            for step in range(inputs.shape[1]):
                state = self.step(vectors[:, step], memory, keys, mask, state)
                feeds.append(state[2])
            return self.dropout(torch.stack(feeds, 1))

    return Network()


def batches_of(pairs, size, generator):
    """Pairs of like lengths together, the batches in any order."""
    order = sorted(pairs, key=lambda pair: (len(pair[1]), len(pair[0]), generator.random()))
    batches = [order[first:first + size] for first in range(0, len(order), size)]
    generator.shuffle(batches)
    return batches


def tensors(batch):
    import torch

    sources = [source + [0] for source, _ in batch]
    lengths = torch.tensor([len(source) for source in sources])
    longest = int(lengths.max())
    steps = max(len(target) for _, target in batch) + 1
    source = torch.tensor([source + [0] * (longest - len(source)) for source in sources])
    inputs = torch.tensor([[0] + target + [0] * (steps - 1 - len(target)) for _, target in batch])
    outputs = torch.tensor([target + [0] + [-1] * (steps - 1 - len(target)) for _, target in batch])
    return source, lengths, inputs, outputs


class Training:
    def __init__(self, recipe, symbols, precision="float32"):
        import torch

        torch.manual_seed(recipe["training"]["seed"])
        self.recipe, self.precision = recipe, precision
        self.network = make_network(recipe, symbols)
        self.optimizer = torch.optim.Adam(
            self.network.parameters(), lr=recipe["training"]["learningRate"], fused=True)

    def step(self, batch, rate=1.0):
        import torch
        from torch import nn

        source, lengths, inputs, outputs = tensors(batch)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * self.recipe["training"]["learningRate"]
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == "bfloat16"):
            feeds = self.network(source, lengths, inputs)
            # Only what is no padding is multiplied by the output's weights.
            kept = outputs.view(-1) >= 0
            logits = self.network.logits(feeds.reshape(len(kept), -1)[kept])
        loss = nn.functional.cross_entropy(
            logits.float(), outputs.view(-1)[kept],
            label_smoothing=self.recipe["model"]["labelSmoothing"])
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe["training"]["clip"])
        self.optimizer.step()
        return loss.item()


def speed(options):
    import torch

    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pairs.tsv")
        with open(path, "w", encoding="utf-8") as file:
            for source, target in random.Random(1).sample(read_pairs(options.pairs_file), options.pairs):
                file.write(f"{source}\t{target}\n")

        def nlptool(output):
            subprocess.run(
                [options.nlptool, "train", "translator", "--input", path, "--output", output,
                 "--epochs", "1", "--threads", str(options.threads), "--precision",
                 options.precision, "--validation", "0", "--quiet"] + options.arguments, check=True)
            curve = [json.loads(line) for line in open(output + ".curve.jsonl")]
            return sum(e["units"] for e in curve) / sum(e["seconds"] for e in curve)

        model = os.path.join(folder, "m.nlpmodel")
        nlptool(model)
        recipe = json.loads(metadata(model)["configuration"])
        subwords = Subwords(json.loads(metadata(model)["subwords"]))
        pairs = [
            (subwords.encode(source), subwords.encode(target)) for source, target in read_pairs(path)
            if split_of(source, recipe) == "train"]
        training = Training(recipe, FIRST_WORD + len(subwords.words), options.precision)
        batches = batches_of(pairs, recipe["batchSize"], random.Random(2))
        units = sum(len(target) + 1 for batch in batches for _, target in batch)
        for batch in batches[:3]:
            training.step(batch)
        rates = {"nlptool": [], "PyTorch": []}
        for _ in range(options.repeats):
            rates["nlptool"].append(nlptool(model))
            start = time.monotonic()
            for batch in batches:
                training.step(batch)
            rates["PyTorch"].append(units / (time.monotonic() - start))
    result = {"threads": options.threads, "precision": options.precision, "pairs": options.pairs,
              "runs": options.repeats, "unit": "subwords_per_second"}
    for name, values in rates.items():
        result[name] = {"median": statistics.median(values), "minimum": min(values), "maximum": max(values)}
    result["ratio"] = result["nlptool"]["median"] / result["PyTorch"]["median"]
    print(json.dumps(result))


def translate(network, subwords, source, beam):
    """The best of the complete hypotheses by log p / length, as BeamSearch has it."""
    import torch

    source = subwords.encode(source) + [0]
    memory, keys, mask, state = network.encode(torch.tensor([source]), torch.tensor([len(source)]))
    limit = 2 * (len(source) - 1) + 10
    hypotheses, found = [([], 0.0)], []
    for length in range(limit):
        count = len(hypotheses)
        last = torch.tensor([symbols[-1] if symbols else 0 for symbols, _ in hypotheses])
        state = network.step(
            network.target(last), memory.expand(count, -1, -1), keys.expand(count, -1, -1),
            mask.expand(count, -1), state)
        scores = torch.log_softmax(network.logits(state[2]), 1)
        scores = scores + torch.tensor([score for _, score in hypotheses])[:, None]
        best, places = scores.view(-1).topk(2 * beam)
        open_, rows = [], []
        for rank, (score, place) in enumerate(zip(best.tolist(), places.tolist())):
            row, symbol = divmod(place, scores.shape[1])
            symbols = hypotheses[row][0] + [symbol]
            if symbol == 0:
                if rank < beam:
                    found.append((symbols, score))
            elif len(open_) < beam:
                open_.append((symbols, score))
                rows.append(row)
        if len(found) >= beam:
            break
        hypotheses = open_
        state = tuple(part[rows] for part in state)
    found = found or hypotheses
    symbols, _ = max(found, key=lambda item: item[1] / len(item[0]))
    return subwords.decode(symbols)


def translate_batch(network, subwords, texts, beam):
    """Beam search over several sources at a time, all beams in one batch, as `translate` does for one."""
    import torch

    encoded = [subwords.encode(text) + [0] for text in texts]
    lengths = torch.tensor([len(source) for source in encoded])
    longest = int(lengths.max())
    source = torch.tensor([item + [0] * (longest - len(item)) for item in encoded])
    memory, keys, mask, state = network.encode(source, lengths)
    count = len(texts)
    spread = torch.arange(count).repeat_interleave(beam)
    memory, keys, mask = memory[spread], keys[spread], mask[spread]
    state = tuple(part[spread] for part in state)
    scores = torch.full((count, beam), -math.inf)
    scores[:, 0] = 0
    limits = [2 * (len(item) - 1) + 10 for item in encoded]
    open_ = [[[] for _ in range(beam)] for _ in range(count)]
    found = [[] for _ in range(count)]
    done = [False] * count
    last = torch.zeros(count * beam, dtype=torch.long)
    for length in range(max(limits)):
        state = network.step(network.target(last), memory, keys, mask, state)
        logits = torch.log_softmax(network.logits(state[2]), 1).view(count, beam, -1)
        symbols = logits.shape[2]
        best, places = (logits + scores[:, :, None]).view(count, -1).topk(2 * beam, 1)
        best, places = best.tolist(), places.tolist()
        rows, last = [], []
        for index in range(count):
            beams, kept = [], []
            if not done[index]:
                for rank, (score, place) in enumerate(zip(best[index], places[index])):
                    row, symbol = divmod(place, symbols)
                    if symbol == 0:
                        if rank < beam:
                            found[index].append((open_[index][row] + [0], score))
                    elif len(beams) < beam:
                        beams.append((open_[index][row] + [symbol], score))
                        kept.append(row)
                done[index] = len(found[index]) >= beam or length + 1 >= limits[index]
                if done[index] and not found[index]:
                    found[index] = beams
            while len(beams) < beam:
                beams.append(([0], -math.inf))
                kept.append(0)
            open_[index] = [item for item, _ in beams]
            scores[index] = torch.tensor([score for _, score in beams])
            rows += [index * beam + row for row in kept]
            last += [item[-1] for item, _ in beams]
        if all(done):
            break
        state = tuple(part[rows] for part in state)
        last = torch.tensor(last)
    return [
        subwords.decode(max(items, key=lambda item: item[1] / len(item[0]))[0]) for items in found]


def load(path):
    """The network of a model file with its weights."""
    import torch

    recipe = json.loads(metadata(path)["configuration"])
    model = recipe["model"]
    if model["cell"] != "lstm" or model["attention"] != "general" or not model["tiedOutput"]:
        sys.exit("decode: only the default network has its counterpart here")
    if model["decoderLayers"] != 1:
        sys.exit("decode: a decoder of one layer")
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    weights = {
        name: torch.frombuffer(
            bytearray(data[entry["data_offsets"][0]:entry["data_offsets"][1]]),
            dtype=torch.float32).view(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"}
    subwords = Subwords(json.loads(metadata(path)["subwords"]))
    network = make_network(recipe, FIRST_WORD + len(subwords.words))
    names = {"target.weight": "output.weight", "bias": "output.bias", "key.weight": "attention.key_weight"}
    for name, parameter in network.named_parameters():
        own = names.get(name, name)
        if name.startswith("cell."):
            own = "decoder." + name[len("cell."):] + "_l0"
        with torch.no_grad():
            parameter.copy_(weights[own].view(parameter.shape))
    return network.eval(), subwords, recipe


def decode(options):
    import torch

    torch.set_num_threads(options.threads)
    network, subwords, recipe = load(options.model)
    sources = list(dict.fromkeys(
        source for source, _ in read_pairs(options.pairs_file) if split_of(source, recipe) == "test"))
    # Sources of like lengths together, for both.
    sources = sorted(sources[:options.pairs], key=lambda source: len(subwords.encode(source)))
    result = {"threads": options.threads, "sentences": len(sources), "beam": options.beam,
              "runs": options.repeats, "unit": "sentences_per_second"}
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        path = os.path.join(folder, "sources.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(source + "\n" for source in sources)
        own = subprocess.run(
            [options.nlptool, "translate", "--model", options.model, "--beam", str(options.beam), path],
            capture_output=True, text=True, check=True).stdout.splitlines()
        for size in (1, 32):
            rates = {"nlptool": [], "PyTorch": []}
            batches = [sources[first:first + size] for first in range(0, len(sources), size)]
            translations = {}
            for _ in range(options.repeats):
                line = subprocess.run(
                    [options.nlptool, "benchmark", "translate", path, "--model", options.model, "--runs", "1",
                     "--batch-size", str(size), "--beam", str(options.beam), "--threads",
                     str(options.threads)], capture_output=True, text=True, check=True).stdout
                rates["nlptool"].append(json.loads(line)["sentences_per_second"])
                start = time.monotonic()
                for batch in batches:
                    translations.update(zip(batch, translate_batch(network, subwords, batch, options.beam)))
                rates["PyTorch"].append(len(sources) / (time.monotonic() - start))
            part = {name: statistics.median(values) for name, values in rates.items()}
            part["ratio"] = part["nlptool"] / part["PyTorch"]
            part["same"] = sum(translations[source] == line for source, line in zip(sources, own))
            result[f"batch_{size}"] = part
    print(json.dumps(result))


def quality(options):
    import sacrebleu
    import torch

    torch.set_num_threads(options.threads)
    recipe = json.loads(metadata(options.model)["configuration"])
    subwords = Subwords(json.loads(metadata(options.model)["subwords"]))
    parts = {"train": [], "validation": [], "test": []}
    for source, target in read_pairs(options.pairs_file):
        parts[split_of(source, recipe)].append((source, target))
    train = [(subwords.encode(source), subwords.encode(target)) for source, target in parts["train"]]
    train = [pair for pair in train if max(map(len, pair)) <= recipe["maximumLength"]]
    training = Training(recipe, FIRST_WORD + len(subwords.words), options.precision)
    generator = random.Random(recipe["training"]["seed"])
    start, budget, steps, epoch = time.process_time(), 60 * options.minutes, 0, 0
    averages, decay = None, recipe["training"]["averageDecay"]
    while time.process_time() - start < budget:
        epoch += 1
        total, count = 0.0, 0
        for batch in batches_of(train, recipe["batchSize"], generator):
            share = (time.process_time() - start) / budget
            if share >= 1:
                break
            # One cycle: up in a tenth of the time, then down along half a cosine.
            rate = share / 0.1 if share < 0.1 else (1 + math.cos(math.pi * (share - 0.1) / 0.9)) / 2
            total += training.step(batch, max(rate, 1e-3))
            count += 1
            steps += 1
            with torch.no_grad():
                values = list(training.network.parameters())
                if averages is None:
                    averages = [value.detach().clone() for value in values]
                else:
                    torch._foreach_lerp_(averages, values, 1 - decay)
        print(f"epoch {epoch}: loss {total / max(1, count):.3f}, {steps} steps", file=sys.stderr, flush=True)
    with torch.no_grad():
        for value, average in zip(training.network.parameters(), averages):
            value.copy_(average)
    training.network.eval()
    known = {}
    with torch.no_grad():
        for source, _ in parts["test"]:
            if source not in known:
                known[source] = translate(training.network, subwords, source, options.beam)
    hypotheses = [known[source] for source, _ in parts["test"]]
    references = [[target for _, target in parts["test"]]]
    print(json.dumps({
        "pairs": len(hypotheses), "steps": steps, "minutes": options.minutes,
        "bleu": sacrebleu.corpus_bleu(hypotheses, references).score,
        "chrf": sacrebleu.corpus_chrf(hypotheses, references).score}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["speed", "quality", "decode"])
    parser.add_argument("pairs_file")
    parser.add_argument("--nlptool", default=os.path.join(
        os.path.dirname(os.path.realpath(__file__)), "..", "..", ".build", "release", "nlptool"))
    parser.add_argument("--model")
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("arguments", nargs="*", help="more options of nlptool, behind --")
    options = parser.parse_args()
    options.pairs = options.pairs or (6400 if options.what == "speed" else 200)
    {"speed": speed, "quality": quality, "decode": decode}[options.what](options)


if __name__ == "__main__":
    main()
