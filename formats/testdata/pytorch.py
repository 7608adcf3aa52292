"""Writes the folders in pytorch/: a small random model of each variant, by transformers' own classes, and its logits.

    pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
    python pytorch.py

Each folder is what save_pretrained writes, in float32, beside prompts.json (token ids) and logits.safetensors: tensor N
is [tokens, vocabulary], the logits of PyTorch on a CPU at every position of prompt N. Biases and norms are random, too,
so that one that is left out or mixed up shows.
"""
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (
    GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
    Qwen3ForCausalLM,
)

VOCABULARY, POSITIONS, ENDS = 32, 64, {"bos_token_id": 0, "eos_token_id": 0}
PROMPTS = [1, 2, 7, 33]  # lengths


def gpt2(**more):
    return GPT2LMHeadModel(GPT2Config(
        vocab_size=VOCABULARY, n_positions=POSITIONS, n_embd=16, n_layer=2, n_head=4, n_inner=24, **ENDS, **more))


def llama(model, config, **more):
    sizes = {"num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 16, "intermediate_size": 24}
    return model(config(
        vocab_size=VOCABULARY, max_position_embeddings=POSITIONS, num_hidden_layers=2, **ENDS, **(sizes | more)))


LLAMA3 = {"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 32}

# A model, and the size of its shards.
MODELS = {
    "gpt2": (lambda: gpt2(), None),
    "gpt2-gelu": (lambda: gpt2(activation_function="gelu"), None),
    "gpt2-untied": (lambda: gpt2(tie_word_embeddings=False), None),
    "llama": (lambda: llama(LlamaForCausalLM, LlamaConfig, tie_word_embeddings=True), None),
    "llama-untied": (lambda: llama(LlamaForCausalLM, LlamaConfig, tie_word_embeddings=False), "12KB"),
    "llama-scaled": (lambda: llama(LlamaForCausalLM, LlamaConfig, tie_word_embeddings=True, head_dim=8,
                                   rope_parameters=LLAMA3), None),
    "qwen2": (lambda: llama(Qwen2ForCausalLM, Qwen2Config, tie_word_embeddings=True), None),
    "qwen3": (lambda: llama(Qwen3ForCausalLM, Qwen3Config, tie_word_embeddings=False, head_dim=6), None),
}


def randomize(model):
    for name, values in model.named_parameters():
        values.data.normal_(0, 0.4)
        if values.ndim == 1 and name.endswith("weight"):
            values.data += 1


def main():
    torch.set_num_threads(1)
    for seed, (name, (build, shards)) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        model = build().float().eval()
        randomize(model)
        folder = Path(__file__).parent / "pytorch" / name
        shutil.rmtree(folder, ignore_errors=True)
        model.save_pretrained(folder, **({"max_shard_size": shards} if shards else {}))
        prompts = [torch.randint(VOCABULARY, (n,)).tolist() for n in PROMPTS]
        with torch.no_grad():
            logits = {str(n): model(torch.tensor([ids])).logits[0].contiguous() for n, ids in enumerate(prompts)}
        (folder / "prompts.json").write_text(json.dumps(prompts) + "\n")
        save_file(logits, folder / "logits.safetensors")
        print(name, "standard deviation of the logits", logits["3"].std().item())


if __name__ == "__main__":
    main()
