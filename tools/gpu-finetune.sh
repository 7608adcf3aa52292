#!/usr/bin/env bash
# Fine-tunes a language model by a recipe on a GPU, packs it, and measures it. Run the same command again to go on with
# what was stopped. See docs/training.md.
#   tools/gpu-finetune.sh --recipe train/recipes/NAME.json --init MODEL --data FILE --out DIR
#     [--exclude FILE] [--eval FILE] [--thoughts 0..6] [--bfloat16] [--cpu | --plugin FILE]
# --cpu tries everything on a machine without a GPU, with XLA's CPU plugin.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=gpu plugin='' recipe='' init='' data='' out='' eval='' bfloat16=false exclude=() thoughts=()
while [ $# -gt 0 ]; do
  case $1 in
    --cpu) kind=cpu; shift; continue ;;
    --bfloat16) bfloat16=true; shift; continue ;;
    --plugin | --recipe | --init | --data | --out | --eval | --exclude | --thoughts) ;;
    *) sed -n '2,6s/^# *//p' "$0" >&2; exit 2 ;;
  esac
  [ $# -ge 2 ] || { echo "$0: $1 needs a value" >&2; exit 2; }
  case $1 in
    --exclude) exclude+=(--exclude "$2") ;;
    --thoughts) thoughts=(--thoughts "$2") ;;
    *) printf -v "${1#--}" %s "$2" ;;
  esac
  shift 2
done
for needed in recipe init data out; do
  [ -n "${!needed}" ] || { echo "$0: --$needed is missing" >&2; exit 2; }
done
export GOTOOLCHAIN=go1.27.4 GOEXPERIMENT=simd
[ -n "$plugin" ] || plugin=$(tools/pjrt.sh "$kind")
mkdir -p "$out"
echo "building with XLA" >&2
CGO_ENABLED=1 go build -tags xla -o "$out/coconut" ./tools/coconut

python3 - "$recipe" "$out/recipe.json" "$bfloat16" <<'PY'
import json, sys
recipe = json.load(open(sys.argv[1]))
if sys.argv[3] == "true":
    recipe["text"]["bfloat16"] = True
json.dump(recipe, open(sys.argv[2], "w"), indent=2)
PY
resume=()
[ ! -e "$out/run/checkpoint.bin" ] || resume=(--resume)
"$out/coconut" train --recipe "$out/recipe.json" --init "$init" --data "$data" "${exclude[@]}" --dir "$out/run" \
  "${resume[@]}" --checkpoint-every 5m --backend "xla:$plugin" --out "$out/model"
task=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["task"])' "$recipe")
[ -z "$eval" ] ||
  "$out/coconut" eval --task "$task" --model "$out/model" --data "$eval" "${thoughts[@]}" --out "$out/eval.json"
