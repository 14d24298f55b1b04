"""Draw the figures of the kept results of reproductions again, from what they hold, and state them.

    python docs/make_reproduced_images.py [NAME ...]

Nothing is computed anew: claims and verdicts are those that follow from the kept pieces. A
result that is no longer that of its reproduction, by its settings or by what was computed, is left
as it is, and named.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from basinet import viz
from basinet._files import write_atomically
from basinet.folders import json_text
from basinet.reproductions import Job, find, verdict
from basinet.reproductions.conduct import stated

KEPT = Path(__file__).parent / "reproduced"


def main(names: Sequence[str]) -> None:
    """Draw the figures of some folders, or of all."""
    for path in sorted(KEPT.glob("*/results.json")):
        if names and path.parent.name not in names:
            continue
        results = json.loads(path.read_text(encoding="utf-8"))
        name, quick = results["name"], results["version"] == "quick"
        job = Job(name, find(name), quick=quick, seed=results["seed"], path=path.parent)
        if json.loads(json.dumps(job.described()))["settings"] != results["settings"]:
            print(f"{path.parent.name}: other settings, left as it is")
            continue
        settings = job.reproduction.settings(quick=quick)
        try:
            new = viz.to_svg(job.reproduction.figure(settings, results["pieces"]))
        except KeyError as missing:
            print(f"{path.parent.name}: has no piece {missing}, left as it is")
            continue
        file = path.with_name("figure.svg")
        if new != file.read_text(encoding="utf-8"):
            write_atomically(file, new)
            print(f"{path.parent.name}: drawn again")
        claims = list(job.reproduction.claims(settings, results["pieces"]))
        kept = {name: value for name, value in results.items() if name != "checksums"}
        anew = kept | {"claims": [stated(one) for one in claims], "verdict": verdict(claims)}
        if json_text(anew) != path.read_text(encoding="utf-8"):
            write_atomically(path, json_text(anew))
            print(f"{path.parent.name}: stated again")


if __name__ == "__main__":
    main(sys.argv[1:])
