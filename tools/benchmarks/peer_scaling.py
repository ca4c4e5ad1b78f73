"""How the cost of training grows with the sizes of a network: what `tools/benchmark scaling` measures."""
import math
import statistics
import sys

STANDARD = {"hidden": 256, "batch-size": 32, "bptt": 64, "layers": 1}
SERIES = {
    "hidden": (64, 128, 256, 512, 1024), "batch-size": (8, 16, 32, 64, 128),
    "bptt": (16, 32, 64, 128, 256), "layers": (1, 2, 3, 4),
}
COLOURS = {"hidden": "#2f6fbf", "batch-size": "#c2571a", "bptt": "#2e8b57", "layers": "#8a4fb3"}


def measure(arguments, run_json):
    """The record and the Markdown table; the plot goes to `arguments.svg`."""
    rates, shares, memory = {}, {}, {}
    settings = [(name, value) for name, values in SERIES.items() for value in values]
    settings += [("threads", 1)]
    for number in range(arguments.rounds):
        for name, value in settings:
            sizes = dict(STANDARD, **({} if name == "threads" else {name: value}))
            threads = 1 if name == "threads" else arguments.threads
            options = [str(part) for size, count in sizes.items() for part in (f"--{size}", count)]
            record = run_json(
                [arguments.nlptool, "benchmark", "train", *options, "--threads", str(threads), "--runs", "3"])
            rates.setdefault((name, value), []).append(record["characters_per_second"])
            shares.setdefault((name, value), []).append(record["gflops"] / record["peak_gflops"])
            memory[name, value] = record["resident_megabytes"]
        print(f"round {number + 1}", file=sys.stderr)
    table = ["| LSTM | characters/s | of the peak | resident |", "|---|---|---|---|"]
    for name, value in settings:
        table.append(
            f"| {name} {value} | {statistics.median(rates[name, value]):,.0f} "
            f"| {100 * statistics.median(shares[name, value]):.0f} % | {memory[name, value]:.0f} MB |")
    standard = ", ".join(f"{name} {value}" for name, value in STANDARD.items())
    both, one = rates["hidden", STANDARD["hidden"]], rates["threads", 1]
    ratio = statistics.median(a / b for a, b in zip(both, one))
    table += ["", f"One size at a time differs from {standard}. "
              f"{arguments.threads} threads against one: {ratio:.2f}x."]
    if arguments.svg:
        with open(arguments.svg, "w") as file:
            file.write(figure({key: statistics.median(values) for key, values in rates.items()}))
    record = {f"{name} {value}": values for (name, value), values in rates.items()}
    return record, "\n".join(table) + "\n"


def figure(rates):
    """Lines over the size relative to the standard one, both axes logarithmic."""
    left, top, width, height = 70, 20, 430, 260
    points = {
        name: [(math.log2(value / STANDARD[name]), math.log2(rates[name, value])) for value in values]
        for name, values in SERIES.items()
    }
    xs = [x for line in points.values() for x, _ in line]
    ys = [y for line in points.values() for _, y in line]
    low, high = math.floor(min(ys)), math.ceil(max(ys))

    def place(x, y):
        return (left + width * (x - min(xs)) / (max(xs) - min(xs)), top + height * (high - y) / (high - low))

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 340" font-family="sans-serif" font-size="12">',
        '<rect width="660" height="340" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        _, y = place(0, power)
        parts.append(f'<path d="M{left} {y:.1f}H{left + width}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{2**power / 1000:,.0f} k</text>')
    for power in range(math.ceil(min(xs)), math.floor(max(xs)) + 1):
        x, _ = place(power, low)
        label = f"{2**power}" if power >= 0 else f"1/{2**-power}"
        parts.append(f'<text x="{x:.1f}" y="{top + height + 18}" text-anchor="middle">{label}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">'
                 "size, relative to hidden 256, batch 32, 64 steps, 1 layer</text>")
    parts.append(f'<text x="{left}" y="{top - 6}">characters a second</text>')
    for number, (name, line) in enumerate(points.items()):
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        for point in line:
            x, y = place(*point)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[name]}"/>')
        y = top + 20 + 22 * number
        parts.append(f'<path d="M{left + width + 20} {y}h24" stroke="{COLOURS[name]}" stroke-width="2"/>')
        parts.append(f'<text x="{left + width + 50}" y="{y + 4}">{name}</text>')
    return "\n".join(parts) + "\n</svg>\n"
