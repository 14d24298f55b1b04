"""The names of the rooms, which a page is told before anything is loaded that computes."""

ROOMS = (
    "settling",
    "memory",
    "dense-memory",
    "search",
    "moons",
    "kuramoto",
    "swarmalators",
    "vicsek",
    "flock",
    "sorting",
)
"""All rooms, in the order of the page; each has its stage in `basinet.live.stages.STAGES`."""
