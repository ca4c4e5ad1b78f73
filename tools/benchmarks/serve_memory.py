"""The subject `serve-memory` of tools/benchmark: what nlptool-serve keeps in memory while it answers, by its
own metrics, under load from wrk (apt-get install wrk)."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import serve_load

# Each server with the paths that are asked in turns.
SERVERS = {
    "all embedded models, five tasks in turns": (
        [], ["/v1/tag", "/v1/sentiment", "/v1/language", "/v1/analyze", "/v1/tokenize"]),
    "the model of names, tag": (["--model", "en-entities"], ["/v1/tag"]),
}

SCRIPT = '''
local paths = {%s}
local bodies = {%s}
local index = 0
request = function()
  index = index + 1
  return wrk.format("POST", paths[index %% #paths + 1], {["Content-Type"] = "application/json"},
    bodies[index %% #bodies + 1])
end
'''


def sample(port):
    """How many requests for texts were answered, and the resident megabytes."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
        text = reply.read().decode()
    failed = re.findall(r'nlptool_requests_total\{route="/v1/[^}]*status="[^2]\d\d"\} (\d+)', text)
    if failed:
        sys.exit(f"{sum(map(int, failed))} requests got no answer")
    counts = re.findall(r'nlptool_requests_total\{route="/v1/[^}]*\} (\d+)', text)
    memory = re.search(r"^process_resident_memory_bytes (\d+)$", text, re.MULTILINE)
    return sum(map(int, counts)), int(memory.group(1)) / 1e6


def run(arguments, options, paths, folder):
    """Samples of one server, from the first answer to the last."""
    script = os.path.join(folder, "load.lua")
    with open(script, "w") as file:
        bodies = [json.dumps(json.dumps({"text": text})) for text in serve_load.SENTENCES]
        file.write(SCRIPT % (", ".join(map(json.dumps, paths)), ", ".join(bodies)))
    port = serve_load.free_port()
    program = os.path.join(os.path.dirname(arguments.nlptool), "nlptool-serve")
    server = subprocess.Popen([program, "--port", str(port), *options], stderr=subprocess.DEVNULL)
    load = None
    try:
        serve_load.wait_until_ready(port, server)
        samples = [sample(port)]
        load = subprocess.Popen(
            ["wrk", "-t1", f"-c{arguments.connections}", "-d24h", "-s", script, f"http://127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL)
        while samples[-1][0] < arguments.requests:
            time.sleep(1)
            samples.append(sample(port))
        return samples
    finally:
        if load:
            load.kill()
            load.wait()
        server.send_signal(signal.SIGTERM)
        server.wait()


def measure(arguments):
    if not shutil.which("wrk"):
        sys.exit("no wrk; install it: apt-get install wrk")
    record = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (options, paths) in SERVERS.items():
            record[name] = run(arguments, options, paths, folder)
            print(name, file=sys.stderr)
    table = ["| server | requests | first answer | 10 % | half | all |", "|---|---|---|---|---|---|"]
    for name, samples in record.items():
        total = samples[-1][0]

        def at(share):
            return next(memory for count, memory in samples if count >= share * total)

        table.append(f"| {name} | {total:,} | {samples[0][1]:.1f} MB | {at(0.1):.1f} | {at(0.5):.1f} | {at(1):.1f} |")
    if arguments.svg:
        with open(arguments.svg, "w", encoding="utf-8") as file:
            file.write(figure(record))
    return record, "\n".join(table) + "\n"


def figure(record):
    """A line for each server over the requests that it has answered."""
    left, top, width, height = 64, 64, 560, 210
    last = max(samples[-1][0] for samples in record.values())
    highest = max(memory for samples in record.values() for _, memory in samples)
    step = 50 if highest > 100 else 20
    ceiling = step * (int(highest // step) + 1)

    def place(count, memory):
        return f"{left + width * count / last:.1f} {top + height * (1 - memory / ceiling):.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 330" width="660" height="330" '
        'font-family="system-ui, sans-serif" font-size="13" role="img" '
        'aria-label="resident memory of nlptool-serve over a million requests">',
        """<style>
  .back { fill: #fff } .ink { fill: #222 } .grid { stroke: #ddd }
  .line0 { stroke: #c2571a } .line1 { stroke: #2a6fc4 } .name0 { fill: #c2571a } .name1 { fill: #2a6fc4 }
  @media (prefers-color-scheme: dark) {
    .back { fill: #181818 } .ink { fill: #ddd } .grid { stroke: #444 }
    .line0 { stroke: #f0a060 } .line1 { stroke: #7ab8ee } .name0 { fill: #f0a060 } .name1 { fill: #7ab8ee }
  }
</style>""",
        '<rect class="back" width="100%" height="100%"/>',
        f'<text class="ink" x="{left}" y="28" font-size="15">resident memory of nlptool-serve, MB</text>',
    ]
    for memory in range(0, ceiling + 1, step):
        y = top + height * (1 - memory / ceiling)
        parts.append(f'<path class="grid" d="M{left} {y:.1f}h{width}"/>')
        parts.append(f'<text class="ink" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{memory}</text>')
    unit = 10 ** (len(str(last)) - 1) // (1 if last >= 4 * 10 ** (len(str(last)) - 1) else 5)
    for count in range(0, last + 1, unit):
        x = left + width * count / last
        parts.append(
            f'<text class="ink" x="{x:.1f}" y="{top + height + 20}" text-anchor="middle">{count:,}</text>')
    parts.append(
        f'<text class="ink" x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">'
        "requests answered</text>")
    for number, (name, samples) in enumerate(record.items()):
        path = "L".join(place(*point) for point in samples)
        parts.append(f'<path class="line{number}" d="M{path}" fill="none" stroke-width="2"/>')
        y = top + height * (1 - samples[-1][1] / ceiling)
        parts.append(
            f'<text class="name{number}" x="{left + width}" y="{y - 10:.1f}" text-anchor="end">{name}</text>')
    return "\n".join(parts) + "\n</svg>\n"
