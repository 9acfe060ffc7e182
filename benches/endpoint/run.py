#!/usr/bin/env python3
"""The named questions over HTTP: `anpu serve` beside `oxigraph serve` on the same quads, then many clients at once.

    python benches/endpoint/run.py --anpu target/release/anpu --oxigraph PATH --work FOLDER [--copies 190] [--load 60]

The dataset is made of copies of the sample documents in data/cases; 190 copies are about 1.3 million quads. Without
`--oxigraph` (the program of the PyPI package `oxigraph`, 0.5) only our own times are told. Each figure is the median of
`--runs` requests; `uncached` asks a server without a cache of answers. `--load` then asks all questions at once from 64
clients for so many seconds, with the dataset read again every ten, and tells errors, latencies and memory.
"""

import argparse
import http.client
import math
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCEPT = {"accept": "application/sparql-results+json"}


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anpu", type=pathlib.Path, required=True)
    parser.add_argument("--oxigraph", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--copies", type=int, default=190)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--load", type=float, default=60)
    parser.add_argument("--patience", type=float, default=30, help="seconds after which a question is given up")
    return parser.parse_args()


def build(given):
    """The dataset and its quads as one file; made once."""
    dataset, quads = given.work / "ds", given.work / "all.nq"
    if not dataset.exists():
        source = given.work / "src"
        source.mkdir(parents=True, exist_ok=True)
        for number in range(given.copies):
            for case in sorted((ROOT / "data/cases").iterdir()):
                if case.is_file():
                    shutil.copyfile(case, source / f"{number}-{case.name}")
        subprocess.run([given.anpu, "build", "-d", dataset, source], check=True)
    if not quads.exists():
        snapshot = next(dataset.glob("*/snapshot.nq.zst"))
        with open(quads, "wb") as out:
            subprocess.run(["zstdcat", snapshot], stdout=out, check=True)
    return dataset, quads


class Server:
    """A process that answers SPARQL; ended at the end of its `with`."""

    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen([str(part) for part in command], stderr=subprocess.DEVNULL)

    def __enter__(self):
        while True:
            try:
                self.ask("ASK {}")
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("a server ended before it answered")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def connect(self, timeout=600):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, query, connection=None):
        connection = connection or self.connect()
        connection.request("GET", "/sparql?query=" + urllib.parse.quote(query), headers=ACCEPT)
        response = connection.getresponse()
        return response.status, response.read()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def median(server, query, given, runs):
    """Milliseconds; None where the answer is an error, infinity where there is none in time."""
    connection, times, begun = server.connect(given.patience), [], time.monotonic()
    while len(times) < runs and (not times or time.monotonic() - begun < given.patience):
        start = time.perf_counter()
        try:
            status, _ = server.ask(query, connection)
        except TimeoutError:
            return math.inf
        if status != 200:
            return None
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def anpu(given, dataset, port, *more):
    return Server([given.anpu, "serve", "-d", dataset, "--bind", f"127.0.0.1:{port}", *more], port)


def measure(given, dataset, quads, questions):
    columns = {}
    with anpu(given, dataset, 7901, "--cache", "0") as server:
        columns["uncached"] = {name: median(server, text, given, given.runs) for name, text in questions.items()}
    with anpu(given, dataset, 7902) as server:
        for text in questions.values():
            server.ask(text)
        columns["cached"] = {name: median(server, text, given, given.runs * 10) for name, text in questions.items()}
    if given.oxigraph:
        store = given.work / "oxigraph"
        if not store.exists():
            subprocess.run([given.oxigraph, "load", "--location", store, "--file", quads], check=True)
        command = [given.oxigraph, "serve-read-only", "--location", store, "--bind", "127.0.0.1:7903"]
        columns["oxigraph"] = {}
        for name, text in questions.items():
            # One server a question: it goes on with what was given up.
            with Server([*command, "--union-default-graph"], 7903) as server:
                server.ask("ASK { ?s ?p ?o }")
                columns["oxigraph"][name] = median(server, text, given, given.runs)
    return columns


def table(columns, patience):
    def cell(value):
        if value == math.inf:
            return f"> {patience * 1000:.0f}"
        return "error" if value is None else f"{value:.2f}"

    def ratio(other, value):
        if not other or not value or value == math.inf:
            return "-"
        return f"> {patience * 1000 / value:.0f}x" if other == math.inf else f"{other / value:.1f}x"

    names = list(columns)
    print("| question |", " | ".join(f"{name} ms" for name in names), "| uncached | cached |")
    print("| --- |" + " ---: |" * (len(names) + 2))
    for question in columns["uncached"]:
        values = [columns[name][question] for name in names]
        other = columns.get("oxigraph", {}).get(question)
        ratios = [ratio(other, value) for value in values[:2]]
        print(f"| {question} |", " | ".join(map(cell, values)), "|", " | ".join(ratios), "|")


def load(given, dataset, questions):
    """All questions from many clients, with reloads in between."""
    with anpu(given, dataset, 7904) as server:
        times, errors, lock = [], [], threading.Lock()
        texts, stop = list(questions.values()), threading.Event()

        def client(number):
            connection, turn = server.connect(), number
            while not stop.is_set():
                turn += 1
                # A remark makes every other query one that is in no cache.
                text = texts[turn % len(texts)] + (f"\n# {number} {turn}" if turn % 2 else "")
                start = time.perf_counter()
                try:
                    status, body = server.ask(text, connection)
                except (OSError, http.client.HTTPException) as error:
                    status, body, connection = 0, repr(error).encode(), server.connect()
                with lock:
                    times.append((time.perf_counter() - start) * 1000)
                    if status != 200:
                        errors.append((status, body[:200]))

        threads = [threading.Thread(target=client, args=(number,)) for number in range(given.clients)]
        for thread in threads:
            thread.start()
        memory, end, reloads = [], time.monotonic() + given.load, 0
        while time.monotonic() < end:
            time.sleep(min(10, max(0, end - time.monotonic())))
            memory.append(server.memory())
            os.kill(server.process.pid, signal.SIGHUP)
            reloads += 1
        stop.set()
        for thread in threads:
            thread.join()
        times.sort()
        print(f"\n{given.clients} clients, {given.load:.0f} s, {reloads} reloads: {len(times)} answers, {len(errors)} errors")
        print(f"p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms, most {times[-1]:.1f} ms")
        print("memory in MB every ten seconds:", *memory)
        for error in errors[:5]:
            print(error)


def main():
    given = options()
    dataset, quads = build(given)
    with open(quads, "rb") as lines:
        print(sum(1 for _ in lines), "quads,", os.cpu_count(), "cores")
    questions = {path.stem: path.read_text() for path in sorted((ROOT / "queries").glob("*.rq"))}
    table(measure(given, dataset, quads, questions), given.patience)
    if given.load:
        load(given, dataset, questions)


if __name__ == "__main__":
    main()
