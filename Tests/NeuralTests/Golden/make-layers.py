#!/usr/bin/env python3
"""Writes the numbers that NeuralTests compares layers, losses, optimizers and trainings with.

usage: make-layers.py [FOLDER]     needs PyTorch (2.15 made the files here); writes NAME.json

Everything is computed in float64 on the CPU. A file is {"meta": {...}, "tensors": {NAME: {"shape":
[...], "data": [row-major numbers]}}}. `R_x` is a random tensor of the shape of `x`, and `grad.y` the
gradient of sum(x * R_x), summed over all outputs `x`, with respect to `y`. The sizes of a case differ
from one another, weights, biases and initial states are not zero, and lengths are unequal, so that a
transposed matrix or a forgotten bias shows.
"""
import itertools
import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn.utils import rnn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__)
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def write(name, content):
    text = json.dumps(content, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def save(name, meta, tensors):
    write(name, {"meta": meta, "tensors": {key: numbers(t) for key, t in tensors.items()}})


def variable(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).requires_grad_()


def gradients(outputs, inputs):
    """The outputs, their random factors, and the gradients of the sum of their products."""
    factors = {f"R_{name}": torch.randn(t.shape) for name, t in outputs.items()}
    loss = sum((t * factors[f"R_{name}"]).sum() for name, t in outputs.items())
    found = torch.autograd.grad(loss, list(inputs.values()))
    return {
        **inputs, **outputs, **factors,
        **{f"grad.{name}": g for name, g in zip(inputs, found)},
    }


def recurrent(kind, layers, bidirectional, packed):
    torch.manual_seed(100 + 10 * layers + 2 * bidirectional + packed)
    steps, batch, size, hidden = 7, 3, 5, 4
    lengths = [7, 4, 2] if packed else [steps] * batch
    settings = dict(num_layers=layers, bidirectional=bidirectional)
    if kind == "LSTM":
        network = nn.LSTM(size, hidden, **settings)
    elif kind == "GRU":
        network = nn.GRU(size, hidden, **settings)
    else:
        network = nn.RNN(size, hidden, nonlinearity=kind[3:], **settings)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.5)
    x = variable(steps, batch, size)
    states = [variable(layers * (1 + bidirectional), batch, hidden)
              for _ in range(2 if kind == "LSTM" else 1)]
    start = tuple(states) if kind == "LSTM" else states[0]
    if packed:
        output, final = network(rnn.pack_padded_sequence(x, lengths), start)
        output = rnn.pad_packed_sequence(output, total_length=steps)[0]
    else:
        output, final = network(x, start)
    final = final if kind == "LSTM" else (final,)
    outputs = {"output": output, **{name: t for name, t in zip(("hn", "cn"), final)}}
    inputs = {"input": x, **{name: t for name, t in zip(("h0", "c0"), states)}}
    weights = dict(network.named_parameters())
    found = gradients(outputs, {**inputs, **weights})
    loss = sum((found[name] * found[f"R_{name}"]).sum() for name in outputs)
    tensors = {("w." + name if name in weights else name): t for name, t in found.items()}
    tensors["loss"] = loss.reshape(1)
    direction = "bi" if bidirectional else "uni"
    save(
        f"{kind}_{direction}_L{layers}_{'packed' if packed else 'full'}",
        {"cell": kind, "bidirectional": bidirectional, "layers": layers, "input_size": size,
         "hidden_size": hidden, "lengths": lengths},
        tensors)


class EnumeratedCRF:
    """A linear-chain CRF whose sums and maxima run over every path."""

    def __init__(self, start, transitions, end):
        self.start, self.transitions, self.end = start, transitions, end

    def paths(self, length):
        return torch.tensor(
            list(itertools.product(range(len(self.start)), repeat=length)), dtype=torch.long)

    def scores(self, emissions, paths):
        """The score of each path (rows) over emissions [length, tags]."""
        score = self.start[paths[:, 0]] + self.end[paths[:, -1]]
        for step in range(len(emissions)):
            score = score + emissions[step, paths[:, step]]
            if step:
                score = score + self.transitions[paths[:, step - 1], paths[:, step]]
        return score

    def log_likelihood(self, emissions, tags):
        partition = torch.logsumexp(self.scores(emissions, self.paths(len(emissions))), 0)
        return self.scores(emissions, tags[None])[0] - partition

    def best(self, emissions, count):
        paths = self.paths(len(emissions))
        scores, order = torch.topk(self.scores(emissions, paths).detach(), count)
        return [{"score": float(s), "path": paths[i].tolist()} for s, i in zip(scores, order)]


def crf():
    torch.manual_seed(7)
    steps, batch, count = 6, 4, 5
    lengths = [6, 4, 1, 5]
    start, transitions, end = variable(count), variable(count, count), variable(count)
    emissions = variable(steps, batch, count)
    tags = torch.randint(count, (steps, batch))
    model = EnumeratedCRF(start, transitions, end)
    columns = [emissions[:length, b] for b, length in enumerate(lengths)]
    loglik = torch.stack([
        model.log_likelihood(column, tags[:len(column), b]) for b, column in enumerate(columns)])
    inputs = {"emissions": emissions, "transitions": transitions, "start_transitions": start,
              "end_transitions": end}
    found = torch.autograd.grad(-loglik.sum(), list(inputs.values()))
    best = [model.best(column, 2) for column in columns]
    partitions = [
        torch.logsumexp(model.scores(c, model.paths(len(c))), 0).item() for c in columns]
    save(
        "CRF",
        {"lengths": lengths, "decode": [two[0]["path"] for two in best],
         "best_scores": [two[0]["score"] for two in best], "log_partitions": partitions,
         "second_best": [two[1] for two in best]},
        {**inputs, "tags": tags, "loglik": loglik,
         **{f"grad.{name}": g for name, g in zip(inputs, found)}})


def layers():
    torch.manual_seed(8)
    x, w, b = variable(4, 5), variable(3, 5), variable(3)
    save("Linear", {}, gradients(
        {"output": nn.functional.linear(x, w, b)}, {"x": x, "w": w, "b": b}))
    x, w, b = variable(3, 6), variable(6), variable(6)
    save("LayerNorm", {"eps": 1e-5}, gradients(
        {"output": nn.functional.layer_norm(x, (6,), w, b, 1e-5)}, {"x": x, "w": w, "b": b}))
    # Identifier 0 is padding, 3 never occurs, 4 occurs twice.
    w = variable(5, 3)
    ids = torch.tensor([[1, 4, 0], [4, 2, 0]])
    found = gradients(
        {"output": nn.functional.embedding(ids, w, padding_idx=0)}, {"w": w})
    save("Embedding_pad0", {"padding_idx": 0}, {"ids": ids, **found})


def activations():
    torch.manual_seed(9)
    functions = {
        "tanh": torch.tanh, "sigmoid": torch.sigmoid,
        "softmax": lambda x: torch.softmax(x, -1),
        "log_softmax": lambda x: torch.log_softmax(x, -1),
    }
    for name, function in functions.items():
        x = variable(3, 8, scale=3)
        save(f"act_{name}", {"op": name}, {"x": x, "output": function(x)})


def losses():
    torch.manual_seed(10)
    target = torch.tensor([0, 3, -100, 1, 2, 3])
    weight = torch.rand(4) + 0.05
    cases = {"none": ("none", None, 0.0), "mean": ("mean", None, 0.0), "sum": ("sum", None, 0.0),
             "weight": ("mean", weight, 0.0), "smooth": ("mean", None, 0.1),
             "weight_smooth": ("mean", weight, 0.1)}
    for name, (reduction, weights, smoothing) in cases.items():
        logits = variable(6, 4, scale=2)
        loss = nn.functional.cross_entropy(
            logits, target, weight=weights, reduction=reduction, label_smoothing=smoothing)
        factor = torch.randn(6) if reduction == "none" else torch.ones(1)
        gradient, = torch.autograd.grad((loss * factor).sum(), logits)
        save(
            f"cross_entropy_{name}",
            {"class_weight": None if weights is None else weights.tolist(),
             "label_smoothing": smoothing, "reduction": reduction},
            {"logits": logits, "target": target, "output": loss.reshape(-1), "R_output": factor,
             "grad.logits": gradient})
    logits, target, weight = variable(6, 4, scale=2), torch.randint(2, (6, 4)), torch.rand(4) + 0.3
    loss = nn.functional.binary_cross_entropy_with_logits(
        logits, target.double(), pos_weight=weight)
    gradient, = torch.autograd.grad(loss, logits)
    save(
        "bce_with_logits_posweight", {"pos_weight": weight.tolist()},
        {"logits": logits, "target": target, "output": loss.reshape(1), "grad.logits": gradient})


def optimizers():
    torch.manual_seed(11)
    first = torch.randn(6)
    grads = torch.randn(12, 6)
    settings = {
        "SGD": (torch.optim.SGD, dict(lr=0.1)),
        "SGD_momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
        "SGD_nesterov_wd": (
            torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
        "SGD_momentum_dampening": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.5)),
        "Adam": (torch.optim.Adam, dict(lr=0.01)),
        "Adam_wd": (
            torch.optim.Adam, dict(lr=0.01, weight_decay=0.1, betas=(0.8, 0.95), eps=1e-6)),
        "AdamW": (torch.optim.AdamW, dict(lr=0.01, weight_decay=0.1)),
        "RMSprop": (torch.optim.RMSprop, dict(lr=0.01)),
        "RMSprop_momentum_centered": (
            torch.optim.RMSprop, dict(lr=0.01, momentum=0.9, centered=True)),
        "Adagrad": (torch.optim.Adagrad, dict(lr=0.1)),
    }
    runs = {}
    for name, (kind, hyper) in settings.items():
        parameter = nn.Parameter(first.clone())
        optimizer = kind([parameter], **hyper)
        trajectory = []
        for gradient in grads:
            parameter.grad = gradient.clone()
            optimizer.step()
            trajectory.append(parameter.detach().tolist())
        runs[name] = {"hyper": hyper, "trajectory": trajectory}
    clipping = []
    for maximum, scale in [(0.5, 3.0), (5.0, 1.0), (100.0, 1.0)]:
        given = [torch.randn(3) * scale, torch.randn(4) * scale]
        parameters = [nn.Parameter(torch.zeros_like(g)) for g in given]
        for parameter, gradient in zip(parameters, given):
            parameter.grad = gradient.clone()
        norm = nn.utils.clip_grad_norm_(parameters, maximum)
        clipping.append({
            "max_norm": maximum, "total_norm": float(norm),
            "grads": [g.tolist() for g in given],
            "clipped": [p.grad.tolist() for p in parameters]})
    write("optimizers", {
        "p0": first.tolist(), "grads": grads.tolist(), "optimizers": runs,
        "clip_grad_norm": clipping})


def schedules():
    """Learning rates: before the first step, then after each."""
    rates = torch.optim.lr_scheduler
    plateau = ([1, 0.9, 0.8] + [0.81 + 0.01 * k for k in range(5)]
               + [0.7] + [0.71 + 0.01 * k for k in range(6)]) * 2
    kinds = {
        "StepLR(step=7,gamma=0.5)": (30, lambda o: rates.StepLR(o, 7, 0.5)),
        "ExponentialLR(0.9)": (30, lambda o: rates.ExponentialLR(o, 0.9)),
        "CosineAnnealingLR(T_max=20,eta_min=0.001)": (
            20, lambda o: rates.CosineAnnealingLR(o, 20, 0.001)),
        "OneCycleLR(max_lr=0.5,total_steps=31)": (
            30, lambda o: rates.OneCycleLR(o, 0.5, total_steps=31)),
        "LinearLR(start=0.1,total_iters=5)": (30, lambda o: rates.LinearLR(o, 0.1, 1, 5)),
        "ReduceLROnPlateau(factor=0.5,patience=2)": (
            30, lambda o: rates.ReduceLROnPlateau(o, factor=0.5, patience=2)),
    }
    found = {}
    for name, (steps, make) in kinds.items():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
        schedule = make(optimizer)
        found[name] = [optimizer.param_groups[0]["lr"]]
        for step in range(steps):
            optimizer.step()
            schedule.step(*([plateau[step]] if "Plateau" in name else []))
            found[name].append(optimizer.param_groups[0]["lr"])
    write("schedules", {"plateau_metrics": plateau, "schedulers": found})


def parameters(model):
    return {name: numbers(p) for name, p in model.named_parameters()}


def language_model(kind):
    """Two layers over characters; truncated backpropagation, the state carried over."""
    torch.manual_seed(12)
    count, size, hidden, length, steps = 11, 6, 8, 5, 8
    model = nn.ModuleDict({
        "emb": nn.Embedding(count, size), "rnn": getattr(nn, kind)(size, hidden, num_layers=2),
        "out": nn.Linear(hidden, count)})
    data = torch.randint(count, (4, steps * length + 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    start, log, state = parameters(model), [], None
    for step in range(steps):
        first = step * length
        x = data[:, first:first + length].t()
        y = data[:, first + 1:first + length + 1].t()
        output, state = model["rnn"](model["emb"](x), state)
        state = tuple(s.detach() for s in state) if kind == "LSTM" else state.detach()
        logits = model["out"](output)
        loss = nn.functional.cross_entropy(logits.reshape(-1, count), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        log.append({"loss": loss.item(), "grad_norm": float(norm)})
    write(f"train_language_model_{kind}", {
        "V": count, "E": size, "H": hidden, "data": data.tolist(), "init": start, "log": log,
        "final": parameters(model)})


def tagger():
    """A bidirectional LSTM under a CRF."""
    torch.manual_seed(13)
    words, size, hidden, tags, lengths = 20, 6, 5, 4, [6, 4, 3]
    model = nn.ModuleDict({
        "emb": nn.Embedding(words, size), "rnn": nn.LSTM(size, hidden, bidirectional=True),
        "out": nn.Linear(2 * hidden, tags),
        "crf": nn.ParameterDict({
            "start_transitions": nn.Parameter(torch.randn(tags) * 0.1),
            "end_transitions": nn.Parameter(torch.randn(tags) * 0.1),
            "transitions": nn.Parameter(torch.randn(tags, tags) * 0.1)})})
    chain = EnumeratedCRF(
        model["crf"]["start_transitions"], model["crf"]["transitions"],
        model["crf"]["end_transitions"])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)

    def emissions(x):
        packed = rnn.pack_padded_sequence(model["emb"](x), lengths)
        output = rnn.pad_packed_sequence(model["rnn"](packed)[0])[0]
        logits = model["out"](output)
        return [logits[:length, b] for b, length in enumerate(lengths)]

    start, log, batches = parameters(model), [], []
    for _ in range(6):
        x, y = torch.randint(words, (6, 3)), torch.randint(tags, (6, 3))
        batches.append({"words": x.tolist(), "tags": y.tolist(), "lengths": lengths})
        loss = -torch.stack([
            chain.log_likelihood(column, y[:len(column), b])
            for b, column in enumerate(emissions(x))]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        log.append({"loss": loss.item()})
    decoded = [chain.best(column, 1)[0]["path"] for column in emissions(x)]
    write("train_tagger", {
        "batches": batches, "init": start, "log": log, "final": parameters(model),
        "final_decode_last_batch": decoded})


def ctc():
    """Connectionist temporal classification with the blank 0: unequal lengths, a label that repeats, an
    empty target, and one that needs more steps than there are, whose gradient is 0."""
    torch.manual_seed(17)
    targets, lengths = [[1, 2, 2, 3], [5], [], [1, 1, 1, 1]], [12, 9, 5, 6]
    logits = variable(12, 4, 6, scale=2.0)
    losses = []
    for item, (target, length) in enumerate(zip(targets, lengths)):
        loss = nn.functional.ctc_loss(
            torch.log_softmax(logits[:length, item:item + 1], 2), torch.tensor([target]), [length],
            [len(target)], reduction="sum")
        losses.append(loss.item() if torch.isfinite(loss) else None)
        if torch.isfinite(loss):
            loss.backward()
    save("CTC", {"targets": targets, "lengths": lengths, "losses": losses},
         {"logits": logits, "grad.logits": logits.grad})


for cell in ("RNNtanh", "RNNrelu", "GRU", "LSTM"):
    for options in itertools.product((1, 2), (False, True), (False, True)):
        recurrent(cell, *options)
crf()
layers()
activations()
losses()
optimizers()
schedules()
for cell in ("RNN", "GRU", "LSTM"):
    language_model(cell)
tagger()
ctc()
