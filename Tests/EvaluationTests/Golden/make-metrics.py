#!/usr/bin/env python3
"""Writes the scores that EvaluationTests compares metrics with, as the field's own tools give them.

usage: make-metrics.py [FOLDER]
needs: seqeval 1.2, conlleval 0.2, scikit-learn 1.9, sacrebleu 2.6, jiwer 4, rouge-score 0.1

Writes seqeval.json, sklearn.json, sacrebleu.json, rouge.json, wer.json, perplexity.json and
significance.json. The *.jsonl files beside them are a sample of what tools/compare-metrics makes.
"""
import json
import logging
import math
import pathlib
import random
import sys
import warnings

import conlleval
import jiwer
import numpy
import sacrebleu
from rouge_score import rouge_scorer
from scipy import stats
from seqeval import metrics as seqeval_metrics
from seqeval import scheme as seqeval_schemes
from sklearn import metrics

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent


def plain(value):
    """What JSON can hold: NumPy's numbers and arrays as Python's, infinite ones as text."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": "nan", "inf": "inf", "-inf": "-inf"}[str(value)]
    return value


def write(name, content):
    text = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


# Tag sequences

PREFIXES = {"IOB1": "IB", "IOB2": "IB", "IOE1": "IE", "IOE2": "IE", "IOBES": "IBES", "BILOU": "IBLU"}
CHOSEN = [
    ("IOB2", "B-X I-X O", "B-X I-X O"), ("IOB2", "B-X I-X O", "B-X O O"),
    ("IOB2", "O O O", "O O O"), ("IOB2", "O O O", "B-X O I-X"), ("IOB2", "B-X I-Y I-X", "I-X I-X B-X"),
    ("IOB2", "B-X B-X", "B-X I-X"), ("IOB1", "I-X I-X B-X", "I-X B-X I-X"),
    ("IOE2", "I-X E-X E-X", "I-X I-X E-X"), ("IOE1", "I-X E-X I-X", "I-X I-X I-X"),
    ("IOBES", "S-X B-X E-X", "S-X B-X I-X"), ("IOBES", "B-X I-X E-X S-Y", "B-X E-X E-X S-Y"),
    ("BILOU", "U-X B-X L-X O", "U-X B-X I-X O"), ("BILOU", "B-X I-X L-X", "B-X L-X U-X"),
    ("IOB2", "B-A-B I-A-B O", "B-A-B O O"),
]


def random_pair(rng, scheme):
    def tags(length):
        return [
            "O" if rng.random() < 0.35 else f"{rng.choice(PREFIXES[scheme])}-{rng.choice('XYZ')}"
            for _ in range(length)]

    gold = [tags(rng.randint(1, 9)) for _ in range(rng.randint(1, 4))]
    predicted = [[t if rng.random() < 0.75 else tags(1)[0] for t in row] for row in gold]
    return gold, predicted


def guarded_report(gold, predicted, **options):
    try:
        return seqeval_metrics.classification_report(
            gold, predicted, output_dict=True, zero_division=0, **options)
    except ValueError as error:
        return {"error": str(error)}


def tagging_case(scheme, gold, predicted):
    rules = getattr(seqeval_schemes, scheme)
    lines = []
    for left, right in zip(gold, predicted):
        lines += [f"w {one} {other}" for one, other in zip(left, right)] + [""]
    chunks = conlleval.evaluate(lines)["overall"]

    def entities(tags):
        return [
            [[e.tag, e.start, e.end] for e in sentence]
            for sentence in seqeval_schemes.Entities(tags, rules).entities]

    return {
        "scheme": scheme, "y_true": gold, "y_pred": predicted,
        "default": {
            "token_accuracy": seqeval_metrics.accuracy_score(gold, predicted),
            "report": guarded_report(gold, predicted)},
        "strict": {
            "entities_true": entities(gold), "entities_pred": entities(predicted),
            "report": guarded_report(gold, predicted, mode="strict", scheme=rules)},
        "conlleval": {"overall": chunks}}


def tagging():
    rng = random.Random(1)
    cases = [tagging_case(scheme, [one.split()], [two.split()]) for scheme, one, two in CHOSEN]
    for scheme in PREFIXES:
        cases += [tagging_case(scheme, *random_pair(rng, scheme)) for _ in range(10)]
    write("seqeval", {"cases": cases})


# Classes

def decisions(gold, predicted):
    case = {
        "y_true": gold, "y_pred": predicted,
        "report": metrics.classification_report(gold, predicted, output_dict=True, zero_division=0),
        "confusion": metrics.confusion_matrix(gold, predicted),
        "confusion_norm_true": metrics.confusion_matrix(gold, predicted, normalize="true"),
        "accuracy": metrics.accuracy_score(gold, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(gold, predicted),
        "mcc": metrics.matthews_corrcoef(gold, predicted),
        "kappa": metrics.cohen_kappa_score(gold, predicted),
        "kappa_linear": metrics.cohen_kappa_score(gold, predicted, weights="linear"),
        "kappa_quadratic": metrics.cohen_kappa_score(gold, predicted, weights="quadratic"),
        "hamming": metrics.hamming_loss(gold, predicted),
        "zero_one": metrics.zero_one_loss(gold, predicted)}
    for average in ("micro", "macro", "weighted"):
        settings = dict(average=average, zero_division=0)
        case[f"prf_{average}"] = metrics.precision_recall_fscore_support(
            gold, predicted, **settings)[:3]
        case[f"jaccard_{average}"] = metrics.jaccard_score(gold, predicted, **settings)
        case[f"fbeta2_{average}"] = metrics.fbeta_score(gold, predicted, beta=2, **settings)
        case[f"fbeta05_{average}"] = metrics.fbeta_score(gold, predicted, beta=0.5, **settings)
    return case


def curves(gold, scores):
    return {
        "roc_auc": metrics.roc_auc_score(gold, scores),
        "avg_precision": metrics.average_precision_score(gold, scores),
        "brier": metrics.brier_score_loss(gold, scores),
        "roc_curve": metrics.roc_curve(gold, scores),
        "roc_curve_all_points": metrics.roc_curve(gold, scores, drop_intermediate=False),
        "pr_curve": metrics.precision_recall_curve(gold, scores)}


def scored(rng, size, width, has_all):
    gold = [rng.randrange(width if has_all else width - 1) for _ in range(size)]
    if has_all:
        gold[:width] = range(width)
    rows = []
    for label in gold:
        weights = [rng.random() + (0.5 if k == label else 0) for k in range(width)]
        row = [round(weight / sum(weights), 3) for weight in weights[:-1]]
        rows.append(row + [round(1 - sum(row), 3)])
    matrix, labels = numpy.array(rows), list(range(width))
    hot = numpy.eye(width)[gold]
    case = decisions(gold, matrix.argmax(1).tolist())
    case.update(
        prob=rows, log_loss=metrics.log_loss(gold, matrix, labels=labels),
        brier_multi=((matrix - hot) ** 2).sum(1).mean())
    if width == 2:
        case.update(curves(gold, matrix[:, 1]))
        return case
    case["top2_accuracy"] = metrics.top_k_accuracy_score(gold, matrix, k=2, labels=labels)
    if has_all:
        for rivals in ("ovr", "ovo"):
            for average in ("macro", "weighted"):
                case[f"roc_auc_{rivals}_{average}"] = metrics.roc_auc_score(
                    gold, matrix, multi_class=rivals, average=average)
        for average in ("macro", "micro"):
            case[f"avg_precision_{average}"] = metrics.average_precision_score(
                hot, matrix, average=average)
    return case


def calibration_error(confidences, is_correct, bins=10):
    """The gap between confidence and accuracy in bins (low, high], weighted by their items."""
    total = 0.0
    for low in numpy.arange(bins) / bins:
        chosen = (confidences > low) & (confidences <= low + 1 / bins)
        if chosen.any():
            total += chosen.mean() * abs(is_correct[chosen].mean() - confidences[chosen].mean())
    return total


def classification():
    rng = random.Random(2)
    cases = [scored(rng, 20, 2, True), scored(rng, 30, 3, True), scored(rng, 40, 5, True),
             scored(rng, 12, 4, False)]
    gold = [1, 0, 1, 1, 0, 0, 1, 0, 0, 1]
    scores = [0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.0, 1.0]
    cases.append({"name": "ties", "y_true": gold, "score": scores, **curves(gold, scores),
                  "log_loss": metrics.log_loss(gold, scores)})
    gold, scores = [1, 0, 1, 0], [1.0, 0.0, 0.0, 0.5]
    cases.append({"name": "hard_probs", "y_true": gold, "score": scores,
                  "log_loss": metrics.log_loss(gold, scores)})
    gold = "spam ham ham eggs spam ham eggs ham".split()
    predicted = "spam ham spam ham spam ham eggs ham".split()
    cases.append({"name": "strings", **decisions(gold, predicted)})
    gold = numpy.array([[rng.randrange(2) for _ in range(4)] for _ in range(12)])
    predicted = numpy.where(
        [[rng.random() < 0.75 for _ in range(4)] for _ in range(12)], gold, 1 - gold)
    cases.append({
        "name": "multilabel", "y_true": gold, "y_pred": predicted,
        "report": metrics.classification_report(
            gold, predicted, output_dict=True, zero_division=0),
        "subset_accuracy": metrics.accuracy_score(gold, predicted),
        "hamming": metrics.hamming_loss(gold, predicted),
        "jaccard_samples": metrics.jaccard_score(
            gold, predicted, average="samples", zero_division=0)})
    gold = [rng.gauss(0, 2) for _ in range(15)]
    predicted = [value + rng.gauss(0, 1) for value in gold]
    cases.append({
        "name": "regression", "y_true": gold, "y_pred": predicted,
        "mse": metrics.mean_squared_error(gold, predicted),
        "mae": metrics.mean_absolute_error(gold, predicted),
        "r2": metrics.r2_score(gold, predicted), "pearson": stats.pearsonr(gold, predicted)[0]})
    rows = [[0.5 + rng.random() / 2] for _ in range(25)]
    rows = numpy.array([[1 - row[0], row[0]] for row in rows])
    gold = numpy.array([1 if rng.random() < 0.7 else 0 for _ in rows])
    cases.append({
        "name": "ece10", "y_true": gold, "prob": rows,
        "ece": calibration_error(rows.max(1), rows.argmax(1) == gold),
        "nll": -numpy.log(rows[numpy.arange(len(gold)), gold]).mean(), **curves(gold, rows[:, 1])})
    write("sklearn", {"cases": cases})


# Texts

PAIRS = [
    ("The cat sat on the mat.", "The cat sat on the mat.", "A cat was sitting on the mat."),
    ("Nobody expected such a thing.", "Nobody was expecting it.", "No one expected that."),
    ("He paid $2,345.67 (about 8%)!", "He payed $2,345.67 ( around 8% ) !", "He paid 2345.67 dollars."),
    ("one two three four five", "one two three", "one three five"),
    ("quiet here", "", "it is quiet"),
    ("over the hill went the old red bus", "the old red bus went over the hill", "the bus crossed the hill"),
]
CUT = [
    "The cat sat on the mat.", "It wasn't hers.", "", "a b c",
    "&quot;Yes&amp;no&quot; 2.71-8 i.e. E.U. don't—shan't… “so” 40% x/y", "这是第2个句子，对吗？好。",
    "これはテストです", "$7.50, 2,000.25; a-b 5-6 .7 8.", "naïve café  double  spaces", "<b>bold</b> \t tab",
]
METRICS = [
    ("BLEU", {}), ("BLEU", {"lowercase": True}), ("BLEU", {"tokenize": "none"}),
    ("BLEU", {"tokenize": "char"}), ("BLEU", {"tokenize": "intl"}), ("BLEU", {"tokenize": "zh"}),
    ("BLEU", {"smooth_method": "floor"}), ("BLEU", {"smooth_method": "add-k"}),
    ("BLEU", {"smooth_method": "none"}), ("BLEU", {"max_ngram_order": 2}),
    ("BLEU", {"effective_order": True}), ("BLEU_sentence", {"effective_order": True}),
    ("CHRF", {}), ("CHRF", {"word_order": 2}), ("CHRF", {"lowercase": True}),
    ("CHRF", {"whitespace": True}), ("CHRF", {"char_order": 4, "beta": 3}),
    ("TER", {}), ("TER", {"normalized": True}), ("TER", {"no_punct": True}),
    ("TER", {"case_sensitive": True}), ("TER", {"normalized": True, "asian_support": True}),
]


def translation_case(kind, settings, name, hypotheses, references):
    metric = getattr(sacrebleu.metrics, kind.removesuffix("_sentence"))(**settings)
    sentences = [
        metric.sentence_score(text, [stream[index] for stream in references]).score
        for index, text in enumerate(hypotheses)]
    case = {"metric": kind, "refs": name, "args": settings}
    if kind == "BLEU_sentence":
        return {**case, "scores": sentences}
    result = metric.corpus_score(hypotheses, references)
    case.update(score=result.score, signature=str(metric.get_signature()))
    if kind == "BLEU":
        case.update(
            counts=result.counts, totals=result.totals, precisions=result.precisions, bp=result.bp,
            sys_len=result.sys_len, ref_len=result.ref_len)
    else:
        case["sentence"] = sentences
    if kind == "TER":
        case.update(num_edits=result.num_edits, ref_length=result.ref_length)
    return case


def texts():
    first, hypotheses, second = (list(column) for column in zip(*PAIRS))
    references = {"single": [first], "multi": [first, second]}
    cut = {
        name: [sacrebleu.metrics.BLEU(tokenize=name).tokenizer(text) for text in CUT]
        for name in ("13a", "intl", "zh")}
    write("sacrebleu", {
        "hyps": hypotheses, "refs_single": references["single"], "refs_multi": references["multi"],
        "cases": [
            translation_case(kind, settings, name, hypotheses, streams)
            for name, streams in references.items() for kind, settings in METRICS],
        "tokenize": {**cut, "input": CUT}})
    names = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    scores = {}
    for key, stems in (("nostem", False), ("stem", True)):
        scorer = rouge_scorer.RougeScorer(names, use_stemmer=stems)
        scores[key] = [
            {name: dict(zip("prf", value)) for name, value in scorer.score(one, other).items()}
            for one, other in zip(first, hypotheses)]
    write("rouge", {
        "pairs": [{"target": one, "prediction": other} for one, other in zip(first, hypotheses)],
        "scores": scores})
    cases = []
    for one, other in zip(first, hypotheses):
        words, characters = jiwer.process_words(one, other), jiwer.process_characters(one, other)
        cases.append({
            "reference": one, "hypothesis": other, "wer": words.wer, "mer": words.mer,
            "wil": words.wil, "hits": words.hits, "subs": words.substitutions,
            "dels": words.deletions, "ins": words.insertions, "cer": characters.cer})
    write("wer", {"cases": cases})


# Probabilities and tests

def perplexity():
    rng = numpy.random.default_rng(3)
    cases = []
    for count in (1, 10, 200):
        values = -rng.gamma(1.5, 1.2, count)
        nats = -values.mean()
        cases.append({
            "logprobs_nat": values, "mean_nll_nats": nats, "perplexity": numpy.exp(nats),
            "bits_per_symbol": nats / numpy.log(2)})
    values = -rng.gamma(1.5, 1.2, 20)
    cases.append({
        "logprobs_nat": values, "perplexity": numpy.exp(-values.mean()), "n_chars": 77,
        "bits_per_char": -values.sum() / numpy.log(2) / 77})
    write("perplexity", {"cases": cases})


def significance():
    cases = []
    for b, c in ((5, 15), (40, 60), (12, 9), (1, 0)):
        chi2 = (abs(b - c) - 1) ** 2 / (b + c)
        cases.append({
            "b": b, "c": c, "exact_p": stats.binomtest(min(b, c), b + c, 0.5).pvalue,
            "chi2_cc": chi2, "p_cc": stats.chi2.sf(chi2, 1)})
    write("significance", {"mcnemar": cases})


tagging()
classification()
texts()
perplexity()
significance()
