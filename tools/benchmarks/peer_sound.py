#!/usr/bin/env python3
"""A PyTorch LSTM for what `nlptool train sound-classifier` does by default.

usage: peer_sound.py FOLDER [--seed N] [--epochs N] [--hidden N] [--layers N] [--threads N] [--split-seed N] [--centres]

FOLDER has a folder of WAV files (mono, 16 bits, one rate) for each label. The split by speaker, the
log-mel features, the changes of training recordings, the sizes, the optimizer, its schedule and the
average of the weights are those of the toolkit; initial weights and random numbers are PyTorch's and
numpy's. Prints one JSON object with the accuracy on the speakers that training has left alone.
Needs torch, numpy, scipy and librosa (for its filters alone).
"""
import argparse
import copy
import json
import math
import pathlib
import sys
import time
import wave

import librosa
import numpy as np
import torch
from scipy.signal import lfilter
from torch import nn

from speaker_split import split

BANDS, STACK = 40, 2


class Features:
    def __init__(self, rate):
        self.rate, self.window, self.hop = rate, round(0.025 * rate), round(0.010 * rate)
        self.size = 1 << max(2, (self.window - 1).bit_length())
        filters = librosa.filters.mel(
            sr=rate, n_fft=self.size, n_mels=BANDS, fmin=20, fmax=min(8000, rate / 2))
        self.filters = torch.tensor(filters)
        self.hann = torch.hann_window(self.window, periodic=True)

    def __call__(self, samples):
        x = torch.from_numpy(samples)
        if len(x) < self.size:
            x = nn.functional.pad(x, (0, self.size - len(x)))
        power = torch.stft(
            x, self.size, self.hop, self.window, self.hann, center=False,
            return_complex=True).abs() ** 2
        return torch.log(torch.clamp(self.filters @ power, min=1e-10)).T


def stretched(x, factor):
    place = np.arange(int(len(x) / factor)) * factor
    base = place.astype(int)
    t = (place - base).astype(np.float32)
    a, b, c, d = (x[np.clip(base + offset, 0, len(x) - 1)] for offset in (-1, 0, 1, 2))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def changed(x, rate, backgrounds, random):
    background = None
    if backgrounds and random.uniform() < 0.5:
        background = backgrounds[random.integers(len(backgrounds))]
    x = stretched(x, random.uniform(0.9, 1.1))
    width = rate // 50
    quiet = np.sqrt(min(np.mean(x[i:i + width] ** 2) for i in range(0, len(x) - width + 1, width)))
    before, after = (
        (quiet * 3 ** 0.5 * random.uniform(-1, 1, int(random.uniform(0, 0.1) * rate))).astype(np.float32)
        for _ in range(2))
    x = np.concatenate([before, x, after])
    if random.uniform() < 0.7:
        ratio = random.uniform(5, 30)
        if background is not None:
            start = int(random.uniform() * len(background))
            noise = background[(start + np.arange(len(x))) % len(background)]
        else:
            share = random.uniform(0, 0.95)
            noise = lfilter([1], [1, -share], random.uniform(-0.5, 0.5, len(x))).astype(np.float32)
        power, other = float(np.mean(x ** 2)), float(np.mean(noise ** 2))
        if power > 0 and other > 0:
            x = x + np.float32(math.sqrt(power / other * 10 ** (-ratio / 10))) * noise
    return (x * 10 ** (random.uniform(-6, 6) / 20)).astype(np.float32)


def masked(frames, random):
    frames = frames.clone()
    length = min(len(frames), int(random.uniform() * 16))
    start = int(random.uniform() * (len(frames) - length + 1))
    frames[start:start + length] = 0
    length = int(random.uniform() * 7)
    start = int(random.uniform() * (BANDS - length + 1))
    frames[:, start:start + length] = 0
    return frames


class Model(nn.Module):
    def __init__(self, hidden, layers, classes):
        super().__init__()
        self.lstm = nn.LSTM(
            BANDS * STACK, hidden, layers, bidirectional=True, batch_first=True, dropout=0.3)
        self.dropout = nn.Dropout(0.3)
        self.output = nn.Linear(4 * hidden, classes)

    def forward(self, clips):
        steps = []
        for clip in clips:
            missing = -len(clip) % STACK
            clip = torch.cat([clip, clip[-1:].expand(missing, -1)])
            steps.append(clip.reshape(len(clip) // STACK, -1))
        lengths = [len(clip) for clip in steps]
        packed = nn.utils.rnn.pack_sequence(steps, enforce_sorted=False)
        states, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        pooled = [torch.cat([s[:n].mean(0), s[:n].max(0).values]) for s, n in zip(states, lengths)]
        return self.output(self.dropout(torch.stack(pooled)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    for name, value in (("seed", 1), ("epochs", 120), ("hidden", 96), ("layers", 2), ("threads", 2),
                        ("split-seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--centres", action="store_true", help="as the encoder's setting of this name")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random = np.random.default_rng(options.seed)
    labels = sorted(path.name for path in options.folder.iterdir() if path.is_dir())
    parts = {"train": [], "validation": [], "test": []}
    rate = None
    for index, label in enumerate(labels):
        for path in sorted((options.folder / label).glob("*.wav")):
            with wave.open(str(path)) as file:
                rate = file.getframerate()
                data = file.readframes(file.getnframes())
            samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
            parts[split(path.name.split("_")[0], options.split_seed)].append((samples, index))
    features = Features(rate)
    train = parts["train"]
    frames = torch.cat([features(samples) for samples, _ in train])
    mean, deviation = frames.mean(0), frames.std(0).clamp(min=1e-3)
    backgrounds = [samples for samples, label in train if labels[label] == "silence"]

    def normalized(samples):
        frames = features(samples)
        return (frames - (frames.mean(0) if options.centres else mean)) / deviation

    held = {name: ([normalized(s) for s, _ in parts[name]], torch.tensor([y for _, y in parts[name]]))
            for name in ("validation", "test")}
    model = Model(options.hidden, options.layers, len(labels))
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    batches = math.ceil(len(train) / 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 0.003, options.epochs * batches, pct_start=0.1, cycle_momentum=False)

    def evaluate(name):
        average.eval()
        clips, gold = held[name]
        with torch.no_grad():
            scores = torch.cat([average(clips[i:i + 32]) for i in range(0, len(clips), 32)])
            accuracy = (scores.argmax(1) == gold).double().mean().item()
            return accuracy, nn.functional.cross_entropy(scores, gold).item()

    best, result, step, training = -1.0, {}, 0, 0.0
    for epoch in range(options.epochs):
        start = time.time()
        model.train()
        order = random.permutation(len(train))
        for first in range(0, len(order), 32):
            chosen = [train[index] for index in order[first:first + 32]]
            clips = [masked(normalized(changed(s, rate, backgrounds, random)), random)
                     for s, _ in chosen]
            value = loss(model(clips), torch.tensor([y for _, y in chosen]))
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5)
            optimizer.step()
            schedule.step()
            step += 1
            decay = min(0.99, (1 + step) / (10 + step))
            with torch.no_grad():
                for kept, new in zip(average.parameters(), model.parameters()):
                    kept.lerp_(new, 1 - decay)
        training += time.time() - start
        accuracy, validation_loss = evaluate("validation")
        print(f"epoch {epoch + 1}: {accuracy:.4f}, {training:.0f} s", file=sys.stderr)
        if epoch + 1 > options.epochs / 2 and accuracy - 1e-3 * validation_loss > best:
            best = accuracy - 1e-3 * validation_loss
            result = {"epoch": epoch + 1, "validation_accuracy": accuracy,
                      "accuracy": evaluate("test")[0]}
    print(json.dumps({
        "recordings": {name: len(part) for name, part in parts.items()},
        "parameters": sum(p.numel() for p in model.parameters()), "seed": options.seed, **result,
        "seconds": round(training, 1),
        "recordings_per_second": round(options.epochs * len(train) / training)}))


main()
