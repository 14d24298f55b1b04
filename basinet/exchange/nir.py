"""A steered network as integrate-and-fire neurons, in the Neuromorphic Intermediate Representation.

With a membrane as fast as a step (tau = dt) and a threshold of 1, a neuron that receives h + 1
spikes in a step where h > 0 and in no other: a synchronous sweep of the network is one step. A spin
s is z = (s + 1) / 2, so that

    h_i = sum_j J_ij s_j + J_D s_i + ext_i = sum_j W_ij z_j - sum_j W_ij / 2 + ext_i

with W_ij = 2 J_ij for others and 2 J_D for itself. What does not depend on z enters with the
input: in the first step some simulators leave out nodes that nothing has reached, bias and all.
Each layer is one node `layer_l` (LIF) with one node `in_l` (Affine) from the input and one node
`from_k_to_l` for each coupling of layers. The input has the encoded features and two more numbers:

- the common field of a phase, 0 where there are none;
- 1 in the first step, in which nothing has spiked, although no spin is -1 yet, else 0.
"""

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from basinet._files import replacing
from basinet.core.relax import are_apart
from basinet.exchange.rounding import rounded
from basinet.exchange.whole import counting, steered
from basinet.learners import Steered
from basinet.learners.steered import ByError
from basinet.model import Model
from basinet.settings import spell

if TYPE_CHECKING:
    from nir import NIRGraph

STEP = 1e-4
"""dt = tau in seconds: only their ratio matters, but the importers of snnTorch and Lava know no
other dt.
"""


def to_nir(model: Model, bits: int | None = None) -> "NIRGraph":
    """Return a trained steered network as a graph of LIF and affine nodes.

    Args:
        model: a network of `Steered`, synchronous, whose readout reads spins; or counts phases, if
            its neurons do not hear of one another: then a spike is a phase in which one is up.
        bits: to which weights are rounded, from 2 to 16, with a unit for each neuron; J_D is kept.
            Not at all if None.

    Raises:
        TypeError: when the network has no such form; what stands in its way is named.
        ValueError: when the bits are out of range.
        ImportError: when the package nir is missing.
    """
    nir = _package()
    if bits is not None and not 2 <= bits <= 16:
        raise ValueError(f"bits is {bits}; expected 2 to 16")
    learner, state = steered(model), model.epoch.state
    blocks = state.network.couplings
    levels = _levels(learner)
    if len(levels) and not are_apart(blocks):
        raise TypeError(
            "the readout counts phases of neurons that hear of one another, whose fields do not"
            " change with the phase; spikes would change them. Train with"
            " teaching.activity=OneState(), or without couplings"
        )
    nodes: dict[str, Any] = {"input": nir.Input(np.array([model.inputs + 2]))}
    edges: list[tuple[str, str]] = []
    offsets = np.cumsum([0, *learner.layers])
    own = np.broadcast_to(np.asarray(state.network.self_coupling, np.float64), offsets[-1])
    silence = np.zeros(offsets[-1])  # what the neurons would hear of one another if all were -1
    for (source, target), exact in _matrices(blocks, own, offsets).items():
        at, name = slice(offsets[target], offsets[target + 1]), f"from_{source}_to_{target}"
        alone = np.diag(own[at]) if source == target else np.zeros_like(exact)
        matrix = rounded(exact - alone, bits) + alone
        silence[at] += matrix.sum(axis=1)
        nodes[name] = nir.Affine(2 * matrix, np.zeros(len(matrix)))
        edges += [(f"layer_{source}", name), (name, f"layer_{target}")]
    _add_inputs(nir, nodes, edges, model, silence, offsets, bits)
    _add_readout(nir, nodes, edges, model, len(levels), offsets, bits)
    return nir.NIRGraph(nodes, edges, metadata=_told(model, learner, levels))


def write_nir(model: Model, path: Path, bits: int | None = None) -> int:
    """Write the graph to a file, whole or not at all, and return its size in bytes.

    Raises:
        TypeError, ValueError, ImportError: see `to_nir`.
        OSError: when the file cannot be written.
    """
    graph = to_nir(model, bits)
    with replacing(path) as temporary:
        _package().write(temporary, graph)
    return path.stat().st_size


def run_nir(
    graph: Any, inputs: Float[np.ndarray, "steps samples features"]
) -> dict[str, np.ndarray]:
    """Run a graph of LIF and affine nodes by Euler steps of dt, and return what came out.

    Edges that lead back take one step. This is a second opinion on a graph, and no simulator.

    Args:
        graph: as `to_nir` makes it.
        inputs: of each step.

    Returns:
        For each LIF node and for `output` an array `[steps, samples, size]`.

    Raises:
        TypeError: when the graph has other nodes than `Input`, `Affine`, `LIF` and `Output`.
        ValueError: when its metadata say no dt, or the inputs do not fit it.
    """
    dt = _step_of(graph, inputs)
    before: dict[str, list[str]] = {}
    for source, target in graph.edges:
        before.setdefault(target, []).append(source)
    cells = {name: node for name, node in graph.nodes.items() if hasattr(node, "v_threshold")}
    samples = inputs.shape[1]
    spikes = {name: np.zeros((samples, len(node.tau))) for name, node in cells.items()}
    voltages = {name: np.zeros_like(value) for name, value in spikes.items()}
    course: dict[str, list[np.ndarray]] = {name: [] for name in (*cells, "output")}
    for given in inputs:

        def value(name: str, given: np.ndarray = given) -> np.ndarray:
            if name == "input":
                return given
            if name in cells:
                return spikes[name]
            total = np.sum([value(source) for source in before[name]], axis=0)
            node = graph.nodes[name]
            return total @ node.weight.T + node.bias if hasattr(node, "weight") else total

        currents = {name: sum(value(source) for source in before[name]) for name in cells}
        for name, cell in cells.items():
            pulled = cell.v_leak - voltages[name] + cell.r * currents[name]
            risen = voltages[name] + dt / cell.tau * pulled
            spikes[name] = (risen > cell.v_threshold).astype(float)
            voltages[name] = np.where(spikes[name] > 0, cell.v_reset, risen)
            course[name].append(spikes[name])
        course["output"].append(value("output"))
    return {name: np.array(values) for name, values in course.items()}


def stimulus(
    graph: "NIRGraph", x: Float[np.ndarray, "samples features"]
) -> Float[np.ndarray, "steps samples inputs"]:
    """Return the inputs of each step for encoded features: held, with the start and the phases."""
    phases = np.asarray(graph.metadata["levels"], np.float64)
    common = phases if len(phases) else np.zeros(graph.metadata["sweeps"])
    start = np.arange(len(common)) == 0
    return np.array(
        [
            np.hstack([x, np.full((len(x), 1), field), np.full((len(x), 1), float(first))])
            for field, first in zip(common, start, strict=True)
        ]
    )


def labels(graph: "NIRGraph", course: dict[str, np.ndarray]) -> np.ndarray:
    """Return which class the output says: at the end, or of the sum over phases."""
    phases = len(graph.metadata["levels"])
    read = course["output"].sum(axis=0) if phases else course["output"][-1]
    return read.argmax(axis=1)


def _step_of(graph: Any, inputs: Float[np.ndarray, "steps samples features"]) -> float:
    """The dt of a graph that can be run here on such inputs."""
    kinds = {name: type(node).__name__ for name, node in graph.nodes.items()}
    for name, kind in kinds.items():
        if kind not in _RUN:
            raise TypeError(f"node {name} is {kind}; run_nir knows {', '.join(_RUN)} alone")
    if kinds.get("input") != "Input" or kinds.get("output") != "Output":
        raise ValueError(f"the graph has the nodes {', '.join(kinds)}; expected input and output")
    dt = graph.metadata.get("dt")
    if not isinstance(dt, float | np.floating) or not dt > 0:
        raise ValueError(
            f"the metadata of the graph say dt {dt!r}; expected seconds above 0, as `to_nir` writes"
        )
    expected = int(np.prod(graph.nodes["input"].input_type["input"]))
    if inputs.shape[2] != expected:
        raise ValueError(
            f"the inputs have {inputs.shape[2]} numbers in a step, the graph takes {expected};"
            " `stimulus` makes them"
        )
    return float(dt)


_RUN = ("Input", "Affine", "LIF", "Output")
"""Nodes that are run here, all that `to_nir` makes."""


def _matrices(
    blocks: Any, own: np.ndarray, offsets: np.ndarray
) -> dict[tuple[int, int], np.ndarray]:
    """The couplings between layers, `[target, source]`, with the self-couplings of each.

    Where no neuron hears of another, its self-coupling changes nothing and is left out.
    """
    found: dict[tuple[int, int], np.ndarray] = {}
    if are_apart(blocks):
        return found
    for (source, target), block in zip(blocks.paths, blocks.blocks, strict=True):
        rows = block.rows(jnp.arange(blocks.sources[source]))
        found[source, target] = found.get((source, target), 0) + np.asarray(rows, np.float64).T
    for layer in range(len(offsets) - 1):
        diagonal = np.diag(own[offsets[layer] : offsets[layer + 1]])
        if diagonal.any() or (layer, layer) in found:
            found[layer, layer] = found.get((layer, layer), 0) + diagonal
    return found


def _add_inputs(nir, nodes, edges, model, silence, offsets, bits) -> None:
    """The neurons of each layer, and what they receive of the input."""
    state = model.epoch.state
    weights = np.asarray(state.inputs(jnp.eye(model.inputs)), np.float64).T
    within = np.zeros(offsets[-1])
    if state.thresholds is not None:
        within = np.asarray(state.thresholds.neurons, np.float64)
    for number, (begin, end) in enumerate(pairwise(offsets.tolist())):
        at, size = slice(begin, end), end - begin
        extra = np.stack([np.ones(size), silence[at]], axis=1)
        columns = np.hstack([rounded(weights[at], bits), extra])
        nodes[f"in_{number}"] = nir.Affine(columns, within[at] + 1 - silence[at])
        ones = np.ones(size)
        nodes[f"layer_{number}"] = nir.LIF(STEP * ones, ones, 0 * ones, ones, 0 * ones)
        edges += [("input", f"in_{number}"), (f"in_{number}", f"layer_{number}")]


def _add_readout(nir, nodes, edges, model, phases, offsets, bits) -> None:
    """The readout of spins, or of the spikes of one phase."""
    state, classes = model.epoch.state, len(model.classes)
    scale, _, step, base = counting(model.learner)
    weights = np.asarray(state.readout(jnp.eye(offsets[-1])), np.float64).T
    outside = np.zeros(classes)
    if state.thresholds is not None:
        outside = np.asarray(state.thresholds.readout, np.float64)
    nodes["output"] = nir.Output(np.array([classes]))
    # A count is base + step times the spikes of all phases; a spin is twice its spike less 1.
    step, base, shares = (scale * step, scale * base, phases) if phases else (2.0, -1.0, 1)
    for number, (begin, end) in enumerate(pairwise(offsets.tolist())):
        part = rounded(weights[:, begin:end], bits)
        bias = base * part.sum(axis=1) + (outside if number == 0 else 0.0)
        nodes[f"read_{number}"] = nir.Affine(step * part, bias / shares)
        edges += [(f"layer_{number}", f"read_{number}"), (f"read_{number}", "output")]


def _told(model: Model, learner: Steered, levels: np.ndarray) -> dict[str, Any]:
    return {
        "dt": STEP,
        "sweeps": learner.sweeps,
        "levels": levels,
        "encoder": spell(model.encoder),
        "classes": [str(label) for label in model.classes.tolist()],
        "made_by": "basinet",
    }


def _levels(learner: Steered) -> np.ndarray:
    """The common field of each phase; nothing where spins are read."""
    if not isinstance(learner.teaching, ByError):
        return np.zeros(0)
    return np.asarray(learner.teaching.activity.levels(), np.float64)


def _package() -> Any:
    try:
        import nir
    except ImportError as error:
        raise ImportError(
            "the package nir is missing; install it with: pip install 'basinet[nir]'"
        ) from error
    return nir
