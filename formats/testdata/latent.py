"""Writes the folders in latent/: small random latent reasoners, made, saved and run by their authors' own classes.

    python latent.py coconut  --repo DIR    # facebookresearch/coconut at 27273cb, transformers 4.46.2
    python latent.py sim-cot  --repo DIR    # InternLM/SIM-CoT at f3ae967; Coconut/ wants transformers 4.46.2,
    python latent.py sim-codi --repo DIR    #   CODI/ 4.52.4
    python latent.py codi     --repo DIR    # zhenyi4/codi at 4fd88d4, transformers 4.52.4, peft 0.15.2
    python latent.py latenttts --repo DIR   # ModalityDance/LatentTTS at 6657f20, transformers 4.52.4

DIR is a checkout of that repository, which is imported from and otherwise left alone. All with torch 2.15.0 on a CPU.

Each folder has the checkpoint as the authors' code saves it, base/ with the config.json and tokenizer.json of the model
that it was trained from (unless the checkpoint brings them), and cases.json with logits.safetensors: for each case the
question, the number of thoughts, the prompt's tokens up to the thoughts, and the tokens that the authors' code writes,
greedily; tensor N is [thoughts + 2, vocabulary], case N's logits in float32 after the start token, each thought, and
the end token. Biases and norms are random, too, so that one that is left out or mixed up shows.
"""
import argparse
import json
import os
import shutil
import sys
import types
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

HERE = Path(__file__).parent / "latent"
QUESTIONS = ["Tom has 3 apples and buys 12 more.  How many?", " A train's 60 km take 2 hours; and 1,200 km? "]
THOUGHTS, WRITTEN = [0, 3, 6], 12
TEXT = ["Janet has 16 eggs. She eats 3 and bakes 4. How many are left? <<16-3=13>> <<13-4=9>> ### 9", "The answer is: 18"]
LATENT = ["<|start-latent|>", "<|end-latent|>", "<|latent|>"]


def tokenizer(llama=False):
    """A byte-level BPE of all bytes, a few merges and an end token; with Llama's BOS before every text."""
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    special = ["<|begin_of_text|>", "<|end_of_text|>"] if llama else ["<|endoftext|>"]
    t.train_from_iterator(TEXT, trainers.BpeTrainer(
        vocab_size=264, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    if llama:
        t.post_processor = processors.TemplateProcessing(
            single=f"{special[0]} $A", special_tokens=[(special[0], t.token_to_id(special[0]))])
    return PreTrainedTokenizerFast(tokenizer_object=t, eos_token=special[-1], bos_token=special[0])


def base(llama, tokens, vocabulary=None, layers=2, width=32):
    """A small model of either architecture."""
    ends = {"bos_token_id": tokens.bos_token_id, "eos_token_id": tokens.eos_token_id}
    vocabulary = vocabulary or len(tokens)
    if llama:
        model = LlamaForCausalLM(LlamaConfig(
            vocab_size=vocabulary, max_position_embeddings=128, num_hidden_layers=layers, num_attention_heads=4,
            num_key_value_heads=2, hidden_size=width, intermediate_size=48, tie_word_embeddings=False, **ends))
    else:
        model = GPT2LMHeadModel(GPT2Config(
            vocab_size=vocabulary, n_positions=128, n_embd=width, n_layer=layers, n_head=4, n_inner=64, **ends))
    return randomize(model).eval()


def randomize(model, deviation=0.25):
    for name, values in model.named_parameters():
        values.data.normal_(0, deviation)
        if values.ndim == 1 and name.endswith("weight"):
            values.data += 1
    return model


def save_base(folder, model, tokens):
    """What --config and --tokenizer are given: the base model's own files."""
    (folder / "base").mkdir(parents=True)
    model.config.to_json_file(folder / "base" / "config.json")
    tokens._tokenizer.save(str(folder / "base" / "tokenizer.json"), pretty=False)


def new(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def save_cases(folder, cases):
    """cases are (question, thoughts, prompt ids, written ids, logits)."""
    keys = ["question", "thoughts", "prompt", "written"]
    (folder / "cases.json").write_text("[\n" + ",\n".join(
        json.dumps(dict(zip(keys, case))) for case in cases) + "\n]\n")
    save_file({str(n): case[-1].float().contiguous() for n, case in enumerate(cases)}, folder / "logits.safetensors")
    files = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(folder.name, files, "bytes; standard deviation of the logits", cases[-1][-1].std().item())
    print("  ", [len(set(case[3])) for case in cases], "different tokens written")


def run_coconut(model, tokens, start, end, latent):
    """Coconut's evaluation (run.py, dataset.py): question and newline, start, latents, end; greedy."""
    for question in QUESTIONS:
        for thoughts in THOUGHTS:
            prompt = tokens.encode(question + "\n", add_special_tokens=True) + [start]
            ids = torch.tensor([prompt + [latent] * thoughts + [end]])
            positions = torch.arange(ids.shape[1]).reshape(1, -1)
            with torch.no_grad():
                out = model.forward(ids, torch.ones_like(ids), ids.clone(), positions)
                written = model.generate(ids, torch.ones_like(ids), max_new_tokens=WRITTEN)[0].tolist()
            yield question, thoughts, prompt, written[ids.shape[1]:], out.logits[0, len(prompt) - 1:]


def coconut_base(llama):
    tokens = tokenizer(llama)
    folder_model = base(llama, tokens)
    before = (folder_model, tokenizer(llama))
    for token in LATENT:
        tokens.add_tokens(token)
    model = folder_model
    config = json.loads(model.config.to_json_string())
    model.resize_token_embeddings(len(tokens))
    randomize(model)
    return model, tokens, config, before[1]


def coconut(repo):
    sys.path.insert(0, repo)
    from coconut import Coconut
    for llama in [False, True]:
        torch.manual_seed(10 + llama)
        model, tokens, config, base_tokens = coconut_base(llama)
        start, end, latent = (tokens.convert_tokens_to_ids(t) for t in LATENT)
        model = Coconut(model, latent, start, end, tokens.eos_token_id)
        model.eval()
        folder = new("coconut-llama" if llama else "coconut-gpt2")
        (folder / "base").mkdir()
        (folder / "base" / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        base_tokens._tokenizer.save(str(folder / "base" / "tokenizer.json"), pretty=False)
        torch.save(model.state_dict(), folder / "checkpoint_6")
        save_cases(folder, list(run_coconut(model, tokens, start, end, latent)))


def main():
    torch.set_num_threads(1)
    kinds = {"coconut": coconut}
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("--repo", required=True)
    a = parser.parse_args()
    kinds[a.kind](os.path.abspath(a.repo))


if __name__ == "__main__":
    main()
