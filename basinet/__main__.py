"""Run the command line as `python -m basinet`, and as the script `basinet`."""

from basinet._ending import end_on_signals, prepare_streams


def main() -> None:
    """Run the command, with streams that may break and signals that end it at once."""
    prepare_streams()
    end_on_signals()
    from basinet.cli import main as command

    command()


if __name__ == "__main__":
    main()
