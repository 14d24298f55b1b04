"""Measurements of speed that anybody can repeat on a machine of their own.

`basinet bench` runs them; `docs/benchmarks.md` says what each number means.

- `suite`: how much is measured; `suites.EVERYTHING`: the list of what is;
- `epochs`, `courses`, `roofline`: the measurements;
- `dense`: the learning step as one would first write it, also a reference for tests;
- `contestants`, `task`, `clock`, `machine`: who learns, what, how it is timed, on what;
- `result`, `compare`, `figure`: the file of results, and what is made of it.
"""
