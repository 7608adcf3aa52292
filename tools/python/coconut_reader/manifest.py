"""The manifest of a model folder: what docs/weights.md says of manifest.json, checked before anything else is read."""

import hashlib
import json
import math
import re

from .errors import FormatError

MAX_SIZE = 1 << 20
MAX_FILE, MAX_CHUNK, MAX_RAW, MAX_MODEL = 16 << 20, 25 << 20, 8 << 20, 1 << 30
MAX_OBJECTS = 16384

# Bytes of two values of each type.
TWO_VALUES = {"float32": 8, "float16": 4, "int32": 8, "int8": 2, "int4": 1}

# Each list's fields, and which may be absent.
FIELDS = {
    "manifest": ({"format", "version", "name", "tensors", "chunks", "chunks_sha256"}, {"config", "license", "files"}),
    "files": ({"name", "sha256", "size"}, set()),
    "tensors": ({"name", "dtype", "shape", "offset", "length"}, set()),
    "chunks": ({"sha256", "size", "raw_size"}, {"compression"}),
}

_NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,200}(?<!\.)\Z")
_TENSOR = re.compile(r"[A-Za-z0-9._-]{1,200}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def parse(data):
    """Returns the manifest in data, as dicts and lists. FormatError says what is wrong with it."""
    if len(data) > MAX_SIZE or data.count(b"{") > MAX_OBJECTS:
        raise FormatError(f"manifest.json is longer than {MAX_SIZE} bytes or has more than {MAX_OBJECTS} objects")
    try:
        manifest = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"manifest.json: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != "coconut-weights" or manifest.get("version") != 2:
        raise FormatError("manifest.json is not one of coconut-weights, version 2")
    config = manifest.pop("config", None)  # its contents are not part of the format
    _fields("manifest", "manifest.json", manifest)
    for name in ("files", "tensors", "chunks"):
        for i, entry in enumerate(_list(name, manifest.setdefault(name, []))):
            _fields(name, f"manifest.json: {name}[{i}]", entry)
    manifest["config"] = config
    _check(manifest)
    return manifest


def _object(pairs):
    entry = dict(pairs)
    if len(entry) != len(pairs):
        raise ValueError("a field occurs twice in one object")
    return entry


def _list(name, value):
    if not isinstance(value, list):
        raise FormatError(f"manifest.json: {name} is not a list")
    return value


def _fields(kind, where, entry):
    required, optional = FIELDS[kind]
    if not isinstance(entry, dict) or not required <= entry.keys() <= required | optional:
        raise FormatError(f"{where} does not have the fields {sorted(required)}, and perhaps {sorted(optional)}")


def _check(m):
    _match("name", _NAME, m["name"])
    if not isinstance(m["config"], (dict, type(None))):
        raise FormatError("manifest.json: config is not an object")
    if "license" in m:
        _match("license", _NAME, m["license"])
    for i, entry in enumerate(m["files"]):
        _match(f"files[{i}].name", _NAME, entry["name"])
        _match(f"files[{i}].sha256", _HASH, entry["sha256"])
        _number(f"files[{i}].size", entry["size"], 0, MAX_FILE)
    _check_chunks(m)
    _check_tensors(m)
    for kind in ("files", "tensors"):
        if len({entry["name"] for entry in m[kind]}) != len(m[kind]):
            raise FormatError(f"manifest.json: two {kind} have one name")


def _check_chunks(m):
    for i, chunk in enumerate(m["chunks"]):
        where = f"chunks[{i}]"
        _match(where + ".sha256", _HASH, chunk["sha256"])
        _number(where + ".size", chunk["size"], 1, MAX_CHUNK)
        _number(where + ".raw_size", chunk["raw_size"], 1, MAX_RAW)
        if chunk.get("compression", "gzip") not in ("gzip", "none"):
            raise FormatError(f"manifest.json: {where}.compression is {chunk['compression']!r}")
        if chunk.get("compression") == "none" and chunk["size"] != chunk["raw_size"]:
            raise FormatError(f"manifest.json: {where} is not compressed, but its sizes differ")
    order = hashlib.sha256("".join(chunk["sha256"] for chunk in m["chunks"]).encode()).hexdigest()
    if order != m["chunks_sha256"]:
        raise FormatError("manifest.json: the chunks are not those of chunks_sha256")


def _check_tensors(m):
    end = 0
    for i, tensor in enumerate(m["tensors"]):
        where, shape = f"tensors[{i}]", tensor["shape"]
        _match(where + ".name", _TENSOR, tensor["name"])
        if not isinstance(tensor["dtype"], str) or tensor["dtype"] not in TWO_VALUES:
            raise FormatError(f"manifest.json: {where}.dtype is {tensor['dtype']!r}")
        if not isinstance(shape, list) or not 1 <= len(shape) <= 4:
            raise FormatError(f"manifest.json: {where}.shape is not a list of 1 to 4 numbers")
        for n in shape:
            _number(where + ".shape", n, 1, MAX_MODEL * 2)
        if tensor["dtype"] == "int4" and shape[-1] % 2:
            raise FormatError(f"manifest.json: {where} is int4, but its last axis is odd")
        _number(where + ".offset", tensor["offset"], end, end)
        length = math.prod(shape) * TWO_VALUES[tensor["dtype"]] // 2
        _number(where + ".length", tensor["length"], length, length)
        end += length
    raw = sum(chunk["raw_size"] for chunk in m["chunks"])
    if not m["tensors"] or end != raw or raw > MAX_MODEL:
        raise FormatError(f"manifest.json: the tensors have {end} bytes and the chunks {raw}, of at most {MAX_MODEL}")


def _match(where, pattern, value):
    if not isinstance(value, str) or not pattern.match(value):
        raise FormatError(f"manifest.json: {where} is {value!r:.80}")


def _number(where, value, least, most):
    if type(value) is not int or not least <= value <= most:
        raise FormatError(f"manifest.json: {where} is {value!r:.80}, not {least} to {most}")
