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
import tempfile
import types
from pathlib import Path

import torch
from safetensors.torch import save_file, save_model
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


# Standard deviations of the weights, by whether it is a Llama. With larger ones rounding decides what the last thoughts
# are: PyTorch's float32 is then 1e-4 from its float64.
DEVIATION = {False: 0.25, True: 0.15}


def base(llama, tokens, vocabulary=None, layers=2, width=32, tied=False):
    """A small model of either architecture."""
    ends = {"bos_token_id": tokens.bos_token_id, "eos_token_id": tokens.eos_token_id}
    vocabulary = vocabulary or len(tokens)
    if llama:
        model = LlamaForCausalLM(LlamaConfig(
            vocab_size=vocabulary, max_position_embeddings=128, num_hidden_layers=layers, num_attention_heads=4,
            num_key_value_heads=2, hidden_size=width, intermediate_size=64, tie_word_embeddings=tied, **ends))
    else:
        model = GPT2LMHeadModel(GPT2Config(
            vocab_size=vocabulary, n_positions=128, n_embd=width, n_layer=layers, n_head=4, n_inner=64, **ends))
    return randomize(model, DEVIATION[llama]).eval()


def randomize(model, deviation=0.25):
    for name, values in model.named_parameters():
        values.data.normal_(0, deviation)
        if values.ndim == 1 and name.endswith("weight"):
            values.data += 1
    return model


def save_base(folder, model, tokens):
    """What --config and --tokenizer are given: the base model's own files."""
    (folder / "base").mkdir()
    model.config.to_json_file(folder / "base" / "config.json")
    tokens.backend_tokenizer.save(str(folder / "base" / "tokenizer.json"), pretty=False)


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


def coconut_base(folder, llama):
    """A model with Coconut's tokens, as run.py makes it of its base, and its tokenizer and their ids."""
    tokens = tokenizer(llama)
    model = base(llama, tokens)
    save_base(folder, model, tokens)
    for token in LATENT:
        tokens.add_tokens(token)
    model.resize_token_embeddings(len(tokens))
    return randomize(model, DEVIATION[llama]), tokens, [tokens.convert_tokens_to_ids(t) for t in LATENT]


def coconut(repo):
    sys.path.insert(0, repo)
    from coconut import Coconut
    for llama in [False, True]:
        torch.manual_seed(10 + llama)
        folder = new("coconut-llama" if llama else "coconut-gpt2")
        model, tokens, (start, end, latent) = coconut_base(folder, llama)
        model = Coconut(model, latent, start, end, tokens.eos_token_id)
        model.eval()
        torch.save(model.state_dict(), folder / "checkpoint_6")
        save_cases(folder, list(run_coconut(model, tokens, start, end, latent)))


def sim_cot(repo):
    sys.path.insert(0, os.path.join(repo, "Coconut"))
    from coconut import CoconutGPT_Same_Word_Embedding
    torch.manual_seed(20)
    folder = new("sim-cot-gpt2")
    model, tokens, (start, end, latent) = coconut_base(folder, False)
    explainer = base(False, tokens, len(tokens), layers=1)
    configs = types.SimpleNamespace(training_method="full")
    model = CoconutGPT_Same_Word_Embedding(
        model, explainer, tokens, latent, start, end, tokens.eos_token_id, tokens.convert_tokens_to_ids("<"), 2, configs)
    model.eval()
    torch.save(model.state_dict(), folder / "checkpoint_10")
    save_cases(folder, list(run_coconut(model, tokens, start, end, latent)))


def run_codi(model, tokens):
    """CODI's evaluation (test.py) with --greedy, --use_prj and --remove_eos, one question at a time and in float32."""
    embed = model.get_embd(model.codi, model.model_name)
    for question in QUESTIONS:
        for thoughts in THOUGHTS:
            prompt = tokens(question.strip().replace("  ", " ")).input_ids + [model.bot_id]
            kept, written = [], []
            with torch.no_grad():
                out = model.codi(input_ids=torch.tensor([prompt]), use_cache=True, output_hidden_states=True)
                kept.append(out.logits[0, -1])
                latent = model.prj(out.hidden_states[-1][:, -1, :].unsqueeze(1))
                for _ in range(thoughts):
                    out = model.codi(inputs_embeds=latent, use_cache=True, output_hidden_states=True,
                                     past_key_values=out.past_key_values)
                    kept.append(out.logits[0, -1])
                    latent = model.prj(out.hidden_states[-1][:, -1, :].unsqueeze(1))
                output = embed(torch.tensor([[model.eot_id]]))
                while len(written) < WRITTEN:
                    out = model.codi(inputs_embeds=output, use_cache=True, past_key_values=out.past_key_values)
                    if not written:
                        kept.append(out.logits[0, -1])
                    logits = out.logits[:, -1, :model.codi.config.vocab_size - 1]
                    written.append(torch.argmax(logits, dim=-1).item())
                    if written[-1] == tokens.eos_token_id:
                        break
                    output = embed(torch.tensor([[written[-1]]]))
            yield question, thoughts, prompt, written, torch.stack(kept)


def codi_model(source, folder, llama, decoder=False):
    """A model of the class CODI on a base of ours, with random LoRA and projection."""
    from peft import LoraConfig, TaskType
    tokens = tokenizer(llama)
    model = base(llama, tokens, tied=True)
    save_base(folder, model, tokens)
    more = {}
    with tempfile.TemporaryDirectory() as scratch:
        place = os.path.join(scratch, "llama" if llama else "gpt2")  # the class looks for these names
        model.save_pretrained(place)
        tokens.save_pretrained(place)
        if decoder:
            base(False, tokens, layers=1, width=16).save_pretrained(os.path.join(scratch, "decoder"))
            more = {"use_decoder": True, "decoder_path": os.path.join(scratch, "decoder")}
        arguments = source.ModelArguments(model_name_or_path=place, train=False, lora_init=True, **more)
        training = source.TrainingArguments(
            output_dir=scratch, bf16=True, num_latent=6, use_prj=True, prj_dim=64, remove_eos=True, use_cpu=True)
        layers = ["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj", "gate_proj"] if llama else [
            "c_attn", "c_proj", "c_fc"]
        lora = LoraConfig(task_type=TaskType.CAUSAL_LM, inference_mode=False, r=8, lora_alpha=32, lora_dropout=0.1,
                          target_modules=layers, init_lora_weights=True)
        # The class wants a tokenizer of the slow kind; ours is of the fast one.
        source.AutoTokenizer = types.SimpleNamespace(from_pretrained=lambda *_, **__: tokens)
        made = source.CODI(arguments, training, lora)
    for name, values in made.named_parameters():
        if "lora_" in name:
            values.data.normal_(0, 0.1)
    randomize(made.prj)
    rows = made.get_embd(made.codi, made.model_name).weight.data
    rows[-3:] = torch.randn(3, rows.shape[1]).to(rows.dtype) * 0.25
    rows[-1] *= 4  # eot, which may not be said, would be
    return made.eval(), tokens


def codi(repo):
    sys.path.insert(0, repo)
    from src import model as source
    for llama in [False, True]:
        torch.manual_seed(30 + 2 * llama)
        folder = new("codi-llama" if llama else "codi-gpt2")
        model, tokens = codi_model(source, folder, llama)
        if llama:
            save_model(model, str(folder / "model.safetensors"))  # which leaves out one of the tied matrices
        else:
            torch.save(model.state_dict(), folder / "pytorch_model.bin")
        model.codi.tie_weights()
        save_cases(folder, list(run_codi(model.float(), tokens)))


def sim_codi(repo):
    sys.path.insert(0, os.path.join(repo, "CODI"))
    from src import model as source
    torch.manual_seed(40)
    folder = new("sim-cot-codi")
    model, tokens = codi_model(source, folder, False, decoder=True)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    model.codi.tie_weights()
    save_cases(folder, list(run_codi(model.float(), tokens)))


def latenttts(repo):
    sys.path.insert(0, repo)
    from src.generation_mixin import LatentGenerationConfig, LatentGenerationMixin
    from src.models.coconut import COCONUTGPT2, COCONUTGPT2Config
    from src.models.codi import CODIGPT2, CODIGPT2Config
    kinds = [("coconut", COCONUTGPT2, COCONUTGPT2Config, {}, "\n"),
             ("codi", CODIGPT2, CODIGPT2Config, {"projector": True, "projector_hidden_size": 64}, "")]
    for seed, (name, of, config, more, newline) in enumerate(kinds):
        torch.manual_seed(50 + seed)

        class Model(of, LatentGenerationMixin):
            pass

        tokens = tokenizer()
        for token in LATENT:
            tokens.add_tokens(token)
        start, end, latent = (tokens.convert_tokens_to_ids(t) for t in LATENT)
        model = randomize(Model(config(
            vocab_size=len(tokens), n_positions=128, n_embd=32, n_layer=2, n_head=4, n_inner=64, latent_id=latent,
            latent_start_id=start, latent_end_id=end, bos_token_id=tokens.bos_token_id, eos_token_id=tokens.eos_token_id,
            **more))).eval()
        folder = new("latenttts-" + name)
        model.save_pretrained(folder)
        tokens.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        save_cases(folder, list(run_latenttts(model, tokens, newline, LatentGenerationConfig)))


def run_latenttts(model, tokens, newline, settings):
    """LatentTTS's evaluation (infer_gpt2.py) without dropout."""
    for question in QUESTIONS:
        for thoughts in THOUGHTS[1:]:
            batch = tokens(question + newline + LATENT[0], return_tensors="pt")
            prompt = batch["input_ids"][0].tolist()
            out = model.generate(
                input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], generation_config=settings(
                    max_new_tokens=thoughts + 1 + WRITTEN, latent_length=thoughts, pad_token_id=tokens.eos_token_id,
                    eos_token_id=tokens.eos_token_id, return_dict_in_generate=True, output_logits=True))
            # Logits N are those from which token N was chosen: after the start token, each thought, the end token, …
            logits = torch.cat(out.logits[:thoughts + 2])
            yield question, thoughts, prompt, out.sequences[0, len(prompt) + thoughts + 1:].tolist(), logits


def main():
    torch.set_num_threads(1)
    kinds = {"coconut": coconut, "sim-cot": sim_cot, "sim-codi": sim_codi, "codi": codi, "latenttts": latenttts}
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("--repo", required=True)
    a = parser.parse_args()
    kinds[a.kind](os.path.abspath(a.repo))


if __name__ == "__main__":
    main()
