"""How long igraph and networkx take for the measures that `cargo bench --bench analysis` times; prints JSON.

Times, of the processor and by the clock, are medians of several runs (of one for what takes long). What networkx would take hours for is measured on a
part and scaled up; the notes say what.
"""

import json
import pathlib
import random
import statistics
import sys
import time

import igraph
import networkx as nx
import numpy as np

folder = pathlib.Path(sys.argv[1])
times = {"igraph": {}, "networkx": {}}
notes = []


def clock(library, name, run, runs=5, parts=1.0):
    """Keeps the medians of so many runs, times `parts`."""
    cpu, wall = zip(*(_once(run) for _ in range(runs)))
    times[library][name] = {"cpu": statistics.median(cpu) * parts, "clock": statistics.median(wall) * parts}


def _once(run):
    cpu, start = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - start


def numbers(name):
    return np.fromfile(folder / name, dtype="<u4")


def both(key):
    nodes = int(numbers(f"{key}.nodes.u32")[0])
    edges = numbers(f"{key}.edges.u32").reshape(-1, 2)
    weights = numbers(f"{key}.weights.u32").astype(float)
    fast = igraph.Graph(n=nodes, edges=edges)
    slow = nx.Graph()
    slow.add_nodes_from(range(nodes))
    slow.add_weighted_edges_from(zip(edges[:, 0].tolist(), edges[:, 1].tolist(), weights.tolist()))
    fast.es["weight"] = weights.tolist()
    return nodes, fast, slow


def projection(key, nodes):
    incidence = numbers(f"{key}.incidence.u32").reshape(-1, 2).astype(int)
    cases = int(incidence[:, 0].max()) + 1
    fast = igraph.Graph(n=cases + nodes, edges=incidence + [0, cases])
    fast.vs["type"] = [False] * cases + [True] * nodes
    clock("igraph", f"{key} projection", lambda: fast.bipartite_projection(which=1), runs=1)
    return fast, cases, incidence


for key in ["practices", "units", "laws"]:
    nodes, fast, slow = both(key)
    bipartite, cases, incidence = projection(key, nodes)
    clock("igraph", f"{key} pagerank", lambda: fast.pagerank(damping=0.85, weights="weight"))
    clock("networkx", f"{key} pagerank", lambda: nx.pagerank(slow, alpha=0.85, tol=1e-10 / nodes, max_iter=1000), runs=1)
    clock("igraph", f"{key} core numbers", fast.coreness)
    clock("networkx", f"{key} core numbers", lambda: nx.core_number(slow), runs=1)
    clock(
        "igraph",
        f"{key} leiden",
        lambda: fast.community_leiden(objective_function="modularity", weights="weight", n_iterations=2),
    )
    exact, many = numbers("betweenness.u32").tolist()
    sources = None if nodes <= exact else sorted(random.Random(1).sample(range(nodes), many))
    clock("igraph", f"{key} betweenness", lambda: fast.betweenness(sources=sources), runs=1)
    pivots = 4
    clock(
        "networkx",
        f"{key} betweenness",
        lambda: nx.betweenness_centrality(slow, k=pivots, seed=1),
        runs=1,
        parts=(nodes if sources is None else many) / pivots,
    )
    if key == "laws":
        graph = nx.Graph((f"c{case}", int(item)) for case, item in incidence)
        items = [item for item in range(nodes) if item in graph]
        part = items[:: max(1, len(items) // 100)]
        clock(
            "networkx",
            "laws projection",
            lambda: [len(set(graph[a]) & set(graph[b])) for a in part for b in {n for c in graph[a] for n in graph[c]}],
            runs=1,
            parts=len(items) / len(part),
        )
    if key == "practices":
        step = cases // 50
        asked = [at * step for at in range(3)]
        clock(
            "igraph",
            "cases jaccard nearest",
            lambda: [
                max(bipartite.similarity_jaccard(pairs=[(case, other) for other in range(cases) if other != case]))
                for case in asked
            ],
            runs=1,
            parts=1 / len(asked),
        )
        graph = nx.Graph((f"c{case}", int(item)) for case, item in incidence)
        known = [f"c{case}" for case in range(cases) if f"c{case}" in graph]
        clock(
            "networkx",
            "cases jaccard nearest",
            lambda: max(nx.jaccard_coefficient(graph, [(known[0], other) for other in known[1:]]), key=lambda x: x[2]),
            runs=1,
        )

notes.append("networkx: betweenness from 4 nodes and the laws' projection from about 100, scaled up; it has no Leiden.")
notes.append(f"Betweenness of more than {exact} nodes: paths from {many} of them, ours and theirs.")

nodes, fast, slow = both("things")
degrees = np.array(fast.degree(), dtype=float)
fast.es["cost"] = costs = [0.5 * np.log(degrees[a] * degrees[b]) for a, b in fast.get_edgelist()]
fast.es["cost"] = costs
for (a, b), cost in zip(fast.get_edgelist(), costs):
    slow[a][b]["cost"] = cost
# The strongest of the shortest paths, as ours: a step costs so much that its toll cannot make up for it.
fast.es["step"] = steps = [1e6 + cost for cost in costs]
for (a, b), step in zip(fast.get_edgelist(), steps):
    slow[a][b]["step"] = step
asked = numbers("asked.u32").reshape(-1, 2).tolist()
few = asked[:10]
for name, weight in [("things shortest path", "step"), ("things strongest path", "cost")]:
    clock("igraph", name, lambda: [fast.get_shortest_path(a, b, weights=weight) for a, b in asked], 3, 1 / len(asked))
    clock("networkx", name, lambda: [nx.shortest_path(slow, a, b, weight=weight) for a, b in few], 1, 1 / len(few))
clock("networkx", "any", lambda: [nx.shortest_path(slow, a, b) for a, b in asked], 3, 1 / len(asked))
clock("igraph", "any", lambda: [fast.get_shortest_path(a, b) for a, b in asked], 3, 1 / len(asked))
any_path = {library: f"{times[library]['any']['cpu'] * 1e3:.3f}" for library in times}
notes.append("Shortest paths are the strongest of the equally short ones, asked of all.")
notes.append(f"Any of the shortest: igraph {any_path['igraph']} ms, networkx {any_path['networkx']} ms (from both ends).")

print(json.dumps({**times, "notes": "\n".join(notes)}))
