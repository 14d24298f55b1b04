"""`basinet anneal`: look for the best state of a problem in a file."""

from basinet.cli.anneal.command import anneal as anneal
