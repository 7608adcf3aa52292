"""A model folder: its weights by name."""

import hashlib
import json
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from . import chunk, formats, manifest
from .errors import ChecksumError, FormatError

_TIMEOUT = 60  # seconds without a byte, for an address


def open(place):
    """Opens a model folder: a path, or an http or https address. Only the manifest is read; weights when asked for."""
    read = _address(place) if str(place).startswith(("http://", "https://")) else _folder(place)
    return Model(read, manifest.parse(read("manifest.json", manifest.MAX_SIZE + 1)))


def _folder(place):
    def read(name, limit):
        with (Path(place) / name).open("rb") as file:
            return file.read(limit)

    return read


def _address(place):
    def read(name, limit):
        with urllib.request.urlopen(f"{place.rstrip('/')}/{name}", timeout=_TIMEOUT) as response:
            return response.read(limit)

    return read


class Model(Mapping):
    """A model's weights by name: model["wte.weight"] is float32, dequantized, and dict(model) all of them.

    config is the model's config.json, as a dict, and name and license are the manifest's. The order of the names is
    that of the forward pass.
    """

    def __init__(self, read, parsed):
        self._read = read
        self.manifest = parsed
        self.name, self.license, self.config = parsed["name"], parsed.get("license"), parsed["config"] or {}
        self._infos = {tensor["name"]: tensor for tensor in parsed["tensors"]}
        self._starts = np.cumsum([0] + [c["raw_size"] for c in parsed["chunks"]])
        self._last = None, b""  # the chunk that was read last, since tensors follow each other

    def __repr__(self):
        values = sum(int(np.prod(self._infos[name]["shape"])) for name in self)
        return f"<Model {self.name}: {len(self)} tensors, {values} values>"

    def __iter__(self):
        return (name for name in self._infos if not self._is_part(name))

    def __len__(self):
        return sum(1 for _ in self)

    def __contains__(self, name):
        return name in self._infos and not self._is_part(name)

    def __getitem__(self, name):
        """A tensor as float32 (int32 stays what it is), dequantized. It may be read-only: copy it to change it."""
        if name not in self:
            raise KeyError(name)
        dtype, values = self._infos[name]["dtype"], self.stored(name)
        if dtype in ("float32", "int32"):
            return values
        if dtype == "float16":
            return values.astype(np.float32)
        if name + ".scale" not in self._infos:
            raise FormatError(f"{name} is {dtype} without scales")
        minimum = self.stored(name + ".min") if name + ".min" in self._infos else None
        return formats.dequantize(name, dtype, values, self.stored(name + ".scale"), minimum)

    def _is_part(self, name):
        """Tells whether a tensor is another one's scales or minima."""
        matrix, _, suffix = name.rpartition(".")
        return suffix in ("scale", "min") and self._infos.get(matrix, {}).get("dtype") in ("int8", "int4")

    def stored(self, name):
        """A tensor as the folder has it: float32, float16, int32, int8, and int4 as uint8, 0 to 15. Also NAME.scale and
        NAME.min."""
        info = self._infos[name]
        return formats.array(info, self._bytes(info["offset"], info["length"]))

    def format(self, name):
        """The number format of a tensor: "float32", "float16", "int32", "int8", "int4", "q8_0" or "q4_1"."""
        dtype, scale = self._infos[name]["dtype"], self._infos.get(name + ".scale")
        if scale is not None and scale["dtype"] == "float16":
            return {"int8": "q8_0", "int4": "q4_1"}.get(dtype, dtype)
        return dtype

    def files(self):
        """The names of the small files, such as tokenizer.json."""
        return [entry["name"] for entry in self.manifest["files"]]

    def file(self, name):
        """A small file's bytes, verified."""
        for entry in self.manifest["files"]:
            if entry["name"] == name:
                return self._verified(f"files/{entry['sha256']}/{name}", entry["sha256"], entry["size"])
        raise KeyError(name)

    def tokens(self):
        """The vocabulary by token id, "" where there is none, from tokenizer.json in Hugging Face's layout."""
        tokenizer = json.loads(self.file("tokenizer.json"))
        ids = dict(tokenizer["model"]["vocab"])
        ids.update((token["content"], token["id"]) for token in tokenizer.get("added_tokens", []))
        words = [""] * (max(ids.values()) + 1)
        for word, i in ids.items():
            words[i] = word
        return words

    def head(self):
        """The matrix [vocabulary, width] that turns a hidden state into logits: the embedding's, unless the model has
        one of its own."""
        return self["lm_head.weight"] if "lm_head.weight" in self else self["wte.weight"]

    def verify(self):
        """Reads everything and raises ChecksumError or FormatError for what is wrong; returns the bytes read."""
        for name in self.files():
            self.file(name)
        for name in self:
            self[name]
        return sum(e["size"] for e in self.manifest["files"]) + sum(c["size"] for c in self.manifest["chunks"])

    def _bytes(self, offset, length):
        """A piece of the stream of tensors."""
        first = int(np.searchsorted(self._starts, offset, side="right")) - 1
        pieces, at = [], offset
        while at < offset + length:
            raw, begin = self._chunk(first), int(self._starts[first])
            pieces.append(raw[at - begin:offset + length - begin])
            at, first = begin + len(raw), first + 1
        return b"".join(pieces)

    def _chunk(self, i):
        if self._last[0] != i:
            entry = self.manifest["chunks"][i]
            stored = self._verified(chunk.path(entry), entry["sha256"], entry["size"])
            self._last = i, chunk.decompress(entry, stored)
        return self._last[1]

    def _verified(self, path, sha256, size):
        data = self._read(path, size + 1)
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            raise ChecksumError(f"{path} does not have the {size} bytes that the manifest says; fetch the model again")
        return data
