"""Tasks one after the other: what they are, how they are learnt, and what is left of the old ones.

`read_order` reads how data become tasks; `tasks_of` makes them; `learn_tasks` learns them in turn;
`begin_task` closes a task, so that what it wrote is kept where the wiring protects it.
"""

from basinet.continual.learning import begin_task as begin_task
from basinet.continual.learning import learn_tasks as learn_tasks
from basinet.continual.learning import task_accuracies as task_accuracies
from basinet.continual.learning import told_accuracies as told_accuracies
from basinet.continual.measures import accuracy_matrix as accuracy_matrix
from basinet.continual.measures import backward_transfer as backward_transfer
from basinet.continual.measures import final_accuracy as final_accuracy
from basinet.continual.tasks import Order as Order
from basinet.continual.tasks import Permuted as Permuted
from basinet.continual.tasks import Split as Split
from basinet.continual.tasks import Task as Task
from basinet.continual.tasks import read_order as read_order
from basinet.continual.tasks import refuse_no_tasks as refuse_no_tasks
from basinet.continual.tasks import task_names as task_names
from basinet.continual.tasks import tasks_of as tasks_of
