#!/usr/bin/env python3
"""Writes the numbers that SoundTests compares features and resampling with.

usage: make-features.py [FOLDER]     needs numpy and librosa (0.11 made the files here)

The sound is made of tones, a sweep and a hum by a formula that the tests compute, too, so that no
samples are stored. Everything is computed in float64.
"""
import json
import pathlib
import sys

import librosa
import numpy as np

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__)
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent
RATE = 8000


def sound(rate, seconds):
    """As `testSound` of the tests; rounded to 16 bits, as files have it."""
    n = np.arange(int(rate * seconds), dtype=np.float64)
    t = n / rate
    x = 0.3 * np.sin(2 * np.pi * (200 * t + 900 * t * t)) + 0.1 * np.sin(2 * np.pi * 1234.5 * t + 1)
    x += 0.05 * np.sin(2 * np.pi * 50 * t) + 0.02 * np.cos(n * n * 0.37)
    x *= 0.5 - 0.5 * np.cos(2 * np.pi * 2 * t)
    return np.rint(x * 32767) / 32768 + 0.0  # no zero is negative


def numbers(array):
    return {"shape": list(array.shape), "data": [float(f"{v:.9g}") for v in array.flatten()]}


def main():
    y = sound(RATE, 0.5)
    size, window, hop = 256, 200, 80
    power = np.abs(librosa.stft(
        y, n_fft=size, hop_length=hop, win_length=window, window="hann", center=False)) ** 2
    tensors = {"power": power.T[3]}
    for name, bands, low, high in (("logmel", 40, 20, 4000), ("logmel_narrow", 20, 300, 3400)):
        filters = librosa.filters.mel(
            sr=RATE, n_fft=size, n_mels=bands, fmin=low, fmax=high, dtype=np.float64)
        mel = filters @ power
        log = np.log(np.maximum(mel, 1e-10))
        tensors[name] = log.T
        if name == "logmel":
            mfcc = librosa.feature.mfcc(S=log, n_mfcc=13, dct_type=2, norm="ortho")
            tensors["mfcc"] = mfcc.T
            slopes = librosa.feature.delta(mfcc, width=5, mode="nearest")
            tensors["delta"] = slopes.T
            tensors["delta2"] = librosa.feature.delta(slopes, width=5, mode="nearest").T
    frames = librosa.util.frame(y, frame_length=size, hop_length=hop).T
    rms = librosa.feature.rms(y=y, frame_length=size, hop_length=hop, center=False)[0]
    tensors["log_energy"] = np.log(np.maximum(rms, 1e-5))
    # Only zeros themselves count as not negative, and a frame's first sample has none before it.
    tensors["zero_crossings"] = np.array([
        librosa.zero_crossings(frame, threshold=0, zero_pos=True, pad=False).sum() / size
        for frame in frames])
    for name, array in tensors.items():
        print(name, array.shape)
    text = json.dumps({name: numbers(array) for name, array in tensors.items()},
                      separators=(",", ":"))
    (FOLDER / "features.json").write_text(text + "\n", encoding="utf-8")


main()
