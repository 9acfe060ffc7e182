"""What clients that are not ours make of whole answers, of errors before the first byte, and of answers broken off.

    python tests/clients/clients.py ANPU WORK

An answer beyond a limit must be an error to each of them: none may take a part for the whole.
"""

import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

CASES = 16  # of data/cases
ROWS = "SELECT ?case { ?case a anpu:Case }"
# Longer than what is held back before the first byte, and longer than --max-bytes.
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
# Two aggregates over a cross product: nothing to send before the deadline.
SLOW = "SELECT (COUNT(*) AS ?n) (MAX(STR(?c)) AS ?m) { ?a ?b ?c . ?d ?e ?f }"


def curl(url, query):
    """Exit code and body of `curl --fail`."""
    run = subprocess.run(
        ["curl", "--silent", "--show-error", "--fail", "--max-time", "60", "--header", "accept: application/sparql-results+json",
         "--data-urlencode", f"query={query}", url],
        capture_output=True,
    )
    if run.returncode:
        raise RuntimeError(run.stderr.decode())
    return json.loads(run.stdout)["results"]["bindings"]


def wrapper(url, query):
    client = SPARQLWrapper(url)
    client.setQuery(query)
    client.setReturnFormat(JSON)
    return client.query().convert()["results"]["bindings"]


def rdflib(url, query):
    return list(SPARQLStore(url).query(query))


def status(url, query):
    """What HTTP says, by curl."""
    address = f"{url}?{urllib.parse.urlencode({'query': query})}"
    run = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code} %{exitcode}", address], capture_output=True, text=True)
    return tuple(map(int, run.stdout.split()))


def fails(ask, url, query):
    try:
        ask(url, query)
    except Exception as error:  # each client has its own
        return type(error).__name__
    raise AssertionError(f"{ask.__name__} took an answer beyond its limit for whole")


def check(url):
    for ask in (curl, wrapper, rdflib):
        prefixed = "PREFIX anpu: <https://w3id.org/anpu/ontology#> "
        rows = ask(url, prefixed + ROWS)
        assert len(rows) == CASES, (ask.__name__, len(rows))
        broken, late = fails(ask, url, LONG), fails(ask, url, SLOW)
        print(f"{ask.__name__}: {len(rows)} rows; broken off: {broken}; past the deadline: {late}")
    (code, ended), (late, _) = status(url, LONG), status(url, SLOW)
    assert code == 200 and ended != 0, f"an answer broken off ended with exit code {ended} under a {code}"
    assert late == 503, f"past the deadline: {late}"


def main(anpu, work):
    dataset = pathlib.Path(work) / "dataset"
    subprocess.run([anpu, "demo", "--no-serve", "--dataset", dataset], check=True, capture_output=True)
    command = [anpu, "--lang", "en", "serve", "-d", dataset, "--bind", "127.0.0.1:0", "--timeout", "3", "--max-bytes", str(4 << 20)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            lines = iter(server.stderr.readline, "")
            url = next(found[0] for found in (re.search(r"http://127\.0\.0\.1:\d+/sparql", line) for line in lines) if found)
            check(url)
        finally:
            server.terminate()


main(*sys.argv[1:])
