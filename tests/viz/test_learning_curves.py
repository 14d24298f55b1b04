import math

import pytest

from basinet.viz import learning_curves

QUANTITIES = [
    ("sweeps", "Sweeps to settle", "mean over samples", False),
    ("unstable", "Unstable neurons", "share below the margin", True),
]


def epoch(number, **changes):
    record = {
        "epoch": number,
        "accuracy": 0.5 + 0.4 * (1 - 1 / number),
        "train_accuracy": 0.55 + 0.4 * (1 - 1 / number),
        "sweeps": 4 + 1 / number,
        "unstable": 0.3 / number,
        "seconds": 2.0,
    }
    return record | changes


@pytest.mark.parametrize("length", [1, 2, 200])
def test_each_line_is_the_history_and_lies_in_view(drawn, length):
    history = [epoch(k) for k in range(1, length + 1)]
    figure = learning_curves(history, QUANTITIES)
    for key in ("accuracy", "train_accuracy", "sweeps", "unstable"):
        (line,) = drawn(figure, key)
        assert line.get_xdata().tolist() == [record["epoch"] for record in history]
        assert line.get_ydata().tolist() == [record[key] for record in history]
        (left, right), (low, high) = line.axes.get_xlim(), line.axes.get_ylim()
        assert all(left <= x <= right for x in line.get_xdata())
        assert all(low <= y <= high for y in line.get_ydata())
    ticks = line.axes.get_xticks().tolist()
    assert ticks[0] == 1
    assert ticks[-1] == length
    assert all(tick == int(tick) for tick in ticks)


def test_epochs_without_a_measurement_are_bridged(drawn, words):
    history = [epoch(k, accuracy=None if k % 2 else 0.8 + k / 100) for k in range(1, 6)]
    figure = learning_curves(history, QUANTITIES)
    (line,) = drawn(figure, "accuracy")
    assert line.get_xdata().tolist() == [2, 4]
    assert line.get_ydata().tolist() == [0.8 + 2 / 100, 0.8 + 4 / 100]
    assert "held out 84.0 %" in words(figure)


def test_without_any_accuracy_the_panel_says_so(drawn, words):
    figure = learning_curves([epoch(1, accuracy=None, train_accuracy=None)], QUANTITIES)
    assert drawn(figure, "accuracy") == []
    assert "not measured" in words(figure)


def test_only_what_is_asked_for_is_drawn_below_the_accuracy(drawn, words):
    history = [epoch(1, loss=12.34), epoch(2, loss=0.5)]
    figure = learning_curves(history, [("loss", "Loss", "of the network", False)])
    assert len(figure.axes) == 2
    assert drawn(figure, "loss")[0].get_ydata().tolist() == [12.34, 0.5]
    assert drawn(figure, "sweeps") == []
    assert "Loss" in words(figure)
    assert len(learning_curves([{"epoch": 1, "accuracy": 0.5, "seconds": 1}]).axes) == 1


def test_last_values_and_the_total_time_are_written(words):
    figure = learning_curves([epoch(1), epoch(2, sweeps=6.25, unstable=0.0512)], QUANTITIES)
    for text in ("held out 70.0 %", "training 75.0 %", "6.2", "5.1 %", "2 epochs in 4 s"):
        assert text in words(figure)


@pytest.mark.parametrize(("seconds", "text"), [(0.5, "0.5 s"), (600, "10 min"), (9000, "2.5 h")])
def test_time_is_written_in_a_unit_that_suits_it(words, seconds, text):
    assert f"one epoch in {text}" in words(learning_curves([epoch(1, seconds=seconds)]))


def test_chance_is_a_line_at_its_value_and_in_view_if_near(drawn, words):
    figure = learning_curves([epoch(1), epoch(2)], chance=0.45)
    (line,) = drawn(figure, "chance")
    assert set(line.get_ydata()) == {0.45}
    assert line.axes.get_ylim()[0] < 0.45
    assert "chance 45.0 %" in words(figure)


def test_chance_far_below_is_only_named(drawn, words):
    figure = learning_curves([epoch(1, accuracy=0.95, train_accuracy=0.96)], chance=0.1)
    (line,) = drawn(figure, "chance")
    assert line.axes.get_ylim()[0] > 0.1
    assert "chance (10.0 %) is out of view" in words(figure)


@pytest.mark.parametrize(
    ("history", "chance", "message"),
    [
        ([], None, "history is empty"),
        ([{"epoch": 1, "accuracy": 0.5}], None, "lacks .*sweeps"),
        ([epoch(1), epoch(1)], None, "epoch 1 follows epoch 1"),
        ([epoch(1, accuracy=87.0)], None, r"history\[0\]\['accuracy'\] is 87"),
        ([epoch(1, unstable=1.5)], None, "share in 0..1"),
        ([epoch(1, sweeps=math.nan)], None, "is nan"),
        ([epoch(1, sweeps=None)], None, "is None"),
        ([epoch(1)], 10, "chance is 10"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(history, chance, message):
    with pytest.raises(ValueError, match=message):
        learning_curves(history, QUANTITIES, chance=chance)
