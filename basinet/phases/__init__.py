"""Theory beside measurement: what the self-coupling makes possible, in one picture.

For each self-coupling two searches are tried on random networks, focusing belief propagation and
asynchronous relaxation, and steered networks are trained on a small task. The results stand
beside the complexity and the two transitions of the clusters:

    from basinet.phases import QUICK, draw, measure

    folder = Path("phases")
    for progress in measure(QUICK, folder):  # goes on where it was stopped
        print(progress)
    figure = draw(folder)

Every finished point is a file, so that nothing that was measured is ever measured twice.
"""

from basinet.phases.drawing import draw as draw
from basinet.phases.folder import PhaseFolder as PhaseFolder
from basinet.phases.measuring import Progress as Progress
from basinet.phases.measuring import measure as measure
from basinet.phases.points import Learning as Learning
from basinet.phases.points import Reach as Reach
from basinet.phases.results import summary as summary
from basinet.phases.settings import FULL as FULL
from basinet.phases.settings import QUICK as QUICK
from basinet.phases.settings import PhaseSettings as PhaseSettings
