"""Forward-Forward: a goodness for each layer instead of a gradient through all of them."""

from basinet.learners.forward_forward.learner import ForwardForward as ForwardForward
from basinet.learners.forward_forward.parts import Alone as Alone
from basinet.learners.forward_forward.parts import AnyWrong as AnyWrong
from basinet.learners.forward_forward.parts import ByGoodness as ByGoodness
from basinet.learners.forward_forward.parts import ByReadout as ByReadout
from basinet.learners.forward_forward.parts import Collaborating as Collaborating
from basinet.learners.forward_forward.parts import LikelyWrong as LikelyWrong
