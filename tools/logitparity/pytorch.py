"""Compares `coconut complete` with PyTorch: transformers' own classes, in float32 on a CPU.

usage: pytorch.py COCONUT MODEL REFERENCE [TARGET]

MODEL is a model folder of ours. REFERENCE has the numbers that it was made of, or that were made of it: a GGUF file of
the llama family, whose numbers gguf-py takes out, or a folder that transformers opens. TARGET is the largest difference
of a logit that is allowed, 2e-3 unless given. Both models read each prompt and what ours writes after it; tokens must be
equal wherever PyTorch's first is more than 0.2 ahead of its second.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

ANSWER = 8  # tokens that are written after each prompt
MARGIN = 0.2
BLOCK = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}


def from_gguf(file):
    """Builds a Llama of a GGUF file. Rows of queries and keys are stored in rotary pairs there, in halves here."""
    from gguf import GGUFReader, dequantize

    reader = GGUFReader(file)
    tensors = {t.name: torch.from_numpy(dequantize(t.data, t.tensor_type).copy()) for t in reader.tensors}
    get = lambda key: reader.fields["llama." + key].contents()
    heads, kv_heads, layers = get("attention.head_count"), get("attention.head_count_kv"), get("block_count")
    config = LlamaConfig(
        vocab_size=len(tensors["token_embd.weight"]), hidden_size=get("embedding_length"), num_hidden_layers=layers,
        intermediate_size=get("feed_forward_length"), num_attention_heads=heads, num_key_value_heads=kv_heads,
        rms_norm_eps=get("attention.layer_norm_rms_epsilon"), rope_theta=get("rope.freq_base"),
        max_position_embeddings=get("context_length"), tie_word_embeddings="output.weight" not in tensors)
    state = {"model.embed_tokens.weight": tensors["token_embd.weight"], "model.norm.weight": tensors["output_norm.weight"]}
    state["lm_head.weight"] = tensors.get("output.weight", tensors["token_embd.weight"])
    for layer in range(layers):
        for theirs, name in BLOCK.items():
            values = tensors[f"blk.{layer}.{name}.weight"]
            if name in ("attn_q", "attn_k"):
                n = heads if name == "attn_q" else kv_heads
                values = values.reshape(n, len(values) // n // 2, 2, -1).transpose(1, 2).reshape(values.shape)
            state[f"model.layers.{layer}.{theirs}.weight"] = values
    model = LlamaForCausalLM(config)
    model.load_state_dict(state)
    return model


def prompts(vocabulary, context):
    rng = np.random.default_rng(1)
    lengths = [1, 2, 5, 24, 64, 200]
    all = [rng.integers(vocabulary // 8, vocabulary, n).tolist() for n in lengths if n + ANSWER <= context]
    if vocabulary == 49152:  # SmolLM2's
        all += [[504, 3575, 282, 4649, 314],  # "The capital of France is"
                [1, 9690, 198, 2683, 359, 253]]
    return all


def complete(coconut, model, ids, vocabulary):
    """What ours writes after a prompt, and the logits [tokens, vocabulary] by which it does."""
    out = subprocess.run(
        [coconut, "complete", "--model", model, "--prompt-ids", ",".join(map(str, ids)), "--max-tokens", str(ANSWER),
         "--top", str(vocabulary), "--json"], capture_output=True, check=True)
    steps = json.loads(out.stdout)["steps"]
    logits = np.empty((len(steps), vocabulary), np.float32)
    for row, step in zip(logits, steps):
        for candidate in step["top"]:
            row[candidate["id"]] = candidate["logit"]
    return [s["id"] for s in steps], logits


def main(coconut, model, reference, target="2e-3"):
    torch.set_num_threads(2)
    if Path(reference).is_dir():
        pytorch = AutoModelForCausalLM.from_pretrained(reference, dtype=torch.float32)
    else:
        pytorch = from_gguf(reference)
    pytorch = pytorch.float().eval()
    vocabulary, context = pytorch.config.vocab_size, pytorch.config.max_position_embeddings
    worst, positions, equal, close, wrong = 0.0, 0, 0, 0, 0
    for ids in prompts(vocabulary, context):
        written, got = complete(coconut, model, ids, vocabulary)
        if not written:  # its first token ends the text
            continue
        with torch.no_grad():
            want = pytorch(torch.tensor([ids + written])).logits[0, len(ids) - 1 : -1].numpy()
        difference = np.abs(got - want).max()
        first = np.sort(want)
        for token, expected, margin in zip(got.argmax(-1), want.argmax(-1), first[:, -1] - first[:, -2]):
            equal += int(token == expected)
            close += int(token != expected and margin <= MARGIN)
            wrong += int(token != expected and margin > MARGIN)
        worst, positions = max(worst, difference), positions + len(written)
        print(f"{len(ids):4} tokens and {len(written)} written: largest difference of a logit {difference:.2g}, standard "
              f"deviation of the logits {want.std():.2f}", flush=True)
    print(f"largest difference {worst:.2g}, allowed {float(target):g}; of {positions} tokens {equal} are equal, {close} "
          f"differ within PyTorch's margin of {MARGIN}, {wrong} differ")
    return 0 if positions and worst <= float(target) and not wrong else 1


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
