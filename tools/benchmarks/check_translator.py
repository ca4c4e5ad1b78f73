#!/usr/bin/env python3
"""Compares the gradients of `nlptool train translator` with those of PyTorch's autograd.

    check_translator.py [--nlptool PATH]

A step of plain gradient descent with rate 1 changes each weight by its gradient. Networks of every cell and
attention, with several layers, tied and not, take one such step on a batch of pairs of unequal lengths; the
same network is written down here step by step and differentiated in double precision. Prints the greatest
difference of each with the greatest gradient, and exits with 1 if one is more than the rounding of floats.
"""
import argparse
import itertools
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import peer_translator

TOLERANCE = 2e-6


def tensors(path):
    import torch

    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: torch.frombuffer(
            bytearray(data[entry["data_offsets"][0]:entry["data_offsets"][1]]),
            dtype=torch.float32).double().view(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"}


class Network:
    def __init__(self, weights, model):
        self.weights, self.model = weights, model

    def cell(self, prefix, suffix, x, h, c):
        import torch

        w = lambda name: self.weights[f"{prefix}.{name}{suffix}"]
        inner, outer = w("weight_ih") @ x + w("bias_ih"), w("weight_hh") @ h + w("bias_hh")
        if self.model["cell"] == "rnn":
            return torch.tanh(inner + outer), c
        if self.model["cell"] == "gru":
            (ri, zi, ni), (rh, zh, nh) = inner.chunk(3), outer.chunk(3)
            r, z = torch.sigmoid(ri + rh), torch.sigmoid(zi + zh)
            n = torch.tanh(ni + r * nh)
            return (1 - z) * n + z * h, c
        i, f, g, o = (inner + outer).chunk(4)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def loss(self, source, target):
        """The sum of the losses of a target's symbols, its end included."""
        import torch

        w, model = self.weights, self.model
        hidden, states = model["hidden"], list(w["source.weight"][source + [0]])
        for layer in range(model["encoderLayers"]):
            sides, finals = [], []
            for suffix, order in (("", 1), ("_reverse", -1)):
                h = c = torch.zeros(hidden // 2, dtype=torch.double)
                side = []
                for x in states[::order]:
                    h, c = self.cell("encoder", f"_l{layer}{suffix}", x, h, c)
                    side.append(h)
                sides.append(side[::order])
                finals.append(h)
            states = [torch.cat(pair) for pair in zip(*sides)]
        memory = torch.stack(states)
        keys = memory @ w["attention.key_weight"].T
        initial = torch.tanh(w["bridge.weight"] @ torch.cat(finals) + w["bridge.bias"])
        layers = model["decoderLayers"]
        parts = list(initial.split(hidden))
        h = parts[:layers]
        c = parts[layers:] if model["cell"] == "lstm" else h
        feed = torch.zeros(model["embeddingSize"], dtype=torch.double)
        table = w["output.weight"] if model["tiedOutput"] else w["target.weight"]
        total = 0
        for read, written in zip([0] + target, target + [0]):
            x = torch.cat([table[read], feed])
            new = []
            for layer in range(layers):
                x, cell = self.cell("decoder", f"_l{layer}", x, h[layer], c[layer])
                new.append((x, cell))
            h, c = [n[0] for n in new], [n[1] for n in new]
            if model["attention"] == "general":
                scores = keys @ x
            else:
                query = w["attention.query_weight"] @ x + w["attention.query_bias"]
                scores = torch.tanh(keys + query) @ w["attention.score"]
            context = torch.softmax(scores, 0) @ memory
            feed = torch.tanh(
                w["combination.weight"] @ torch.cat([context, x]) + w["combination.bias"])
            logits = w["output.weight"] @ feed + w["output.bias"]
            total = total + torch.nn.functional.cross_entropy(
                logits[None], torch.tensor([written]), reduction="sum",
                label_smoothing=model["labelSmoothing"])
        return total


def difference(nlptool, arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pairs.tsv")
        generator = random.Random(4)
        word = lambda: "".join(generator.choice("abcde") for _ in range(generator.randint(1, 6)))
        with open(path, "w", encoding="utf-8") as file:
            for _ in range(12):
                file.write(f"{word()}\t{word()}\n")
        models = []
        for rate in ("1e-30", "1"):
            output = os.path.join(folder, rate)
            subprocess.run(
                [nlptool, "train", "translator", "--input", path, "--output", output, "--quiet",
                 "--subwords", "0", "--hidden", "12", "--embedding", "7", "--epochs", "1",
                 "--optimizer", "sgd", "--momentum", "0", "--schedule", "constant", "--clip", "0",
                 "--dropout", "0", "--average-decay", "0", "--validation", "0", "--test", "0",
                 "--learning-rate", rate] + arguments, check=True)
            models.append(tensors(output))
        metadata = peer_translator.metadata(output)
        model = json.loads(metadata["configuration"])["model"]
        subwords = peer_translator.Subwords(json.loads(metadata["subwords"]))
        pairs = [tuple(map(subwords.encode, pair)) for pair in peer_translator.read_pairs(path)]
        before, after = models
        for weight in before.values():
            weight.requires_grad_()
        network = Network(before, model)
        loss = sum(network.loss(*pair) for pair in pairs) / sum(len(t) + 1 for _, t in pairs)
        loss.backward()
        return [
            max(float(value(name).abs().max()) for name in before) for value in (
                lambda name: before[name].detach() - after[name] - before[name].grad,
                lambda name: before[name].grad)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nlptool", default=os.path.join(
        os.path.dirname(os.path.realpath(__file__)), "..", "..", ".build", "release", "nlptool"))
    nlptool = parser.parse_args().nlptool
    failed = False
    for cell, attention in itertools.product(("lstm", "gru", "rnn"), ("general", "additive")):
        for more in ([], ["--no-tied-output", "--encoder-layers", "2", "--decoder-layers", "3"]):
            arguments = ["--cell", cell, "--attention", attention] + more
            error, greatest = difference(nlptool, arguments)
            failed |= not (error <= TOLERANCE and greatest > 0.01)
            print(f"{error:.1e} of {greatest:.2f}  {' '.join(arguments)}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
