"""What PyTorch says of the next token: folder_logits.py FOLDER reads a list of prompts, each a list of token ids, as JSON
from standard input. It opens the folder with transformers, in float32 on a CPU, and prints a JSON list with an element
for each prompt: the logits of all tokens at the prompt's end.
"""
import json
import sys

import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
with torch.no_grad():
    json.dump([model(torch.tensor([ids])).logits[0, -1].tolist() for ids in json.load(sys.stdin)], sys.stdout)
