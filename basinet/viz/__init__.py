"""Pictures of what a network does: arrays in, a matplotlib figure out.

Nothing here computes a result. A function takes arrays that a run has stored, draws them and
returns a `matplotlib.figure.Figure` that belongs to the caller alone: pyplot is never imported and
no setting of matplotlib is left changed. Each picture answers one question.

* `learning_curves`: does it learn, and what happens while it learns?
* `confusion`: which classes are taken for which?
* `stabilities`: how firmly does each neuron hold its state?
* `raster`: how does one relaxation come to rest, and what happens when the stimulus goes?
* `film`: the same, moving.
* `overlaps`: are representations of one class alike, and those of two classes apart?
* `layers`: what develops in each layer while the network learns?
* `benchmark`: how fast is it, beside a plain version, backpropagation, the machine's limits?
* `capacity`: how many pairs does a memory hold, against its depth and the excitation of layers?
* `basins`: how far from a fixed point does the dynamics still return to it?
* `phase_diagram`: what does the self-coupling make possible?
* `curves`: how do some quantities depend on another one?
* `dots`: what was measured of several named things, and how far is it from a reference?
* `dependence`, `heat_map`, `heat_maps`: how does a measured number depend on one, two or
  three parameters?
* `collapse`, `collapses`: where is the threshold in systems of several sizes, and do their curves
  collapse?
* `comparison`: how do learners compare, against data and against time?
* `completion`: what comes back from part of a picture?
* `descent`: how does the energy fall while a memory recalls?
* `forecast`: how does a prediction follow the truth?
* `settling`: how do graded units come to rest, freely and then under a nudge?
* `orbits`: which values does a quantity take in the long run?
* `retrieval`: does a memory retrieve what theory says?
* `duel`: how far behind the best cut does each solver end?
* `retrieval_phases`: at which loads and temperatures does it, and where does theory draw the line?
* `ensembles`: which units answer to which class?
* `annealing`: how did an optimisation come to its value, and what is left unsatisfied?
* `study`: what did a search for good parameters find, and where?
* `spectra`: do two courses have the same eigenvalues?
* `cascade`: what follows from some firings on a line?
* `accuracy_matrix`: what is left of old tasks?
* `world`, `write_animation`: what do many agents do together, and which quantity tells?

`to_png`, `to_svg` and `to_pdf` turn a figure into bytes or text, the same ones each time. `report`
binds key figures, pictures and tables (a `Report`) into one HTML page that opens without a network.
The palette and the typography live in `basinet.viz.style`, for figures drawn elsewhere.
"""

try:
    from matplotlib.figure import Figure as Figure

    from basinet.viz._annealing import annealing as annealing
    from basinet.viz._basins import basins as basins
    from basinet.viz._benchmark import benchmark as benchmark
    from basinet.viz._capacity import capacity as capacity
    from basinet.viz._cascade import cascade as cascade
    from basinet.viz._collapse import Collapsed as Collapsed
    from basinet.viz._collapse import collapse as collapse
    from basinet.viz._collapse import collapses as collapses
    from basinet.viz._comparison import Contender as Contender
    from basinet.viz._comparison import comparison as comparison
    from basinet.viz._completion import completion as completion
    from basinet.viz._confusion import confusion as confusion
    from basinet.viz._curves import Line as Line
    from basinet.viz._curves import curves as curves
    from basinet.viz._descent import descent as descent
    from basinet.viz._dots import Dots as Dots
    from basinet.viz._dots import dots as dots
    from basinet.viz._duel import duel as duel
    from basinet.viz._ensembles import Answers as Answers
    from basinet.viz._ensembles import ensembles as ensembles
    from basinet.viz._export import to_pdf as to_pdf
    from basinet.viz._export import to_png as to_png
    from basinet.viz._export import to_svg as to_svg
    from basinet.viz._film import Film as Film
    from basinet.viz._film import film as film
    from basinet.viz._forecast import forecast as forecast
    from basinet.viz._layers import layers as layers
    from basinet.viz._learning_curves import learning_curves as learning_curves
    from basinet.viz._mistakes import mistakes as mistakes
    from basinet.viz._orbits import orbits as orbits
    from basinet.viz._overlaps import overlaps as overlaps
    from basinet.viz._phase_diagram import Measured as Measured
    from basinet.viz._phase_diagram import phase_diagram as phase_diagram
    from basinet.viz._plane import plane as plane
    from basinet.viz._raster import raster as raster
    from basinet.viz._retrieval import Retrieval as Retrieval
    from basinet.viz._retrieval import retrieval as retrieval
    from basinet.viz._retrieval_phases import retrieval_phases as retrieval_phases
    from basinet.viz._settling_course import settling as settling
    from basinet.viz._spectra import spectra as spectra
    from basinet.viz._stabilities import stabilities as stabilities
    from basinet.viz._study import study as study
    from basinet.viz._sweeps import dependence as dependence
    from basinet.viz._sweeps import heat_map as heat_map
    from basinet.viz._sweeps import heat_maps as heat_maps
    from basinet.viz._tasks import accuracy_matrix as accuracy_matrix
    from basinet.viz._world_cells import Grid as Grid
    from basinet.viz._worlds import Curve as Curve
    from basinet.viz._worlds import Row as Row
    from basinet.viz._worlds import Scatter as Scatter
    from basinet.viz._worlds import Scene as Scene
    from basinet.viz._worlds import can_write_mp4 as can_write_mp4
    from basinet.viz._worlds import world as world
    from basinet.viz._worlds import write_animation as write_animation
    from basinet.viz.report import Report as Report
    from basinet.viz.report import report as report
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "matplotlib":
        raise
    message = 'basinet.viz draws with matplotlib, which is missing: pip install "basinet[viz]"'
    raise ImportError(message) from error
