"""Words, sentences, parts of speech and lemmas by language: a tagger is trained on most of each treebank, and
scored from raw text on the part that was held out by a seeded hash."""
import glob
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile

MEASURES = ["Tokens", "Sentences", "Words", "UPOS", "UFeats", "Lemmas"]


def open_text(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def units(paths):
    """The documents of a treebank, or its sentences where it marks no documents, each as text."""
    for path in paths:
        with open_text(path) as file:
            sentences = [block for block in file.read().split("\n\n") if block.strip()]
        if sum("# newdoc" in sentence for sentence in sentences) < 20:
            yield from (sentence.strip("\n") + "\n\n" for sentence in sentences)
            continue
        document = ""
        for sentence in sentences:
            if "# newdoc" in sentence and document:
                yield document
                document = ""
            document += sentence.strip("\n") + "\n\n"
        yield document


def part(text, seed):
    digest = hashlib.sha256(f"{seed} {text}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    return "test" if place < 0.1 else "validation" if place < 0.2 else "train"


def treebanks(folder):
    """The files of each treebank by its name, such as `da_ddt`; tests are left alone."""
    found = {}
    for path in sorted(glob.glob(f"{folder}/*.conllu*")):
        name = os.path.basename(path).split("-ud-")
        if len(name) == 2 and not name[1].startswith("test"):
            found.setdefault(name[0], []).append(path)
    return found


def measure(arguments, run_json):
    def nlptool(*options, output=None):
        result = subprocess.run([arguments.nlptool, *options], stdout=output or subprocess.PIPE, text=True)
        if result.returncode != 0:
            sys.exit(f"nlptool {' '.join(options)}: status {result.returncode}")
        return result.stdout

    tools = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "models")
    record = {}
    for name, paths in treebanks(arguments.folder).items():
        language = "nb" if name == "no_bokmaal" else name.split("_")[0]
        if arguments.only and language not in arguments.only:
            continue
        with tempfile.TemporaryDirectory() as work:
            files = {key: open(f"{work}/{key}.conllu", "w", encoding="utf-8") for key in ("train", "validation", "test")}
            for text in units(paths):
                files[part(text, arguments.seed)].write(text)
            for file in files.values():
                file.close()
            for split in ("train", "validation"):
                nlptool("ingest", f"{work}/store.sqlite", f"{work}/{split}.conllu", "--corpus", name, "--split", split,
                        "--quiet")
            nlptool("train", "tagger", f"{work}/store.sqlite", "--corpus", name, "--layer", "upos", "--layer", "feats",
                    "--layer", "lemma", "--locale", language, "--epochs", str(arguments.epochs), "--threads",
                    str(arguments.threads), "--output", f"{work}/model.nlpmodel", "--quiet")
            with open(f"{work}/test.txt", "w") as output:
                subprocess.run([f"{tools}/treebank-text", f"{work}/test.conllu"], stdout=output, check=True)
            with open(f"{work}/system.conllu", "w") as output:
                nlptool("analyze", "--model", f"{work}/model.nlpmodel", f"{work}/test.txt", output=output)
            lines = nlptool("evaluate", "--task", "conllu", "--gold", f"{work}/test.conllu", "--predicted",
                            f"{work}/system.conllu", "--format", "jsonl")
            rows = [json.loads(line) for line in lines.splitlines()]
            scores = {row.get("label"): row["value"] for row in rows if row["metric"] == "f1"}
            record[name] = {key: scores.get(key) for key in MEASURES}
            print(name, record[name], file=sys.stderr)
    table = ["| treebank | " + " | ".join(MEASURES) + " |", "|---" * (len(MEASURES) + 1) + "|"]
    for name, scores in record.items():
        cells = ["n/a" if value is None else f"{100 * value:.1f}" for value in scores.values()]
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    return record, "\n".join(table) + "\n"
