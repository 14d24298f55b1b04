"""`basinet data`: list the data sets and fetch their files."""

from typing import Annotated

import typer

from basinet.cli.show import as_json, download_bar, line

data = typer.Typer(
    help="List the data sets that have a name, and fetch their files.",
    epilog="Example: `basinet data list`",
)


@data.command("list", epilog="Example: `basinet data list`")
def list_(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the data sets and say which are on this machine."""
    from basinet.data import CATALOGUE, available, data_folder

    rows = [
        {
            "name": name,
            "samples": source.samples,
            "features": source.features,
            "classes": source.classes,
            "available": available(name),
            "licence": source.licence,
            "description": source.description,
        }
        for name, source in CATALOGUE.items()
    ]
    if json:
        as_json({"folder": str(data_folder()), "datasets": rows})
        return
    width = max(len(row["name"]) for row in rows)
    line(f"{'name':<{width}}  {'samples':>8}  {'features':>8}  {'classes':>7}  here")
    for row in rows:
        line(
            f"{row['name']:<{width}}  {row['samples']:>8,}  {row['features']:>8}"
            f"  {row['classes']:>7}  {'yes' if row['available'] else 'no'}"
        )
    line(f"\nFiles are kept in {data_folder()}; set BASINET_DATA for another folder.")


@data.command(epilog="Example: `basinet data fetch mnist`")
def fetch(
    name: Annotated[str, typer.Argument(help="A name from `basinet data list`.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Download the files of a data set, or find and check those that are there."""
    from basinet.data import fetch as fetch_files

    with download_bar() as progress:
        files = fetch_files(name, progress=progress)
    if json:
        as_json({"name": name, "files": [str(file) for file in files]})
    elif files:
        line("\n".join(str(file) for file in files))
    else:
        line(f"{name} comes with scikit-learn and needs no files")
