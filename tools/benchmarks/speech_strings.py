#!/usr/bin/env python3
"""Strings of spoken words, to measure the word error rate of `nlptool train recognizer` on.

usage: speech_strings.py FOLDER OUTPUT [--leave-out LABEL…] [--longest N] [--seed N]

FOLDER has a folder of WAV files (mono, 16 bits, one rate) for each word, with the speaker in the
files' names up to the first underscore. Writes into OUTPUT
  words.tsv     all recordings of words, for `train recognizer --input`, which leaves a tenth of the
                speakers alone, and
  strings.tsv   strings of these speakers' recordings, each of them once, up to five one behind the
                other with pauses of up to 0.3 seconds, for `evaluate --input`.
The same seed makes the same bytes.
"""
import argparse
import array
import pathlib
import random
import wave

from speaker_split import split


def read(path):
    with wave.open(str(path)) as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 1:
            raise SystemExit(f"{path}: not 16 bits and one channel")
        return file.getframerate(), array.array("h", file.readframes(file.getnframes()))


def pause(samples, rate, chance):
    """Noise as loud as the quietest 20 ms of a recording: zeros would tell where it begins."""
    width = rate // 50
    parts = [samples[at:at + width] for at in range(0, max(1, len(samples) - width), width)]
    level = min((sum(x * x for x in part) / max(1, len(part))) ** 0.5 for part in parts)
    return array.array(
        "h", (round(level * 3 ** 0.5 * chance.uniform(-1, 1)) for _ in range(int(chance.uniform(0, 0.3) * rate))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--longest", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sounds = options.output / "strings"
    sounds.mkdir(parents=True, exist_ok=True)
    speakers = {}
    with open(options.output / "words.tsv", "w") as list_of_words:
        for folder in sorted(path for path in options.folder.iterdir() if path.is_dir()):
            if folder.name in options.leave_out:
                continue
            for path in sorted(folder.glob("*.wav")):
                speaker = path.name.split("_")[0]
                print(path.resolve(), folder.name, speaker, sep="\t", file=list_of_words)
                if split(speaker) == "test":
                    speakers.setdefault(speaker, []).append((path, folder.name))
    with open(options.output / "strings.tsv", "w") as list_of_strings:
        count = 0
        for speaker, words in sorted(speakers.items()):
            chance.shuffle(words)
            while words:
                length = chance.randint(1, options.longest)
                part, words = words[:length], words[length:]
                samples = array.array("h")
                for path, _ in part:
                    rate, clip = read(path)
                    if samples:
                        samples += pause(clip, rate, chance)
                    samples += clip
                count += 1
                with wave.open(str(sounds / f"{speaker}_{count}.wav"), "wb") as file:
                    file.setparams((1, 2, rate, 0, "NONE", ""))
                    file.writeframes(samples.tobytes())
                text = " ".join(word for _, word in part)
                print(f"strings/{speaker}_{count}.wav", text, speaker, sep="\t", file=list_of_strings)
    print(f"{count} strings of {len(speakers)} speakers")


main()
