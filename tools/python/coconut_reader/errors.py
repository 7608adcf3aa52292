"""What can go wrong; every message names the file, tensor or field at fault."""


class ReaderError(Exception):
    """The base of all errors of this package. A file that is not there is Python's own FileNotFoundError."""


class FormatError(ReaderError):
    """A manifest, chunk, tensor or trace that does not follow the format."""


class ChecksumError(ReaderError):
    """A file whose bytes do not have the SHA-256 that the manifest says."""


class UnsupportedError(ReaderError):
    """Something that the format has and this package cannot read; the message says what to do."""
