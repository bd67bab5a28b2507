"""Files to the inputs in them (`expand`), and one input to its decoded content (`read`): by content, streamed, capped."""

from etl.read.content import read
from etl.read.files import expand

__all__ = ["expand", "read"]
