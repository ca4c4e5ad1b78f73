#!/usr/bin/env python3
"""A tagger or classifier of nlptool as a module of PyTorch, to run or to train further.

    nlptool tokenize notes.txt | read_model_torch.py MODEL

Weights have PyTorch's names, shapes and order of gates, so they load as they are. What turns words into
rows of tables, and tags into paths, is that of read_model_numpy.py.
"""
import json
import sys

import torch
from torch import nn

import read_model_numpy as reader

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


def stack(tensors, name, cell, layers):
    """A recurrent network with the weights of a file."""
    weights = {key[len(name) + 1:]: torch.tensor(value)
               for key, value in tensors.items() if key.startswith(name + ".") and "_l" in key}
    width = weights["weight_hh_l0"].shape[1]
    network = CELLS[cell](weights["weight_ih_l0"].shape[1], width, num_layers=layers, batch_first=True,
                          bidirectional="weight_hh_l0_reverse" in weights)
    network.load_state_dict(weights)
    return network


def table(tensors, name):
    return nn.Embedding.from_pretrained(torch.tensor(tensors[name]), freeze=False)


class Words(nn.Module):
    """The vectors of a sentence's words, [T, I], from their attributes and their characters."""

    def __init__(self, tensors, names, prefix=""):
        super().__init__()
        self.tables = nn.ModuleDict({name: table(tensors, f"{prefix}{name}s.weight") for name in names})
        self.characters = self.spelling = self.corpora = None
        if "characters.weight" in tensors:
            self.characters = table(tensors, "characters.weight")
        if "corpora.weight" in tensors:
            self.corpora = nn.Parameter(torch.tensor(tensors["corpora.weight"][:1]))

    def forward(self, rows, spellings):
        parts = [embedding(rows[name]) for name, embedding in self.tables.items()]
        if self.characters is not None:
            parts.append(torch.stack([self.spell(spelling) for spelling in spellings]))
        if self.corpora is not None:
            parts.append(self.corpora.expand(len(parts[0]), -1))
        return torch.cat(parts, dim=1)

    def spell(self, spelling):
        _, state = self.spelling(self.characters(spelling)[None])
        return (state[0] if isinstance(state, tuple) else state)[:, 0].flatten()


class Network(nn.Module):
    """The recurrent part of a model: scores of tags for each word, or of labels for the text."""

    def __init__(self, model):
        super().__init__()
        tensors, self.kind = model.tensors, model.card["kind"]
        recipe = model.configuration
        prefix, settings = ("", recipe["tagger"]) if self.kind == "tagger" else (
            "network.", recipe["recipe"]["classifier"])
        names = [name for name in reader.ATTRIBUTES if name in model.vocabularies]
        self.words = Words(tensors, names, prefix)
        if self.words.characters is not None:
            self.words.spelling = stack(tensors, "characters", settings["cell"], 1)
        self.encoder = stack(tensors, prefix + "encoder", settings["cell"], settings["layers"])
        self.pooling = settings.get("pooling")
        self.output = nn.Linear(*reversed(tensors[prefix + "output.weight"].shape))
        self.output.load_state_dict(
            {part: torch.tensor(tensors[f"{prefix}output.{part}"]) for part in ("weight", "bias")})

    def forward(self, rows, spellings=()):
        states = self.encoder(self.words(rows, spellings)[None])[0][0]
        if self.kind == "tagger":
            return self.output(states)
        if self.pooling != "mean-max":
            raise ValueError(f"pooling {self.pooling}: write it here as read_model_numpy.pool has it")
        return self.output(torch.cat([states.mean(0), states.max(0).values]))


def inputs(model, words):
    """The rows of a sentence's words, and of their characters, as tensors."""
    rows = {name: torch.tensor(row) for name, row in reader.attribute_rows(model, words).items()}
    has_characters = "character" in model.vocabularies and "characters.weight" in model.tensors
    return rows, [torch.tensor(reader.character_rows(model, word)) for word in words] if has_characters else []


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    model = reader.ModelFile(sys.argv[1])
    if model.card["kind"] not in ("tagger", "classifier"):
        sys.exit(f"{sys.argv[1]}: a {model.card['kind']}; this reads classifiers and taggers")
    recurrent = "network.output.weight" in model.tensors or model.card["kind"] == "tagger"
    network = Network(model).eval() if recurrent else None
    for line in sys.stdin:
        words = line.split()
        with torch.no_grad():
            scores = network(*inputs(model, words)).numpy() if network and words else None
        if model.card["kind"] == "tagger":
            for word, tag in zip(words, reader.viterbi(model, scores) if words else []):
                print(f"{word}\t{tag}")
            print()
            continue
        if scores is not None:
            if len(words) > model.configuration["recipe"]["classifier"]["windowSize"]:
                sys.exit("a text longer than a window; read_model_numpy.py has what cuts it")
            reader.recurrent_scores = lambda model, words, scores=scores: scores
        values = reader.probabilities(model, words)
        print(json.dumps({label: float(p) for label, p in zip(model.card["labels"], values)}))


if __name__ == "__main__":
    main()
