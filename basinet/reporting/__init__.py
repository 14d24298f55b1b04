"""From a run to the page that shows it.

`runs` writes the page of a run of a learner, `series` that of a run on time series.
"""

from basinet.reporting.runs import write_report as write_report
