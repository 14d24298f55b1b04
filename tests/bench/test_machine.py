import subprocess

from basinet.bench import machine


def test_a_machine_is_described_in_plain_values():
    import json

    described = machine.describe_machine()
    assert json.loads(json.dumps(described)) == described
    assert described["processor"]
    assert described["cores"] >= 1
    assert described["memory_gb"] > 0.1


def test_the_commit_of_a_checkout_is_told_and_whether_files_differ_from_it(tmp_path):
    def git(*words):
        own = ("-c", "user.name=a", "-c", "user.email=a@b")
        done = subprocess.run(
            ["git", *own, *words], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    assert machine.commit(tmp_path) is None
    git("init", "-q")
    (tmp_path / "basinet").mkdir()
    (tmp_path / "basinet" / "a.py").write_text("a = 1\n")
    git("add", ".")
    git("commit", "-qm", "first")
    head = git("rev-parse", "HEAD")
    assert machine.commit(tmp_path) == head
    (tmp_path / "results.json").write_text("{}")
    assert machine.commit(tmp_path) == head
    (tmp_path / "basinet" / "a.py").write_text("a = 2\n")
    assert machine.commit(tmp_path) == f"{head} + changes"
