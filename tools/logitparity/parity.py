"""Compares `coconut complete` with a float64 forward pass of SmolLM2, written from the definition with NumPy.

usage: parity.py COCONUT FILE.gguf MODEL

It shares nothing with the Go code: gguf-py takes the numbers out of the file, and positions rotate pairs of neighbours,
as the file stores them, where the Go code rotates halves.
"""
import json
import subprocess
import sys

import numpy as np
from gguf import GGUFReader, dequantize

LAYERS, HEADS, KV_HEADS, HEAD, EPSILON, BASE = 30, 9, 3, 64, 1e-5, 1e5
TARGET = 2e-3  # largest difference of a logit


def rms_norm(x, weight):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPSILON) * weight


def rotate(x):
    angles = np.arange(x.shape[0])[:, None] * BASE ** (-np.arange(0, HEAD, 2) / HEAD)
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    out = np.empty_like(x)
    out[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
    out[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
    return out


def attention(q, k, v):
    n = len(q)
    out = np.empty_like(q)
    mask = np.triu(np.full((n, n), -np.inf), 1)
    for head in range(HEADS):
        shared = head // (HEADS // KV_HEADS)
        scores = q[:, head] @ k[:, shared].T / HEAD**0.5 + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        out[:, head] = scores / scores.sum(-1, keepdims=True) @ v[:, shared]
    return out.reshape(n, -1)


def logits(t, ids):
    x = t["token_embd.weight"][ids]
    for layer in range(LAYERS):
        w = lambda name: t[f"blk.{layer}.{name}.weight"]
        h = rms_norm(x, w("attn_norm"))
        split = lambda name, heads: (h @ w(name).T).reshape(len(ids), heads, HEAD)
        a = attention(rotate(split("attn_q", HEADS)), rotate(split("attn_k", KV_HEADS)), split("attn_v", KV_HEADS))
        x = x + a @ w("attn_output").T
        h = rms_norm(x, w("ffn_norm"))
        gate = h @ w("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ w("ffn_up").T)) @ w("ffn_down").T
    return rms_norm(x[-1], t["output_norm.weight"]) @ t["token_embd.weight"].T


def main(coconut, file, model):
    t = {x.name: dequantize(x.data, x.tensor_type).astype(np.float64) for x in GGUFReader(file).tensors}
    vocabulary = len(t["token_embd.weight"])
    rng = np.random.default_rng(1)
    prompts = [
        [504, 3575, 282, 4649, 314],  # "The capital of France is"
        [1, 9690, 198, 2683, 359, 253],
        [0],
        rng.integers(17, vocabulary, 64).tolist(),
        rng.integers(17, 3000, 200).tolist(),
    ]
    worst = 0.0
    for ids in prompts:
        out = subprocess.run(
            [coconut, "complete", "--model", model, "--prompt-ids", ",".join(map(str, ids)), "--max-tokens", "1",
             "--top", str(vocabulary), "--json"], capture_output=True, check=True)
        got = np.empty(vocabulary)
        for c in json.loads(out.stdout)["steps"][0]["top"]:
            got[c["id"]] = c["logit"]
        want = logits(t, ids)
        difference = np.abs(got - want).max()
        worst = max(worst, difference)
        print(f"{len(ids):4} tokens: largest difference of a logit {difference:.2g}, standard deviation of the logits "
              f"{want.std():.2f}, first tokens {'equal' if got.argmax() == want.argmax() else 'DIFFER'}")
        if got.argmax() != want.argmax():
            worst = np.inf
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
