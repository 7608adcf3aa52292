"""Writes gradients/*.safetensors and *.json: losses and gradients by PyTorch, for train/text_gradient_test.go.

    pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
    python gradients.py

The models are those of formats/testdata/pytorch. Each case takes three short texts through their latent steps, one text
at a time and without any padding or cache: a thought is the last hidden state after the final norm, fed back as the next
embedding; a pause is the embedding of a token. The vocabulary has three random rows more than the model (start, end and
latent). The loss is the mean cross-entropy of all supervised tokens. In the cases with adapters the model is frozen, and
every matrix of a layer gets one, with random factors. Tensors have the names and shapes of package train: matrices are
[in, out]. "value NAME" is what the case starts from, "gradient NAME" the gradient, "loss" the loss.
"""
import json
import re
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
MODELS = HERE.parent.parent / "formats" / "testdata" / "pytorch"
VOCABULARY, RANK, ALPHA = 32, 3, 5.0
START, END, LATENT = VOCABULARY, VOCABULARY + 1, VOCABULARY + 2
CASES = [("gpt2", "coconut", False), ("gpt2-gelu", "pause", True), ("llama", "coconut", False),
         ("llama", "coconut", True), ("qwen3", "coconut", True), ("qwen2", "cot", False)]
THEIRS = [("transformer.", ""), ("model.embed_tokens", "wte"), ("model.norm", "norm_f"), ("model.layers.", "h."),
          ("self_attn.q_proj", "attn.q"), ("self_attn.k_proj", "attn.k"), ("self_attn.v_proj", "attn.v"),
          ("self_attn.o_proj", "attn.o"), ("self_attn.", "attn."), ("mlp.gate_proj", "mlp.gate"),
          ("mlp.up_proj", "mlp.up"), ("mlp.down_proj", "mlp.down"), ("input_layernorm", "norm_1"),
          ("post_attention_layernorm", "norm_2")]


def ours(name):
    for old, new in THEIRS:
        name = name.replace(old, new)
    return name


def adapt(model):
    """Freezes the model and adds an adapter to every matrix of a layer."""
    adapters = {}
    for name, module in model.named_modules():
        if not re.search(r"\.\d+\.", name) or not hasattr(module, "weight") or module.weight.ndim != 2:
            continue
        conv = type(module).__name__ == "Conv1D"
        inputs, outputs = module.weight.shape if conv else reversed(module.weight.shape)
        a = torch.randn(inputs, RANK).div(inputs**0.5).requires_grad_()
        b = torch.randn(RANK, outputs).mul(0.1).requires_grad_()
        adapters[ours(name) + ".lora_a"], adapters[ours(name) + ".lora_b"] = a, b
        module.register_forward_hook(lambda m, x, y, a=a, b=b: y + ALPHA / RANK * (x[0] @ a @ b))
    return adapters


def run(folder, method, lora):
    model = AutoModelForCausalLM.from_pretrained(MODELS / folder, dtype=torch.float32, attn_implementation="eager")
    model.requires_grad_(not lora)
    body = model.get_decoder() if hasattr(model, "get_decoder") else model.base_model
    tied = model.config.tie_word_embeddings
    adapters = adapt(model) if lora else {}
    marked = method != "cot"
    added = {}
    for name in ["wte"] + ([] if tied else ["lm_head"]):
        added[name] = torch.randn(3 if marked else 0, model.config.hidden_size).mul(0.4).requires_grad_()
    table = torch.cat([model.get_input_embeddings().weight, added["wte"]])
    head = table if tied else torch.cat([model.lm_head.weight, added["lm_head"]])

    texts, losses = [], []
    for question, rest, thoughts in [(7, 6, 2), (4, 9, 2), (11, 3, 1)]:
        question, rest = torch.randint(VOCABULARY, (question,)).tolist(), torch.randint(VOCABULARY, (rest,)).tolist()
        first, last = (question + [START], [END] + rest) if marked else (question[:-1], question[-1:] + rest)
        thoughts = thoughts if marked else 0
        texts.append({"head": first, "tail": last, "thoughts": thoughts})
        inputs = table[first]
        for _ in range(thoughts):
            step = body(inputs_embeds=inputs[None], use_cache=False).last_hidden_state[0, -1:]
            inputs = torch.cat([inputs, step if method == "coconut" else table[LATENT:LATENT + 1]])
        inputs = torch.cat([inputs, table[last[:-1]]])
        hidden = body(inputs_embeds=inputs[None], use_cache=False).last_hidden_state[0, len(first) + thoughts:]
        losses.append(F.cross_entropy(hidden @ head.T, torch.tensor(last[1:]), reduction="sum"))
    loss = sum(losses) / sum(len(text["tail"]) - 1 for text in texts)
    loss.backward()

    tensors = {"loss": loss.detach().reshape(1)}
    for name, values in adapters.items():
        tensors["value " + name], tensors["gradient " + name] = values, values.grad
    for name, rows in added.items():
        if marked:
            tensors[f"value {name}.added"], tensors[f"gradient {name}.added"] = rows, rows.grad
    if not lora:
        for name, values in model.named_parameters():
            gradient = values.grad
            if name == "lm_head.weight" and tied:
                continue
            if values.ndim == 2 and name.startswith("model.layers."):
                gradient = gradient.T
            tensors["gradient " + ours(name)] = gradient
    case = f"{folder}-{method}-{'lora' if lora else 'full'}"
    save_file({name: t.detach().contiguous() for name, t in tensors.items()}, HERE / "gradients" / f"{case}.safetensors")
    (HERE / "gradients" / f"{case}.json").write_text(json.dumps(
        {"model": folder, "method": method, "lora": lora, "rank": RANK, "alpha": ALPHA, "texts": texts}, indent=1) + "\n")
    print(case, loss.item())


def main():
    (HERE / "gradients").mkdir(exist_ok=True)
    torch.set_num_threads(1)
    for seed, case in enumerate(CASES):
        torch.manual_seed(seed)
        run(*case)


if __name__ == "__main__":
    main()
