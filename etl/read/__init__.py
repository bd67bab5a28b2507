"""Find the inputs in files (`expand`) and decode them (`read`): formats are told by content; sizes are limited."""

from etl.read.content import read
from etl.read.files import expand

__all__ = ["expand", "read"]
