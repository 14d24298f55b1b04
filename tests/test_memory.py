"""The memory that a process may use is not more than its group or its limit allows."""

from pathlib import Path

from basinet import _memory


def test_the_smallest_limit_counts(monkeypatch):
    monkeypatch.setattr(_memory, "_of_machine", lambda: 8_000)
    monkeypatch.setattr(_memory, "_of_process", lambda: None)
    monkeypatch.setattr(_memory, "_of_group", lambda: [2_000, 5_000])
    assert _memory.installed() == 2_000
    monkeypatch.setattr(_memory, "_of_group", list)
    assert _memory.installed() == 8_000


def test_limits_of_groups_of_both_versions_are_found(tmp_path: Path):
    own = tmp_path / "cgroup"
    own.write_text("5:cpu,memory:/jobs/one\n0::/jobs/two\n1:name=systemd:/x\n")
    for folder, name, text in (
        ("memory/jobs", "memory.limit_in_bytes", "3000"),
        ("memory/jobs/one", "memory.limit_in_bytes", "9223372036854771712"),
        ("jobs", "memory.max", "max"),
        ("jobs/two", "memory.max", "4000"),
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).write_text(f"{text}\n")
    assert min(_memory._of_group(tmp_path, own)) == 3000
    assert 4000 in _memory._of_group(tmp_path, own)
    assert _memory._of_group(tmp_path, tmp_path / "missing") == []
