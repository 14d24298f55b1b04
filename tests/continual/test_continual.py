"""Tasks one after the other: what they are, and what is left of the old ones."""

from dataclasses import replace

import numpy as np
import pytest

from basinet import Associator, Classifier, Steered
from basinet.continual import (
    Permuted,
    Split,
    accuracy_matrix,
    backward_transfer,
    begin_task,
    final_accuracy,
    learn_tasks,
    read_order,
    task_accuracies,
    tasks_of,
    told_accuracies,
)
from basinet.core.protection import Graded, Hebbian, Principal, Unprotected
from basinet.core.recipes import FanIn, Unconnected
from basinet.data import load
from basinet.learners import Constant
from basinet.learners.steered import ByError, Layers, NoThresholds
from basinet.model import begin
from basinet.runs import Run, RunFolder, create, execute, refuse_too_large

DIGITS = load("digits")


def learner(protect, hidden: int = 200, **fields: float) -> Steered:
    teaching = ByError(thresholds=NoThresholds(), schedule=Constant())
    wiring = Layers(within=Unconnected(), protect=protect)
    return Steered(hidden=hidden, wiring=wiring, teaching=teaching, **fields)  # pyright: ignore[reportArgumentType]


def matrix_of(protect, order: str, epochs: int, replay: int = 0, **fields: float):
    start = begin(learner(protect, **fields), DIGITS.encoder, DIGITS.x_train, DIGITS.y_train, 0)
    tasks, history = tasks_of(start, DIGITS, read_order(order)), []
    total = epochs * len(tasks)
    for model in learn_tasks(start, tasks, epochs=total, batch_size=16, replay=replay):
        task = -(-model.epoch.number // epochs)
        told = told_accuracies(model, tasks)
        history.append({"task": task, "tasks": task_accuracies(model, tasks), "told": told})
        if isinstance(read_order(order), Permuted):
            assert told == history[-1]["tasks"]
    return accuracy_matrix(history)


def test_permuted_digits_are_kept_where_the_plain_rule_forgets_them():
    plain, kept, again = (
        matrix_of(Unprotected(), "permute:2", 3),
        matrix_of(Principal(share=0.9), "permute:2", 3),
        matrix_of(Unprotected(), "permute:2", 3, replay=200),
    )
    assert backward_transfer(plain) < -0.1
    assert backward_transfer(kept) > -0.05
    assert backward_transfer(again) > backward_transfer(plain) + 0.1
    assert final_accuracy(kept) > final_accuracy(plain) + 0.05
    np.testing.assert_array_equal(kept[0], plain[0])  # the first task is learnt alike


def test_split_digits_are_kept_where_the_readout_alone_learns():
    plain, kept = (
        matrix_of(protect, "split:2", 2, input_rate=0.0)
        for protect in (Unprotected(), Graded(half=1.0))
    )
    assert backward_transfer(plain) < -0.5
    assert backward_transfer(kept) > -0.1
    assert kept[-1, -1] > 0.8


def test_the_matrix_is_read_from_the_last_epoch_of_each_task():
    history = [
        {"task": 1, "tasks": [0.5, 0.1]},
        {"task": 1, "tasks": [0.9, 0.1]},
        {"task": 2, "tasks": [0.7, 0.8]},
    ]
    matrix = accuracy_matrix(history)
    np.testing.assert_array_equal(matrix, [[0.9, 0.1], [0.7, 0.8]])
    assert backward_transfer(matrix) == pytest.approx(-0.2)
    assert final_accuracy(matrix) == pytest.approx(0.75)
    assert accuracy_matrix([{"epoch": 1}]) is None
    with pytest.raises(ValueError, match="no transfer"):
        backward_transfer(matrix[:1])


def test_orders_are_read_and_written_alike():
    for text in ("permute:4", "split:5", "split:0+1/2+3"):
        assert str(read_order(text)) == text
    assert read_order("permute:2") == Permuted(2)
    assert read_order("split: 0+1 / 7+9") == Split(2, (("0", "1"), ("7", "9")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("split:0+1/1+2", "two tasks share the label 1"),
        ("permute:1", "from 2 to 1000"),
        ("rotate:4", "it must be permute:N"),
        ("permut:3", r"did you mean permute\?"),
        ("split:", "it must be permute:N"),
        ("split:0+1", "at least two tasks"),
        ("split:0/1", "at least two tasks of at least two labels"),
    ],
)
def test_tasks_that_cannot_be_are_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_order(text)


def test_split_tasks_have_their_own_labels_and_permuted_ones_the_same_values():
    model = begin(learner(Unprotected()), DIGITS.encoder, DIGITS.x_train, DIGITS.y_train, 0)
    split = tasks_of(model, DIGITS, Split(5))
    assert [sorted(set(task.y.tolist())) for task in split] == [[i, i + 1] for i in range(0, 10, 2)]
    assert sum(len(task.y) for task in split) == len(DIGITS.y_train)
    first, second = tasks_of(model, DIGITS, Permuted(2))
    np.testing.assert_array_equal(first.x, model.encode(DIGITS.x_train))
    np.testing.assert_array_equal(np.sort(first.x, axis=1), np.sort(second.x, axis=1))
    with pytest.raises(ValueError, match="only 10 classes"):
        tasks_of(model, DIGITS, Split(6))
    with pytest.raises(ValueError, match="label 12, which does not occur"):
        tasks_of(model, DIGITS, read_order("split:0+1/2+12"))


def test_a_run_that_is_stopped_between_tasks_ends_as_one_that_was_not(tmp_path):
    small = replace(
        DIGITS,
        x_train=DIGITS.x_train[:200],
        y_train=DIGITS.y_train[:200],
        x_test=DIGITS.x_test[:100],
        y_test=DIGITS.y_test[:100],
    )
    for protect, order in (
        (Graded(half=0.8), "split:2"),
        (Hebbian(rows=8, rate=0.002, inner=2), "permute:2"),
    ):
        run = Run(learner(protect, 30), "digits", epochs=4, tasks=order, replay=20)
        whole = create(tmp_path / repr(protect)[:4], run, {})
        stopped = create(tmp_path / repr(protect)[:5], run, {})
        *_, last = execute(run, whole, small)
        for left in (1, 2, 1):
            epochs = execute(run, stopped, small)
            for _ in range(left):
                next(epochs, None)
            epochs.close()
        assert RunFolder(stopped.path).read_model().epoch.number == 4
        for a, b in zip(*map(arrays, (whole, stopped)), strict=True):
            np.testing.assert_array_equal(a, b)
        assert last.history[-1]["task"] == 2
        assert len(last.history[-1]["tasks"]) == 2
        assert ("told" in last.history[-1]) == (order == "split:2")
        assert last.extra["tasks"] == 2


def arrays(folder):
    import jax

    return [np.asarray(leaf) for leaf in jax.tree.leaves(folder.read_model().epoch.state)]


def test_what_a_run_with_tasks_cannot_be_is_refused():
    with pytest.raises(ValueError, match="2 tasks cannot share equally"):
        Run(learner(Unprotected()), epochs=5, tasks="permute:2")
    with pytest.raises(ValueError, match="only one task"):
        Run(learner(Unprotected()), replay=5)
    with pytest.raises(ValueError, match="only 10 classes"):  # before there is a folder
        refuse_too_large(Run(learner(Unprotected()), epochs=6, tasks="split:6"), DIGITS)
    held = DIGITS.y_test < 8
    few = replace(DIGITS, x_test=DIGITS.x_test[held], y_test=DIGITS.y_test[held])
    with pytest.raises(ValueError, match="no held-out sample has a label of the task 8, 9"):
        refuse_too_large(Run(learner(Unprotected()), epochs=5, tasks="split:5"), few)


def test_a_classifier_keeps_a_task_that_was_closed(tmp_path):
    x, y = DIGITS.x_train[:600], DIGITS.y_train[:600]
    order = np.random.default_rng(0).permutation(x.shape[1])
    old, new = {}, {}
    for close in (False, True):
        clf = Classifier(
            learner(Principal(share=0.9), 100), encoder="rescale", epochs=4, random_state=0
        ).fit(x, y)
        if close:
            clf.begin_task()
        for _ in range(4):
            clf.partial_fit(x[:, order], y)
        old[close], new[close] = clf.score(x, y), clf.score(x[:, order], y)
    assert old[True] > old[False] + 0.05
    assert new[True] > 0.9
    clf.save(tmp_path / "kept.safetensors")
    from basinet import load as load_classifier

    again = load_classifier(tmp_path / "kept.safetensors")
    np.testing.assert_array_equal(again.predict(x), clf.predict(x))
    again.begin_task()
    with pytest.raises(ValueError, match="nothing in this network is protected"):
        Classifier(learner(Unprotected(), 20), epochs=1).fit(x, y).begin_task()


def test_a_full_subspace_is_refused_and_the_model_stays_what_it_was():
    model = begin(
        learner(Principal(share=1.0), 40), DIGITS.encoder, DIGITS.x_train, DIGITS.y_train, 0
    )
    tasks = tasks_of(model, DIGITS, Permuted(2))
    learnt = list(learn_tasks(model, tasks[:1], epochs=1, batch_size=16))
    with pytest.raises(ValueError, match="no room is left"):
        begin_task(learnt[-1])
    assert "tasks" not in learnt[-1].extra


def test_four_tasks_of_pairs_are_recalled_where_the_plain_rule_recalls_the_last():
    rng = np.random.default_rng(0)
    tasks = [np.sign(rng.standard_normal((2, 20, 100))) for _ in range(4)]
    right = {}
    for protect in (Unprotected(), Principal(share=1.0, memory=0.5)):
        memory = Associator(
            Steered(hidden=200, rate=0.1, wiring=Layers(protect=protect)),
            epochs=60,
            batch_size=20,
            random_state=0,
        )
        for number, (cues, targets) in enumerate(tasks):
            if number and not isinstance(protect, Unprotected):
                memory.begin_task()
            memory.partial_fit(cues, targets)
        right[type(protect)] = [memory.exact_recall(*pairs) for pairs in tasks]
    assert right[Principal][:3] == [1, 1, 1]
    assert right[Principal][3] > 0.5
    assert max(right[Unprotected][:3]) < 0.3


def test_memories_of_one_pass_and_other_pairs_take_no_further_task():
    rng = np.random.default_rng(0)
    x, y = np.sign(rng.standard_normal((2, 10, 30)))
    with pytest.raises(ValueError, match="stores all its patterns in one pass"):
        Associator().fit(x, y).partial_fit(x, y)
    kept = Associator(Steered(hidden=20), epochs=1, random_state=0).fit(x, y)
    with pytest.raises(ValueError, match="those before 30 and 30"):
        kept.partial_fit(x[:, :20], y)
    with pytest.raises(ValueError, match="with targets of their own"):
        kept.partial_fit(x)


def test_what_cannot_be_protected_is_refused_when_the_learner_is_made():
    with pytest.raises(ValueError, match="cannot be kept off a subspace"):
        Steered(wiring=Layers(within=FanIn(10), protect=Principal()))
    with pytest.raises(ValueError, match="thresholds that go on learning"):
        Steered(wiring=Layers(within=Unconnected(), protect=Principal()), teaching=ByError())
    with pytest.raises(ValueError, match="share is 0"):
        Principal(share=0.0)
    with pytest.raises(ValueError, match="rows is 0"):
        Hebbian(rows=0)
