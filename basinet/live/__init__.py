"""A page in a browser on which a network or a world is steered by hand, by one person or several.

- `Stage`: what there is to see, what may be set, what hands may do;
- `Course`: a stage while it runs, without any clock or network: the same messages at the same ticks
  give the same state, bit for bit;
- `Room`: a course with watchers, each of which sees the present and slows nobody;
- `serve`: the page itself; `replay`: a course again from its log.
"""

from basinet.live.checks import Refused as Refused
from basinet.live.course import Course as Course
from basinet.live.frames import Frame as Frame
from basinet.live.frames import decode as decode
from basinet.live.frames import encode as encode
from basinet.live.messages import read as read
from basinet.live.replay import Replayed as Replayed
from basinet.live.replay import replay as replay
from basinet.live.stages import STAGES as STAGES
from basinet.live.stages import Stage as Stage
from basinet.live.stages import stage as stage
