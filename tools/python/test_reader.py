"""What is damaged, hostile or not supported. `go test ./tools/python` runs this, and compares values with the runtime's."""

import hashlib
import io
import json
import random
import shutil
import tempfile
import unittest
import zlib
from pathlib import Path

import coconut_reader as cr
from coconut_reader import chunk, manifest

SHIPPED = Path(__file__).parent / "../../weights/models/prosqa-coconut"


class Damaged(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "model"
        shutil.copytree(SHIPPED, self.folder)

    def test_bytes(self):
        for path in [*self.folder.glob("chunks/*"), *self.folder.glob("files/*/tokenizer.json")]:
            good = path.read_bytes()
            for bad in (good[:-1], good + b"x", bytes([good[0] ^ 1]) + good[1:], b""):
                path.write_bytes(bad)
                with self.assertRaisesRegex(cr.ChecksumError, path.name):
                    cr.open(self.folder).verify()
            path.write_bytes(good)
        self.assertGreater(cr.open(self.folder).verify(), 599000)

    def test_missing(self):
        next(self.folder.glob("chunks/*")).unlink()
        with self.assertRaises(FileNotFoundError):
            cr.open(self.folder).verify()
        with self.assertRaises(KeyError):
            cr.open(self.folder)["wte.weight.scale"]
        with self.assertRaises(FileNotFoundError):
            cr.open(self.folder / "nowhere")


class Manifest(unittest.TestCase):
    def setUp(self):
        self.data = (SHIPPED / "manifest.json").read_bytes()

    def refused(self, change, message):
        m = json.loads(self.data)
        change(m)
        with self.assertRaisesRegex(cr.FormatError, message):
            manifest.parse(json.dumps(m).encode())

    def test_refused(self):
        for change, message in [
            (lambda m: m.update(version=3), "version 2"),
            (lambda m: m.update(more=1), "fields"),
            (lambda m: m.update(license=None), "license"),
            (lambda m: m.update(name=".hidden"), "name"),
            (lambda m: m.update(files=None), "files is not a list"),
            (lambda m: m["files"][0].update(name="../x"), r"files\[0\].name"),
            (lambda m: m["files"][0].update(size=1 << 40), r"files\[0\].size"),
            (lambda m: m["chunks"][0].update(sha256="../../x"), r"chunks\[0\].sha256"),
            (lambda m: m["chunks"][0].update(compression="zstd"), "compression"),
            (lambda m: m["chunks"][0].update(raw_size=True), "raw_size"),
            (lambda m: m["chunks"].reverse(), "chunks_sha256"),
            (lambda m: m["tensors"][0].update(dtype="int2"), "dtype"),
            (lambda m: m["tensors"][0].update(shape=[64.0, 128]), "shape"),
            (lambda m: m["tensors"][0].update(shape=[1 << 30] * 4), "length"),
            (lambda m: m["tensors"][1].update(offset=8193), "offset"),
            (lambda m: m["tensors"].pop(), "tensors have"),
            (lambda m: m["tensors"][-1].update(name=m["tensors"][-2]["name"]), "one name"),
        ]:
            self.refused(change, message)
        for data in (b"", b"[]", b"{", b"\xff", self.data + b"{}", b"[" * 100000, b" " * ((1 << 20) + 1),
                     self.data.replace(b'"version": 2', b'"version": 2, "version": 2')):
            with self.assertRaises(cr.FormatError):
                manifest.parse(data)

    def test_mutations(self):
        """Whatever is changed, the manifest is read or refused, by no other error."""
        r = random.Random(1)
        for _ in range(2000):
            data = bytearray(self.data)
            for _ in range(r.randint(1, 3)):
                at = r.randrange(len(data))
                data[at:at + r.randint(0, 3)] = bytes(r.choice(b'0123456789{}[],:"-.enul ') for _ in range(r.randint(0, 3)))
            try:
                manifest.parse(bytes(data))
            except cr.FormatError:
                pass


class Chunks(unittest.TestCase):
    def entry(self, raw_size, **more):
        return {"sha256": "0" * 64, "size": 1, "raw_size": raw_size, **more}

    def test_sizes(self):
        gzip = zlib.compressobj(wbits=31)
        data = gzip.compress(b"a" * 5000) + gzip.flush()
        self.assertEqual(chunk.decompress(self.entry(5000, compression="gzip"), data), b"a" * 5000)
        for size, stored in [(4999, data), (5001, data), (5000, data[:-1]), (5000, data + b"x"), (5000, data + data),
                             (5000, b"")]:
            with self.assertRaises(cr.FormatError):
                chunk.decompress(self.entry(size, compression="gzip"), stored)

    def test_zstd(self):
        zstd = chunk._zstd_module()
        if zstd is None:
            with self.assertRaisesRegex(cr.UnsupportedError, "coconut repack"):
                chunk.decompress(self.entry(5), b"")
            return
        data = zstd.compress(b"a" * 5000)
        self.assertEqual(chunk.decompress(self.entry(5000), data), b"a" * 5000)
        for size, stored in [(4999, data), (5001, data), (5000, data[:-1]), (5000, data + b"x"), (5000, b"")]:
            with self.assertRaises(cr.FormatError):
                chunk.decompress(self.entry(size), stored)


class Values(unittest.TestCase):
    def model(self, tensors):
        """A model in memory; tensors are name, dtype, shape and bytes."""
        stream = b"".join(t[3] for t in tensors)
        sha256, offset, infos = hashlib.sha256(stream).hexdigest(), 0, []
        for name, dtype, shape, data in tensors:
            infos.append({"name": name, "dtype": dtype, "shape": shape, "offset": offset, "length": len(data)})
            offset += len(data)
        m = {"format": "coconut-weights", "version": 2, "name": "m", "tensors": infos,
             "chunks": [{"sha256": sha256, "size": offset, "raw_size": offset, "compression": "none"}],
             "chunks_sha256": hashlib.sha256(sha256.encode()).hexdigest()}
        files = {"manifest.json": json.dumps(m).encode(), f"chunks/{sha256}.bin": stream}
        return cr.Model(lambda name, limit: files[name][:limit], manifest.parse(files["manifest.json"]))

    def test_refused(self):
        one, nan, f2 = b"\0\0\x80\x3f", b"\0\0\xc0\x7f", b"\0\x3c"
        for tensors in [
            [("a", "int8", [1, 2], b"ab")],
            [("a", "int8", [2], b"ab"), ("a.scale", "float32", [1], one)],
            [("a", "int8", [1, 2], b"ab"), ("a.scale", "float32", [2], one * 2)],
            [("a", "int8", [1, 2], b"ab"), ("a.scale", "float32", [1], nan)],
            [("a", "int8", [1, 2], b"a\x80"), ("a.scale", "float32", [1], one)],
            [("a", "int8", [1, 2], b"ab"), ("a.scale", "float32", [1], b"\0\0\x80\xbf")],
            [("a", "int4", [1, 2], b"a"), ("a.scale", "float32", [1, 1], one)],
            [("a", "int4", [1, 32], b"a" * 16), ("a.scale", "float16", [1, 1], f2)],
            [("a", "int4", [1, 32], b"a" * 16), ("a.scale", "float32", [1, 1], one), ("a.min", "float16", [1, 1], f2)],
        ]:
            with self.assertRaisesRegex(cr.FormatError, "a"):
                self.model(tensors)["a"]
        self.assertEqual(self.model([("a", "int8", [1, 2], b"\x81\7"), ("a.scale", "float32", [1], one)])["a"].tolist(),
                         [[-127, 7]])


class Traces(unittest.TestCase):
    def test_refused(self):
        for text in ("", "[]", "{}", '{"answer":', "event: step\ndata: {}\n\n", "event: step\ndata: {\n\n", "\xff",
                     'event: error\ndata: {"error":{}}\n\n'):
            with self.assertRaises(cr.FormatError):
                cr.trace(io.BytesIO(text.encode("latin-1")))
        with self.assertRaisesRegex(cr.FormatError, "--hidden"):
            cr.trace({"answer": "x", "steps": [{"kind": "thought"}]}).hidden()
        with self.assertRaises(FileNotFoundError):
            cr.trace("nowhere.json")


if __name__ == "__main__":
    unittest.main()
