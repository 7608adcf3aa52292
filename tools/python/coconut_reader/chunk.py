"""One chunk, from its stored bytes to its piece of the stream."""

import importlib
import zlib

from .errors import FormatError, UnsupportedError

SUFFIXES = {"gzip": ".gz", "none": ".bin", "zstd": ".zst"}


def path(chunk):
    """Returns where a chunk of the manifest is, relative to the folder."""
    return f"chunks/{chunk['sha256']}{SUFFIXES[chunk.get('compression', 'zstd')]}"


def decompress(chunk, stored):
    """Returns the raw_size bytes of a chunk. No more than that is ever decompressed."""
    compression = chunk.get("compression", "zstd")
    if compression == "none":
        return stored
    raw = _gzip(stored, chunk["raw_size"]) if compression == "gzip" else _zstd(stored, chunk["raw_size"])
    if raw is None or len(raw) != chunk["raw_size"]:
        raise FormatError(f"{path(chunk)} is not {chunk['raw_size']} bytes in one piece of {compression}")
    return raw


def _gzip(stored, size):
    decoder = zlib.decompressobj(wbits=31)  # gzip's header and check sum
    try:
        raw = decoder.decompress(stored, size + 1)
        # The check sum is read only with more room than the bytes need.
        return raw if decoder.eof and not decoder.unused_data else None
    except zlib.error:
        return None


def _zstd_module():
    for name in ("compression.zstd", "backports.zstd"):  # the same; the first is Python's own from 3.14 on
        try:
            return importlib.import_module(name)
        except ImportError:
            pass
    return None


def _zstd(stored, size):
    zstd = _zstd_module()
    if zstd is None:
        raise UnsupportedError(
            "the chunks are compressed with zstd, which Python has from 3.14 on, and before that by pip install "
            "backports.zstd; or coconut repack MODEL writes them as gzip, the same weights bit for bit"
        )
    decoder = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})
    try:
        raw = decoder.decompress(stored, size + 1)
        return raw if decoder.eof and not decoder.unused_data else None
    except zstd.ZstdError:
        return None
