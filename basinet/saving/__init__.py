"""Model files: safetensors and JSON.

`files` writes and reads them; `restoring` rebuilds what is stored of a model, and believes nothing
that a file says.
"""

from basinet.saving.files import FORMAT as FORMAT
from basinet.saving.files import load_model as load_model
from basinet.saving.files import model_of as model_of
from basinet.saving.files import read_document as read_document
from basinet.saving.files import save_model as save_model
from basinet.saving.files import write_document as write_document
