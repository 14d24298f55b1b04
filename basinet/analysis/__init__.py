"""What a network's internal states and couplings look like: arrays in, numbers out.

* `overlaps`, `mean_overlaps`: are the representations of a class alike, and of two classes apart?
* `participation_ratio`: over how many directions do the representations spread?
* `probe_accuracy`: how well can the class be read from them by a linear map?
* `ensembles`, `sparsity`, `class_means`, `likeness`: which units answer to which class, and do
  classes that look alike share them?
* `reciprocity`, `symmetry`: how symmetric are the couplings? (`J[i, j]` is J_ij, from neuron j to
  neuron i; these two are the same for the transpose, as `basinet.core` stores it.)
* `perturb`, `summarise`, `Basins`: how far from a fixed point does the dynamics still return to it?
* `threshold`, `collapse`, `scaled`: where is a threshold in systems of several sizes, and with
  which exponents do their curves fall onto one another?
* `kay_phillips`, `cooperation`: what does a neuron show whose context modulates it?

All that is NumPy and SciPy on arrays. Only `basinet.analysis.networks` needs JAX: it relaxes
networks (`settle`, `basins`) and reads the couplings inside each layer (`layers`, `inside`).
"""

from basinet.analysis.basins import Basins as Basins
from basinet.analysis.basins import perturb as perturb
from basinet.analysis.basins import summarise as summarise
from basinet.analysis.bifurcation import bifurcation as bifurcation
from basinet.analysis.census import Attractor as Attractor
from basinet.analysis.census import Census as Census
from basinet.analysis.census import census as census
from basinet.analysis.census import census_of_spins as census_of_spins
from basinet.analysis.chaos import zero_one as zero_one
from basinet.analysis.dimension import participation_ratio as participation_ratio
from basinet.analysis.ensembles import Ensembles as Ensembles
from basinet.analysis.ensembles import Sparsity as Sparsity
from basinet.analysis.ensembles import class_means as class_means
from basinet.analysis.ensembles import ensembles as ensembles
from basinet.analysis.ensembles import likeness as likeness
from basinet.analysis.ensembles import sparsity as sparsity
from basinet.analysis.exponents import Exponents as Exponents
from basinet.analysis.exponents import lyapunov as lyapunov
from basinet.analysis.overlaps import Overlaps as Overlaps
from basinet.analysis.overlaps import mean_overlaps as mean_overlaps
from basinet.analysis.overlaps import overlaps as overlaps
from basinet.analysis.probe import probe_accuracy as probe_accuracy
from basinet.analysis.scaling import Collapse as Collapse
from basinet.analysis.scaling import Estimate as Estimate
from basinet.analysis.scaling import collapse as collapse
from basinet.analysis.scaling import crossing as crossing
from basinet.analysis.scaling import scaled as scaled
from basinet.analysis.scaling import threshold as threshold
from basinet.analysis.stability import Assembly as Assembly
from basinet.analysis.stability import Certificate as Certificate
from basinet.analysis.stability import assemble as assemble
from basinet.analysis.stability import certificate as certificate
from basinet.analysis.stability import numerical_abscissa as numerical_abscissa
from basinet.analysis.stability import spectral_abscissa as spectral_abscissa
from basinet.analysis.symmetry import reciprocity as reciprocity
from basinet.analysis.symmetry import symmetry as symmetry
from basinet.analysis.synchrony import clusters as clusters
from basinet.analysis.synchrony import correlation as correlation
from basinet.analysis.synchrony import order_parameter as order_parameter
from basinet.analysis.synchrony import phases_of as phases_of
from basinet.analysis.synchrony import synchrony_error as synchrony_error
from basinet.analysis.two_point import cooperation as cooperation
from basinet.analysis.two_point import kay_phillips as kay_phillips
