#!/usr/bin/env bash
# Measures every shipped model and writes the raw results that `coconut results` turns into docs/results.md. `make
# results` calls it.
# DATA is the folder with the official files (prosqa_valid.json, prontoqa_valid.json); missing files are skipped.
# MODELS names the models to measure (default: all in weights/models); the results of others stay as they are. A name
# may also be a folder below EXTRA: a model that is measured but not shipped, a control or another seed. For instance
#   EXTRA=runs/models MODELS="prosqa-pause-supervised prosqa-coconut-seed2" tools/measure.sh
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-../shared/data}
out=docs/results
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# Seeds of the trainer's graphs start at 2^32 times the recipe's seed: none of these graphs was trained on (the trainer
# can also exclude them).
bin/coconut generate --n 2000 --seed 2026 > "$work/fresh.json"
bin/coconut generate --n 1000 --seed 2027 --kind hard > "$work/hard.json"
bin/coconut generate --n 500 --seed 2028 --kind large > "$work/large.json"
bin/coconut generate --n 1000 --seed 2031 --kind small > "$work/small.json"
bin/coconut generate --n 1000 --seed 2037 --kind deep > "$work/deep.json"
bin/coconut generate --n 500 --seed 2029 --kind counterfactual > "$work/counterfactual.json"
[ -e "$data/prosqa_valid.json" ] && cp "$data/prosqa_valid.json" "$work/" || echo "without $data/prosqa_valid.json" >&2
for set in prosqa_valid fresh hard deep; do
  [ -e "$work/$set.json" ] && bin/coconut stats --json --data "$work/$set.json" > "$out/stats-$set.json"
done

bin/coconut generate --task prontoqa --n 2000 --seed 2030 > "$work/prontoqa_fresh.json"
[ -e "$data/prontoqa_valid.json" ] && cp "$data/prontoqa_valid.json" "$work/" ||
  echo "without $data/prontoqa_valid.json" >&2

bin/coconut generate --task arithmetic --n 2000 --seed 2033 > "$work/arithmetic_fresh.json"
bin/coconut generate --task arithmetic --n 1000 --seed 2034 --kind numbers > "$work/arithmetic_numbers.json"
bin/coconut generate --task arithmetic --n 500 --seed 2035 --kind names > "$work/arithmetic_names.json"
bin/coconut generate --task arithmetic --n 500 --seed 2036 --kind wordings > "$work/arithmetic_wordings.json"

# The folder of a model, shipped or not.
folder() {
  if [ -e "weights/models/$1/manifest.json" ]; then
    echo "weights/models/$1"
  else
    echo "$EXTRA/$1"
  fi
}

# One question at a time, so that the times are those of one.
measure() { # model, data set, name of the result, flags
  echo "$1 on $2 $3" >&2
  bin/coconut eval --json --jobs 1 --task "${1%%-*}" --model "$(folder "$1")" --data "$work/$2.json" "${@:4}" \
    > "$work/result"
  mv "$work/result" "$out/eval-$1-$2$3.json"
}

models=${MODELS:-$(cd weights/models && echo */)}
models=${models//\//}
for model in $models; do # for the tables' entries about models that are not shipped
  [ -e "weights/models/$model/manifest.json" ] && continue
  [ -e "${EXTRA:-}/$model/manifest.json" ] || { echo "$model is neither in weights/models nor in EXTRA" >&2; exit 1; }
  name=$(sed -n 's/^ *"name": *"\([^"]*\)".*/\1/p' "$EXTRA/$model"/files/*/training.json | head -1)
  [ "$name" = "$model" ] || { echo "$EXTRA/$model was trained as $name; its folder must have that name" >&2; exit 1; }
  cp "$EXTRA/$model"/files/*/training.json "$out/training-$model.json"
done
for model in $models; do
  case $model in prosqa-*) ;; *) continue ;; esac
  for set in prosqa_valid fresh hard small large deep; do
    [ -e "$work/$set.json" ] && measure "$model" "$set" ""
  done
  measure "$model" counterfactual "" --pairs
  [ -e "$work/prosqa_valid.json" ] && measure "$model" prosqa_valid -without-thoughts --without-thoughts
done
for model in $models; do
  case $model in prontoqa-*) ;; *) continue ;; esac
  for set in prontoqa_valid prontoqa_fresh; do
    [ -e "$work/$set.json" ] && measure "$model" "$set" ""
  done
done
for model in $models; do
  case $model in arithmetic-*) ;; *) continue ;; esac
  for set in fresh numbers names wordings; do
    measure "$model" "arithmetic_$set" ""
  done
done
if [ -e "$work/prosqa_valid.json" ] && [[ " $models " == *prosqa-coconut[[:space:]]* ]]; then
  measure prosqa-coconut prosqa_valid -float32 --float32
  # With int4 attention it would lose more than a point and save little.
  bin/coconut quantize prosqa-coconut --format int4 --keep 'h.*.attn.*' --out "$work/int4" >/dev/null
  for set in prosqa_valid fresh; do
    bin/coconut eval --json --jobs 1 --model "$work/int4" --data "$work/$set.json" > "$work/result"
    mv "$work/result" "$out/eval-prosqa-coconut-$set-int4.json"
  done
  # Agreement as confidence, where the model is not always right.
  bin/coconut generate --n 500 --seed 2032 --kind large > "$work/large_vote.json"
  bin/coconut vote --data "$work/large_vote.json" --json > "$work/result"
  mv "$work/result" "$out/vote-prosqa-coconut-large.json"
  # Thoughts changed, and the controls: all at once, their first ones alone, and one by one.
  ways=matched,unmatched,swap,mean,zero,noise:0:0.3,noise:0:1,noise:0:3,shuffle,repeat,remove
  for i in 0 1 2 3 4 5; do ways+=,truncate:$i; done
  for i in 1 2 3 4 5 6; do ways+=,unmatched:$i; done
  ways+=,patch,patchmatched
  for i in 1 2 3; do ways+=,patch:$i,patchmatched:$i; done
  bin/coconut intervene --data "$work/prosqa_valid.json" --what "$ways" --json > "$work/result"
  mv "$work/result" "$out/intervene-prosqa-coconut.json"
  # What may still be said after each number of thoughts; the control reads pause tokens instead.
  for model in prosqa-coconut prosqa-pause-as-thought; do
    bin/coconut rollouts --model "$model" --data "$work/prosqa_valid.json" --limit 100 --json > "$work/result"
    mv "$work/result" "$out/rollouts-$model.json"
  done
  # Where it stops by itself, beside controls that take as many thoughts.
  for set in prosqa_valid fresh small large; do
    bin/coconut stopping --data "$work/$set.json" --json > "$work/result"
    mv "$work/result" "$out/stopping-prosqa-coconut-$set.json"
  done
  bin/coconut analyze --data "$work/prosqa_valid.json" --model prosqa-coconut --tree 3 --out "$out/prosqa-coconut"
fi
if [[ " $models " == *prosqa-coconut-deep[[:space:]]* ]]; then
  for set in fresh small large deep; do
    bin/coconut stopping --model prosqa-coconut-deep --data "$work/$set.json" --json > "$work/result"
    mv "$work/result" "$out/stopping-prosqa-coconut-deep-$set.json"
  done
fi
# Of the controls that think, whether their thoughts are used, and how.
for model in $models; do
  case $model in prosqa-coconut-*) ;; *) continue ;; esac
  [ -e "$work/prosqa_valid.json" ] || continue
  ways=matched,unmatched,swap,mean,zero,shuffle,repeat,remove,patch,patchmatched
  bin/coconut intervene --model "$(folder "$model")" --data "$work/prosqa_valid.json" --what "$ways" --json \
    > "$work/result"
  mv "$work/result" "$out/intervene-$model.json"
done
if [ -e "$work/prontoqa_valid.json" ] && [[ " $models " == *prontoqa-coconut[[:space:]]* ]]; then
  bin/coconut intervene --task prontoqa --model prontoqa-coconut --data "$work/prontoqa_valid.json" --json \
    > "$work/result"
  mv "$work/result" "$out/intervene-prontoqa-coconut.json"
  bin/coconut rollouts --task prontoqa --model prontoqa-coconut --data "$work/prontoqa_valid.json" --limit 100 --json \
    > "$work/result"
  mv "$work/result" "$out/rollouts-prontoqa-coconut.json"
fi
bin/coconut results
