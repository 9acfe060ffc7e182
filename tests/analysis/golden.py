"""Golden values for tests/it/analysis, from implementations that are not ours: networkx, python-igraph and numpy.

    python tests/analysis/golden.py            writes tests/analysis/golden.json
    python tests/analysis/golden.py --check    fails if it would differ (values within 1e-9, what Leiden reaches within 0.01)

The graphs are fixed or drawn with a seed and written into the file, so that `cargo test` needs no Python.
"""

import itertools
import json
import pathlib
import random
import sys

import igraph
import networkx as nx
import numpy as np

FILE = pathlib.Path(__file__).with_name("golden.json")


def graphs():
    """Names and weighted edge lists, nodes numbered from 0."""
    rng = random.Random(7)

    def weighted(graph):
        return [[a, b, float(rng.randint(1, 9))] for a, b in sorted(tuple(sorted(e)) for e in graph.edges)]

    yield "karate", 34, [[a, b, 1.0] for a, b in sorted(tuple(sorted(e)) for e in nx.karate_club_graph().edges)]
    yield "random", 60, weighted(nx.gnm_random_graph(60, 180, seed=1))
    yield "preferential", 120, weighted(nx.barabasi_albert_graph(120, 3, seed=2))
    yield "planted", 100, weighted(nx.planted_partition_graph(4, 25, 0.4, 0.02, seed=3))
    # Three parts, one of them a lone node, and a pair that hangs on nothing.
    parts = nx.disjoint_union(nx.cycle_graph(5), nx.star_graph(4))
    yield "parts", 13, weighted(nx.disjoint_union(parts, nx.path_graph(2)))


def measures(name, nodes, edges):
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from(edges)
    other = igraph.Graph(n=nodes, edges=[(a, b) for a, b, _ in edges])
    weights = [w for _, _, w in edges]
    between = nx.betweenness_centrality(graph, normalized=False)
    assert np.allclose([between[n] for n in range(nodes)], other.betweenness())
    cores = other.coreness()
    assert cores == [nx.core_number(graph)[n] for n in range(nodes)]
    rank = nx.pagerank(graph, alpha=0.85, tol=1e-14, max_iter=10000)
    rank = [rank[n] for n in range(nodes)]
    if all(d > 0 for d in other.degree()):
        assert np.allclose(rank, other.pagerank(damping=0.85, weights=weights), atol=1e-9)
    halves = [n % 2 for n in range(nodes)]
    modularity = nx.community.modularity(
        graph, [{n for n in range(nodes) if n % 2 == half} for half in (0, 1)], weight="weight"
    )
    igraph.set_random_number_generator(random.Random(5))
    runs = [other.community_leiden(objective_function="modularity", weights=weights) for _ in range(100)]
    leiden = [other.modularity(run.membership, weights=weights) for run in runs]
    return {
        "name": name,
        "nodes": nodes,
        "edges": edges,
        "pagerank": rank,
        "betweenness": [between[n] for n in range(nodes)],
        "cores": cores,
        "modularity_of_halves": modularity,
        "leiden_mean": float(np.mean(leiden)),
        "leiden_best": max(leiden),
        "disparity": [disparity(graph, a, b) for a, b, _ in edges],
        "participation_of_halves": [participation(graph, n, halves) for n in range(nodes)],
    }


def disparity(graph, a, b):
    """The disparity filter by its integral, (k - 1) times the integral of (1 - x)^(k - 2) from the share to 1."""

    def at(node):
        k = graph.degree(node)
        if k < 2:
            return 1.0
        share = graph[a][b]["weight"] / graph.degree(node, weight="weight")
        x = np.polynomial.legendre.leggauss(60)
        points, weights = (x[0] + 1) / 2 * (1 - share) + share, x[1] / 2 * (1 - share)
        return float((k - 1) * np.sum(weights * (1 - points) ** (k - 2)))

    return min(at(a), at(b))


def participation(graph, node, groups):
    strength = graph.degree(node, weight="weight")
    if strength == 0:
        return 0.0
    shares = [
        sum(data["weight"] for _, other, data in graph.edges(node, data=True) if groups[other] == group) / strength
        for group in set(groups)
    ]
    return 1.0 - sum(share**2 for share in shares)


def sets():
    """Rows of items, the closed frequent sets by definition, and Jaccard similarities from igraph."""
    rng = random.Random(11)
    rows = [sorted(rng.sample(range(12), rng.randint(1, 6))) for _ in range(40)]
    count = {
        items: sum(set(items) <= set(row) for row in rows)
        for size in range(2, 7)
        for items in itertools.combinations(range(12), size)
    }
    frequent = {items: n for items, n in count.items() if n >= 3}
    closed = {
        items: n
        for items, n in frequent.items()
        if not any(set(items) < set(more) and n == m for more, m in count.items())
    }
    # Rows as nodes 0-39, items as nodes 40-51 of a bipartite graph: Jaccard over neighbours.
    graph = igraph.Graph(n=52, edges=[(r, 40 + i) for r, row in enumerate(rows) for i in row])
    jaccard = graph.similarity_jaccard(vertices=list(range(40)), loops=False)
    return {
        "rows": rows,
        "closed": [[list(items), n] for items, n in sorted(closed.items())],
        "jaccard": [[round(x, 12) for x in row] for row in jaccard],
    }


def null_model():
    """The exact null model of a small collection: every 0/1 matrix with the same sums, each counted once."""
    rows = [[0, 1, 2], [0, 3], [0, 1], [2, 3, 4], [0, 4], [1]]
    places = [0, 0, 1, 1, 2, 2]
    sums = [sum(i in row for row in rows) for i in range(5)]
    matrices = [
        matrix
        for matrix in itertools.product(*[list(itertools.combinations(range(5), len(row))) for row in rows])
        if all(sum(i in row for row in matrix) == s for i, s in enumerate(sums))
    ]

    def reached(matrix, item):
        return len({place for row, place in zip(matrix, places) if item in row})

    observed = [reached(rows, item) for item in range(5)]
    return {
        "rows": rows,
        "places": places,
        "matrices": len(matrices),
        "expected": [float(np.mean([reached(m, item) for m in matrices])) for item in range(5)],
        "wide": [float(np.mean([reached(m, item) >= observed[item] for m in matrices])) for item in range(5)],
        "local": [float(np.mean([reached(m, item) <= observed[item] for m in matrices])) for item in range(5)],
    }


def paths():
    """Shortest and strongest paths between all pairs of 25 cases and the 15 laws (25-39) that they cite."""
    graph = nx.bipartite.gnmk_random_graph(25, 15, 70, seed=9)
    for a, b in graph.edges:
        graph[a][b]["cost"] = 0.5 * np.log(graph.degree(a) * graph.degree(b))
    hops = dict(nx.all_pairs_shortest_path_length(graph))
    costs = dict(nx.all_pairs_dijkstra_path_length(graph, weight="cost"))
    other = igraph.Graph(n=40, edges=list(graph.edges))
    assert other.distances() == [[hops[a].get(b, float("inf")) for b in range(40)] for a in range(40)]
    return {
        "cites": [[b - 25 for b in sorted(graph[a])] for a in range(25)],
        "hops": [[hops[a].get(b) for b in range(40)] for a in range(40)],
        "strength": [[float(np.exp(-costs[a][b])) if b in costs[a] else None for b in range(40)] for a in range(40)],
    }


def close(a, b, key=""):
    if key.startswith("leiden"):
        return abs(a - b) < 0.01
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) < 1e-9
    if isinstance(a, list):
        return len(a) == len(b) and all(close(x, y, key) for x, y in zip(a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k], k) for k in a)
    return a == b


def main():
    golden = {
        "graphs": [measures(*graph) for graph in graphs()],
        "sets": sets(),
        "null_model": null_model(),
        "paths": paths(),
    }
    if "--check" in sys.argv:
        known = json.loads(FILE.read_text())
        assert close(known, json.loads(json.dumps(golden))), "golden.json differs from what the libraries say now"
        print("golden.json agrees with networkx", nx.__version__, "and igraph", igraph.__version__)
    else:
        FILE.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
