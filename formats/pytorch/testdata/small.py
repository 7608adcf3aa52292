"""Writes small.bin, a state dict as torch.save writes it, and old.bin, the same in the form before PyTorch 1.6.

pip install torch==2.15.0
"""
from collections import OrderedDict

import torch

values = torch.tensor([[0, 1, -2.5], [65504, 2**-24, -0.0]])
big = torch.arange(24.0)
state = OrderedDict(
    {
        "f32": values,
        "f16": values.half(),
        "bf16": values.bfloat16(),
        "i64": torch.arange(3),
        "mask": torch.ones(2, 2, dtype=torch.bool).tril(),
        "scalar": torch.tensor(7.0),
        "transposed": values.T,
        "rows": big.view(4, 6)[1:3],
        "columns": big.view(4, 6)[:, 2:5],
        "steps": big[3::5],
        "parameter": torch.nn.Parameter(values[1]),
        "empty": torch.zeros(0, 3),
    }
)
state._metadata = OrderedDict({"": {"version": 1}})  # as module.state_dict() has it
torch.save(state, "small.bin")
torch.save(OrderedDict(f32=values), "old.bin", _use_new_zipfile_serialization=False)
torch.save({"model": state, "optimizer": {"step": 1, "lr": 0.5, "betas": [0.9, None]}, "epoch": 3}, "nested.bin")
