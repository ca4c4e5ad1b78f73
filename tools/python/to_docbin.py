#!/usr/bin/env python3
"""Writes JSON lines of nlptool as a DocBin of spaCy, for spacy train and spacy evaluate.

    nlptool corpus export news.db --corpus news --split train --format jsonl | to_docbin.py train.spacy
    nlptool tag --format jsonl notes.txt | to_docbin.py --language de notes.spacy

Entities become doc.ents, labels doc.cats (1 for those that a document has, 0 for all others). Offsets
count Unicode scalars, as nlptool writes them without --offsets. Entities that do not fit spaCy's tokens
are told and left out, or with --expand made to fit.
"""
import argparse
import json
import sys

import spacy
from spacy.tokens import DocBin


def labels_of(record, field):
    value = record.get(field)
    return [value] if isinstance(value, str) else list(value or [])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="\n\n".join(__doc__.split("\n\n")[1:]),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", help="the file to write, NAME.spacy")
    parser.add_argument("--language", default="xx", help="whose tokenizer divides the texts (default: xx)")
    parser.add_argument("--label-field", default="label", help="the field with the label (default: label)")
    parser.add_argument("--expand", action="store_true", help="make entities end where tokens do")
    arguments = parser.parse_args()
    nlp = spacy.blank(arguments.language)
    records, classes = [], set()
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        record = json.loads(line)
        if "text" not in record:
            sys.exit(f"line {number}: no text; export with --format jsonl")
        record["labels"] = labels_of(record, "labels") or labels_of(record, arguments.label_field)
        classes.update(record["labels"])
        records.append(record)
    binary, left_out = DocBin(store_user_data=False), 0
    for record in records:
        doc = nlp.make_doc(record["text"])
        spans = []
        for entity in record.get("entities", []):
            span = doc.char_span(entity["start"], entity["end"], label=entity["label"],
                                 alignment_mode="expand" if arguments.expand else "strict")
            if span is None:
                left_out += 1
            else:
                spans.append(span)
        kept = spacy.util.filter_spans(spans)
        left_out += len(spans) - len(kept)
        doc.set_ents(kept)
        doc.cats = {label: float(label in record["labels"]) for label in sorted(classes)}
        binary.add(doc)
    binary.to_disk(arguments.output)
    print(f"{arguments.output}: {len(binary)} documents, {left_out} entities left out", file=sys.stderr)


if __name__ == "__main__":
    main()
