#!/usr/bin/env python3
"""The named questions over HTTP: `anpu serve` beside `oxigraph serve` and Virtuoso on the same quads, then many clients at once.

    python benches/endpoint/run.py --anpu target/release/anpu --oxigraph PATH --virtuoso PATH --work FOLDER

The dataset is made of copies of the sample documents in data/cases; 190 copies are about 1.4 million quads. `--oxigraph`
is the program of the PyPI package `oxigraph`, 0.5; `--virtuoso` is `virtuoso-t` of Debian's virtuoso-opensource-7-bin;
without them only our own times are told. Each figure is the median of `--runs` requests; `uncached` asks a server without
a cache of answers. Ratios are the other's time over ours. `--load` then asks all questions at once from 64 clients for so
many seconds, with the dataset read again every ten, and tells errors by kind, latencies and memory; `--load-only` does
nothing else. So an hour under load is `--load-only --load 3600`; with `--think` each client rests for so many seconds before
its next question, as a reader does, and with `--cache` the server keeps so many bytes of answers, since memory grows until
they are full. It ends with 1 where there was an error, or where memory
grew by more than 5 % from the end of the warm-up (`--warm-up` seconds, a tenth of the load if not told) to the end.
"""

import argparse
import collections
import csv
import http.client
import json
import math
import os
import pathlib
import re
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
    parser.add_argument("--virtuoso", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--copies", type=int, default=190)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--load", type=float, default=60)
    parser.add_argument("--load-only", action="store_true")
    parser.add_argument("--think", type=float, default=0, help="seconds that a client under load rests between questions")
    parser.add_argument("--cache", type=int, help="bytes of answers that the server under load keeps, else its default")
    parser.add_argument("--warm-up", type=float, help="seconds of the load after which growth of memory counts")
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


def ask_for(given, dataset):
    """The named questions; where one is about a case, about one that there is."""
    first = "SELECT (MIN(?id) AS ?first) WHERE { ?case a anpu:Case ; dcterms:identifier ?id }"
    found = subprocess.run([given.anpu, "query", "-d", dataset, "-f", "csv", first], check=True, capture_output=True, text=True)
    case = list(csv.reader(found.stdout.splitlines()))[1][0]
    texts = {path.stem: path.read_text() for path in sorted((ROOT / "queries").glob("*.rq"))}
    return {name: re.sub(r'(VALUES \?case_id \{ ")[^"]*', rf"\g<1>{case}", text) for name, text in texts.items()}


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


VIRTUOSO = """
[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {0}/temp.db
TransactionFile = {0}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:7906
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {1}
[HTTPServer]
ServerPort = 127.0.0.1:7905
ServerThreads = 8
"""


def virtuoso(given, quads):
    """Virtuoso with the quads in it: by its own loader, once."""
    store = given.work / "virtuoso"
    is_new = not store.exists()
    store.mkdir(exist_ok=True)
    (store / "virtuoso.lck").unlink(missing_ok=True)
    settings = store / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(store, quads.parent))
    server = Server([given.virtuoso, "+foreground", "+configfile", settings], 7905)
    if is_new:
        with server:
            load = f"ld_dir('{quads.parent}', '{quads.name}', 'urn:none'); rdf_loader_run(); checkpoint; shutdown;"
            subprocess.run([given.virtuoso.with_name("isql-vt"), "7906", "dba", "dba", f"exec={load}"], check=True, stdout=subprocess.DEVNULL)
            server.process.wait()
        return virtuoso(given, quads)
    return server


class Asked:
    """A server under measurement; one that does not answer in time is started anew, since it goes on with what was given up."""

    def __init__(self, start, patience):
        self.start, self.patience, self.server = start, patience, None
        self.restart()

    def restart(self):
        self.close()
        self.server = self.start()
        self.server.__enter__()
        self.server.ask("ASK { ?s ?p ?o }")

    def close(self):
        if self.server:
            self.server.__exit__()

    def milliseconds(self, query):
        """Of one request, with the rows; infinity where there is no answer in time, None where it is an error."""
        connection = self.server.connect(self.patience)
        begun = time.perf_counter()
        try:
            status, body = self.server.ask(query, connection)
        except TimeoutError:
            self.restart()
            return math.inf, None
        taken = (time.perf_counter() - begun) * 1000
        return (taken, len(json.loads(body)["results"]["bindings"])) if status == 200 else (None, None)

    def again(self, query, runs):
        """The median of so many requests."""
        answers = [self.milliseconds(query) for _ in range(runs)]
        return statistics.median(taken for taken, _ in answers if taken is not None), answers[0][1]


def anpu(given, dataset, port, *more):
    return Server([given.anpu, "serve", "-d", dataset, "--bind", f"127.0.0.1:{port}", *more], port)


def oxigraph(given, quads):
    store = given.work / "oxigraph"
    if not store.exists():
        subprocess.run([given.oxigraph, "load", "--location", store, "--file", quads], check=True)
    command = [given.oxigraph, "serve-read-only", "--location", store, "--bind", "127.0.0.1:7903"]
    return Server([*command, "--union-default-graph"], 7903)


def measure(given, dataset, quads, questions):
    """For each server and question the median time and the rows. The servers are asked in turn."""
    starts = {"uncached": lambda: anpu(given, dataset, 7901, "--cache", "0"), "cached": lambda: anpu(given, dataset, 7902)}
    if given.oxigraph:
        starts["oxigraph"] = lambda: oxigraph(given, quads)
    if given.virtuoso:
        starts["virtuoso"] = lambda: virtuoso(given, quads)
    asked = {name: Asked(start, given.patience) for name, start in starts.items()}
    columns = {name: {} for name in asked}
    for question, text in questions.items():
        asked["cached"].milliseconds(text)
        rounds = {name: [] for name in asked}
        for _ in range(given.runs):
            for name, server in asked.items():
                # What was not answered in time once, or is an error, is not asked again.
                if not rounds[name] or rounds[name][-1][0] not in (None, math.inf):
                    rounds[name].append(server.again(text, 10) if name == "cached" else server.milliseconds(text))
        for name, answers in rounds.items():
            times = [taken for taken, _ in answers]
            columns[name][question] = None if None in times else statistics.median(times), answers[0][1]
        print(question, {name: columns[name][question] for name in asked}, file=sys.stderr)
    for server in asked.values():
        server.close()
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
    pairs = [(own, other) for other in names[2:] for own in names[:2]]
    heads = [f"{name} ms" for name in names] + [f"{other}/{own}" for own, other in pairs]
    print("| question | rows |", " | ".join(heads), "|")
    print("| --- |" + " ---: |" * (len(heads) + 1))
    for question, (_, count) in columns["uncached"].items():
        time_of = {name: columns[name][question][0] for name in names}
        ratios = [ratio(time_of[other], time_of[own]) for own, other in pairs]
        print(f"| {question} | {count} |", " | ".join([*map(cell, time_of.values()), *ratios]), "|")
    for name in names[1:]:
        for question, (_, count) in columns[name].items():
            if count not in (None, columns["uncached"][question][1]):
                print(f"{name} answers {question} with {count} rows")


class Load:
    """Many clients that ask all questions in turn, and what came of it."""

    def __init__(self, server, questions, think):
        self.server, self.texts, self.think = server, list(questions.values()), think
        self.times, self.errors = [], collections.Counter()
        self.lock, self.stop = threading.Lock(), threading.Event()

    def client(self, number):
        connection, turn = self.server.connect(), number
        while not self.stop.wait(self.think):
            turn += 1
            if self.think:
                # The server hangs up on those who rest.
                connection = self.server.connect()
            # A remark makes every other query one that is in no cache.
            text = self.texts[turn % len(self.texts)] + (f"\n# {number} {turn}" if turn % 2 else "")
            start = time.perf_counter()
            try:
                status, body = self.server.ask(text, connection)
                error = None if status == 200 else f"{status} {self.code(body)}"
            except (OSError, http.client.HTTPException) as exception:
                error, connection = type(exception).__name__, self.server.connect()
            with self.lock:
                self.times.append((start, (time.perf_counter() - start) * 1000))
                if error:
                    self.errors[error] += 1

    @staticmethod
    def code(body):
        """What a problem calls itself."""
        try:
            return json.loads(body)["code"]
        except (ValueError, KeyError):
            return body[:80]

    def run(self, clients, seconds):
        """The server's memory every ten seconds, each time before the dataset is read again: (seconds since the begin, MB)."""
        threads = [threading.Thread(target=self.client, args=(number,)) for number in range(clients)]
        begin, memory = time.perf_counter(), []
        for thread in threads:
            thread.start()
        while (left := begin + seconds - time.perf_counter()) > 0:
            time.sleep(min(10, left))
            memory.append((time.perf_counter() - begin, self.server.memory()))
            os.kill(self.server.process.pid, signal.SIGHUP)
        self.stop.set()
        for thread in threads:
            thread.join()
        return memory


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def load(given, dataset, questions):
    """All questions from many clients, with reloads in between; whether nothing went wrong."""
    warm = given.load / 10 if given.warm_up is None else given.warm_up
    kept = [] if given.cache is None else ["--cache", given.cache]
    with anpu(given, dataset, 7904, *kept) as server:
        begin = time.perf_counter()
        asked = Load(server, questions, given.think)
        memory = asked.run(given.clients, given.load)
    after = [megabytes for at, megabytes in memory if at >= warm]
    # Medians of as many samples from the begin and from the end: one sample may fall into a reading of the dataset.
    some = max(1, len(after) // 10)
    first, last = statistics.median(after[:some]), statistics.median(after[-some:])
    growth = last / first - 1
    warmed = [taken for start, taken in asked.times if start - begin >= warm]
    print(f"\n{given.clients} clients, {given.load:.0f} s, {len(memory)} reloads: {len(asked.times)} answers, {asked.errors.total()} errors")
    for kind, count in asked.errors.most_common():
        print(f"{count} times {kind}")
    for name, times in (("all", [taken for _, taken in asked.times]), (f"after {warm:.0f} s", warmed)):
        if times:
            print(f"{name}: p50 {percentile(times, .5):.1f} ms, p99 {percentile(times, .99):.1f} ms, most {max(times):.1f} ms")
    print(f"memory after {warm:.0f} s {first:.0f} MB, at the end {last:.0f} MB ({growth:+.1%}), most {max(after)} MB")
    print("memory in MB, in time:", *(megabytes for _, megabytes in memory[:: max(1, len(memory) // 60)]))
    return not asked.errors and growth <= 0.05


def main():
    given = options()
    dataset, quads = build(given)
    with open(quads, "rb") as lines:
        print(sum(1 for _ in lines), "quads,", os.cpu_count(), "cores")
    questions = ask_for(given, dataset)
    if not given.load_only:
        table(measure(given, dataset, quads, questions), given.patience)
    if given.load and not load(given, dataset, questions):
        sys.exit(1)


if __name__ == "__main__":
    main()
