"""The kinds of files that are mutated, with a file that is right and the readers of each."""

import csv
import io
import json
import struct
from functools import cache, partial

import numpy as np
import scipy.io
import scipy.sparse
from mutating import of_archive, of_bytes, of_gzip, of_safetensors

X, Y = np.arange(24, dtype=np.float32).reshape(8, 3), np.arange(8) % 2

TOML = {
    "run.toml": 'data = "digits"\nlearner = "steered"\nepochs = 3\nbatch_size = 16\nseed = 7\n'
    '[settings]\nhidden = 40\nself_coupling = 0.5\nrate = 1e-2\ndynamics = "RandomSubset(0.85)"\n',
    "sweep.toml": 'seeds = 2\nshow = "settled"\nthreshold = 0.5\n[settling]\nneurons = 20\n'
    "max_sweeps = 20\n[axes]\nself_coupling = {from = 0.0, to = 1.0, points = 3}\n",
    "tune.toml": 'trials = 2\nat_once = 2\n[run]\ndata = "digits"\nepochs = 1\n[run.settings]\n'
    'hidden = 8\n[space]\n"learner.teaching.margin" = {low = 0.5, high = 1.0, log = true}\n',
    "compare.toml": 'learners = ["steered"]\ndata = "digits"\nfractions = [0.1, 1]\nseeds = 2\n'
    "epochs = 3\n[settings.steered]\nhidden = 40\n",
}
GRAPH = "# a graph\n4 5\n1 2 1\n2 3 -2.5\n3 4 1\n1 3 7\n2 4 1e2\n"
MARKET = "%%MatrixMarket matrix coordinate real symmetric\n% remark\n4 4 4\n2 1 1.5\n3 2 -2\n"
MARKET += "4 3 1\n4 1 3\n"
ARRAY = "%%MatrixMarket matrix array real general\n3 3\n" + "0\n1\n2\n1\n0\n3\n2\n3\n0\n"


def idx(values, code=8):
    return struct.pack(">BBBB", 0, 0, code, values.ndim) + b"".join(
        struct.pack(">I", size) for size in values.shape
    ) + values.tobytes()  # fmt: skip


def table():
    text = io.StringIO()
    csv.writer(text).writerows(
        [["a", "b", "c", "kind"], *[[*row, k] for row, k in zip(X.tolist(), Y, strict=True)]]
    )
    return text.getvalue().encode()


def archive(**arrays):
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def matlab(*, compressed):
    from scipy.io import savemat

    content, names = io.BytesIO(), np.array([f"kind {y}" for y in Y], dtype=object)
    savemat(content, {"X": X, "y": names}, do_compression=compressed)
    return content.getvalue()


def plain(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def saved_by(write, path):
    write(path)
    return path.read_bytes()


def named(path, error):
    if path.name not in str(error):
        raise AssertionError(f"the file is not named: {error}")


def kinds(folder):
    """Name of a file -> how it is mutated, who reads it, and its share of the cases."""
    return {
        **of_data(folder),
        **of_texts(),
        **of_problems(folder),
        **of_models(folder),
        **of_code(),
    }


def of_data(folder):
    from basinet.data import Reading, load_quietly, read_features, read_labelled

    def load(path):
        return load_quietly(Reading(str(path)))

    pictures = idx(X.astype(np.uint8).reshape(8, 3, 1))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx(Y.astype(np.uint8)))

    def read(path):
        for one in (read_features, read_labelled, load):
            tried(one, path if "idx" not in path.name or one is read_features else path.parent)

    def tried(one, path):
        try:
            one(path)
        except ValueError as error:
            if one is load:
                raise
            named(path, error)

    return {
        "a.csv": (of_bytes(table()), read, 1),
        "b.csv.gz": (of_gzip(table()), read, 1),
        "c.npz": (of_archive(archive(x=X, y=Y)), read, 0.3),
        "d.npz": (of_archive(archive(x=X, y=Y, x_test=X, y_test=Y)), read, 0.3),
        "e.mat": (of_bytes(matlab(compressed=False)), read, 0.1),
        "f.mat": (of_bytes(matlab(compressed=True)), read, 0.1),
        "g.npy": (of_bytes(plain(np.column_stack([X, Y]))), read, 0.1),
        "train-images-idx3-ubyte": (of_bytes(pictures), read, 1),
        "train-images-idx3-ubyte.gz": (of_gzip(pictures), read, 1),
    }


def of_texts():
    from basinet.bench.result import Results, read
    from basinet.compare.described import read_described
    from basinet.computing.computers import known
    from basinet.folders import read as read_json
    from basinet.folders import read_lines
    from basinet.phases.folder import PhaseFolder
    from basinet.phases.settings import QUICK, to_plain
    from basinet.runs import RunFolder
    from basinet.sweeps import LARGEST, read_sweep
    from basinet.sweeps.space import read_search

    result = json.dumps({"name": "a", "error": None, "accuracy": 0.5, "epochs": [1, {"b": 2.5e3}]})
    bench = Results({"cores": 2}, {"samples": 3}, {"repeats": 5}, [], [], complete=True)
    facts = json.dumps({"ab": {"jaxlib": "0.6", "native kernels": "in use"}})
    texts = {
        "run.toml": lambda path: RunFolder(path.parent).read_run(),
        "sweep.toml": lambda path: read_sweep(path, LARGEST),
        "tune.toml": read_search,
        "compare.toml": read_described,
    }
    needs = {"name": str, "error": (str, type(None)), "accuracy": (int, float)}
    return {
        **{name: (of_bytes(TOML[name].encode()), how, 1) for name, how in texts.items()},
        "result.json": (of_bytes(result.encode()), partial(read_json, needs=needs), 1),
        "metrics.jsonl": (of_bytes((result + "\n").encode() * 3), read_lines, 1),
        "computers.json": (of_bytes(facts.encode()), lambda path: known(path.parent), 1),
        "bench.json": (of_bytes(json.dumps(bench.to_plain()).encode()), read, 1),
        "settings.json": (
            of_bytes(json.dumps(to_plain(QUICK)).encode()),
            lambda path: PhaseFolder(path.parent).read_settings(),
            1,
        ),
    }


def of_problems(folder):
    from basinet.annealing.files import KINDS, read_problem
    from basinet.annealing.keeping import load, read_state

    def read(path):
        for kind in KINDS[1:]:
            try:
                read_problem(path, kind)
            except ValueError as error:
                named(path, error)
        # What is read is brought into the form in which it is annealed, as the command does.
        _ = read_problem(path).ising.scale

    matrix = scipy.sparse.coo_array(scipy.io.mmread(io.StringIO(MARKET), spmatrix=False))
    write = partial(scipy.sparse.save_npz, compressed=False)
    forms = {
        f"{form}.npz": saved_by(partial(write, matrix=matrix.asformat(form)), folder / "seed.npz")
        for form in ("csr", "csc", "coo")
    }
    dense = archive(couplings=matrix.toarray(), field=np.ones(4), offset=np.float64(2))
    seed = folder / "kept-seed.npz"

    def mutated_annealing(rng):
        return annealed(seed)[1](rng)

    def read_annealing(path):
        return load(path, annealed(seed)[0].ising)

    return {
        "graph.txt": (of_bytes(GRAPH.encode()), read, 1),
        "graph.mtx": (of_bytes(MARKET.encode()), read, 1),
        "array.mtx": (of_bytes(ARRAY.encode()), read, 1),
        "state.txt": (of_bytes(b"1 -1 1 1\n-1\n"), read_state, 1),
        **{name: (of_archive(content), read, 0.3) for name, content in forms.items()},
        "dense.npz": (of_archive(dense), read, 0.3),
        "kept.npz": (mutated_annealing, read_annealing, 0.3),
    }


@cache
def annealed(path):
    """A problem, and mutations of an annealing of it as a file, made when the first is wanted."""
    from basinet.annealing import MaxCut, Settings
    from basinet.annealing.anneal import begin, conclude, watch
    from basinet.annealing.graphs import erdos_renyi
    from basinet.annealing.keeping import save

    problem = MaxCut(erdos_renyi(8, 12, signs=True))
    settings, start = Settings(sweeps=40, replicas=4), begin(problem)
    *_, last = watch(problem, settings, start)
    save(conclude(problem, settings, start, last), start, problem.ising, path, {"job": {}})
    return problem, of_archive(path.read_bytes())


def of_models(folder):
    from basinet import Associator, DenseHopfield, Modern, Reservoir, Standardise, Steered, Swarm
    from basinet.core.recipes import FanIn
    from basinet.learners.steered import Layers
    from basinet.model import begin
    from basinet.rates import EchoState
    from basinet.saving import load_model, save_model

    sparse = Steered(hidden=8, wiring=Layers(within=FanIn(3)))
    spins = np.where(np.random.default_rng(0).random((3, 8)) < 0.5, -1, 1)
    series = np.sin(np.arange(60.0))

    def classifier(learner, path):
        save_model(begin(learner, Standardise(), X, Y, 3), path)

    def associator(memory, path):
        epochs = {"epochs": 2} if isinstance(memory, Steered) else {}
        Associator(memory, random_state=0, **epochs).fit(spins).save(path)

    def reservoir(path):
        model = Reservoir(EchoState(units=6), washout=5, random_state=0)
        model.fit(series[:-1, None], series[1:]).save(path)

    models = {
        "sparse.model": (partial(classifier, sparse), load_model),
        "swarm.model": (partial(classifier, Swarm(hidden=4)), load_model),
        "modern.model": (partial(associator, Modern()), Associator.load),
        "hopfield.model": (partial(associator, DenseHopfield()), Associator.load),
        "steered.model": (partial(associator, sparse), Associator.load),
        "series.model": (reservoir, Reservoir.load),
    }
    return {
        name: (of_model(save, folder / f"seed-{name}"), load, 0.02)
        for name, (save, load) in models.items()
    }


def of_model(save, path):
    """Mutations of a model that is fitted when the first one is wanted."""

    @cache
    def mutations():
        save(path)
        return of_safetensors(path)

    def mutate(rng):
        return mutations()(rng)

    return mutate


def of_code():
    from basinet.core.native import build

    content = build.library().read_bytes()

    def read(path):
        # One that is as it was built would be loaded, any other not.
        note = path.with_suffix(".sha256")
        note.write_text(build._checksum(build.library()))
        if build._is_whole(path) and path.read_bytes() != content:
            raise AssertionError("a library was taken for another")

    return {"kernels.so": (of_bytes(content), read, 0.02)}
