"""Writes the folder gpt2: a small random GPT-2 of transformers' own class as files of the years before safetensors have
it, and the logits of PyTorch for a prompt.

pip install torch==2.15.0 transformers==5.24.0
"""
import json
from pathlib import Path

import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(1)
torch.set_num_threads(1)
config = GPT2Config(vocab_size=24, n_positions=16, n_embd=8, n_layer=2, n_head=2, n_inner=12, bos_token_id=0, eos_token_id=0)
model = GPT2LMHeadModel(config).float().eval()
for name, values in model.named_parameters():
    values.data.normal_(0, 0.4)
    if values.ndim == 1 and name.endswith("weight"):
        values.data += 1

folder = Path(__file__).parent / "gpt2"
config.to_json_file(folder / "config.json")
state = model.transformer.state_dict()  # names without "transformer."
for layer in range(config.n_layer):  # buffers of old versions
    state[f"h.{layer}.attn.bias"] = torch.ones(16, 16, dtype=torch.bool).tril().view(1, 1, 16, 16)
    state[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
torch.save(state, folder / "pytorch_model.bin")
prompt = torch.randint(config.vocab_size, (1, 11))
with torch.no_grad():
    logits = model(prompt).logits[0]
(folder / "logits.json").write_text(json.dumps({"prompt": prompt[0].tolist(), "logits": logits.tolist()}) + "\n")
