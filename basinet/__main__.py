"""`python -m basinet` is the console command."""

from basinet.cli import main

main()
