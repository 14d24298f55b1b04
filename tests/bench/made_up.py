"""Made-up results."""

from dataclasses import replace

from basinet.bench.result import Result, Results

EPOCH = Result(
    "epoch/steered/400", "steered, an epoch", "s", [1.0, 1.1, 1.2], about={"hidden": 400}
)
RATIO = Result("speedup/400", "dense over steered", "ratio", [2.0, 2.2, 2.1])
PRODUCT = Result("machine/product", "product", "flop/s", [4e10, 4.1e10, 4.2e10], machine=True)
ONCE = Result("time-to/0.85/steered/400", "steered, to 0.85", "s", [7.0])

RESULTS = Results(
    machine={"processor": "Abacus 3", "cores": 2, "jax": "0.9", "devices": ["cpu: cpu"]},
    task={"name": "synthetic", "patterns": 60, "features": 9, "classes": 3, "batch_size": 4},
    plan={"hidden": [400]},
    found=[EPOCH, RATIO, PRODUCT, ONCE],
    complete=True,
)


def changed(results: Results, **values: list[float]) -> Results:
    """The results with other values, by the first word of a name."""
    found = [
        replace(r, values=values.get(r.name.split("/")[0].replace("-", "_"), r.values))
        for r in results.found
    ]
    return replace(results, found=found)
