"""Put the tables and the figure of a comparison into its page.

    python docs/insert_comparison.py comparisons/digits digits

replaces what stands between `<!-- digits -->` and the next `<!-- end -->` in docs/comparison.md.
"""

import shutil
import sys
from pathlib import Path

from basinet._files import write_atomically

DOCS = Path(__file__).parent


def main(folder: Path, name: str) -> None:
    """Insert the comparison in a folder under its name."""
    page = DOCS / "comparison.md"
    text, begin, end = page.read_text(encoding="utf-8"), f"<!-- {name} -->", "<!-- end -->"
    if begin not in text:
        sys.exit(f"{page} has no line {begin}; add it, and a line {end} below it")
    before, after = text.split(begin, 1)
    _, rest = after.split(end, 1)
    table = (folder / "comparison.md").read_text(encoding="utf-8")
    image = f"images/comparison-{name}.png"
    shutil.copyfile(folder / "comparison.png", DOCS / image)
    shown = f"![Accuracy against the part of the data and against the seconds, {name}]({image})"
    write_atomically(page, f"{before}{begin}\n\n{table}\n{shown}\n\n{end}{rest}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
