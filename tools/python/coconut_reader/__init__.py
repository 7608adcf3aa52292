"""Reads the model folders and traces of Coconut in the page, with numpy and nothing else.

A model is its weights by name, as float32 whatever the folder holds, each byte verified by SHA-256:

    >>> import coconut_reader as cr
    >>> model = cr.open("weights/models/prosqa-coconut")
    >>> model
    <Model prosqa-coconut: 39 tensors, 603264 values>
    >>> model["wte.weight"].shape
    (64, 128)

A trace is what `coconut ask --json --trace --hidden QUESTION` prints, or POST /v1/reason answers, as JSON or as the
events of a stream:

    >>> trace = cr.trace("trace.json")
    >>> trace.answer
    'Tom is a pet.'
    >>> trace.hidden("thought").shape
    (6, 128)

Both together are the logit lens: what each thought is nearest to.

    >>> words = model.tokens()
    >>> [words[i] for i in (trace.hidden("thought") @ model.head().T).argmax(axis=1)]

What it cannot read it refuses by name: chunks in zstd, before Python 3.14 and without backports.zstd (coconut repack
MODEL writes them as gzip), manifests of another version, models larger than 1 GiB. The format is docs/weights.md.
"""

from .errors import ChecksumError, FormatError, ReaderError, UnsupportedError
from .model import Model, open
from .trace import Trace, trace

__all__ = [
    "ChecksumError", "FormatError", "Model", "ReaderError", "Trace", "UnsupportedError", "open", "trace",
]
