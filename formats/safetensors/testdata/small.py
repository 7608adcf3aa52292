"""Writes small.safetensors with Hugging Face's own library: pip install safetensors==0.8.0 numpy ml_dtypes."""
import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

values = np.array([[0, 1, -2.5], [65504, 2**-24, -0.0]])
save_file(
    {
        "f32": values.astype(np.float32),
        "f16": values.astype(np.float16),
        "bf16": values.astype(ml_dtypes.bfloat16),
        "i64": np.arange(3),
        "scalar": np.array(7, np.float32),
    },
    "small.safetensors",
    {"format": "np"},
)
