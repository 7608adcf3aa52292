#!/usr/bin/env bash
# Trains briefly with the Go engine and with XLA on a GPU, and prints a comparison of losses and speeds as JSON. See
# docs/training.md.
#   tools/gpu-train.sh [--cpu | --plugin FILE] [--devices N] [--recipes smoke,prosqa] [--out DIR]
# --cpu tries everything on a machine without a GPU, with XLA's CPU plugin.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=gpu plugin='' devices=1 recipes=smoke,prosqa out=runs/gpu-train-$(date +%Y%m%d-%H%M%S)
while [ $# -gt 0 ]; do
  case $1 in
    --cpu) kind=cpu; shift ;;
    --plugin) plugin=$2; shift 2 ;;
    --devices) devices=$2; shift 2 ;;
    --recipes) recipes=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    *) sed -n '2,5s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done
export GOTOOLCHAIN=go1.27.4 GOEXPERIMENT=simd
[ -n "$plugin" ] || plugin=$(tools/pjrt.sh "$kind")
mkdir -p "$(dirname "$out")"
mkdir "$out" # an error when it exists: nothing is overwritten
echo "building with XLA" >&2
CGO_ENABLED=1 go build -tags xla -o "$out/coconut" ./tools/coconut

# 200 steps of the shipped recipe, at full size: 100 look-ups, then 100 with all six thoughts.
python3 - "$out/prosqa.json" <<'PY'
import json, sys
recipe = json.load(open("train/recipes/prosqa-coconut.json"))
lookup, thoughts = recipe["stages"][0], recipe["stages"][2]
recipe["stages"] = [lookup | {"steps": 100}, thoughts | {"steps": 100}]
json.dump(recipe, open(sys.argv[1], "w"))
PY
cp train/recipes/smoke.json "$out/smoke.json"

engines=(go "xla:$plugin")
[ "$kind" = cpu ] || engines+=("xla:$plugin,tf32=false")
for recipe in ${recipes//,/ }; do
  for i in "${!engines[@]}"; do
    n=$devices
    [ "${engines[$i]}" != go ] || n=1
    echo "$recipe with ${engines[$i]}" >&2
    "$out/coconut" train --recipe "$out/$recipe.json" --dir "$out/$recipe-$i" \
      --backend "${engines[$i]}" --devices "$n" >&2
  done
done

python3 - "$out" "$recipes" "${engines[@]}" <<'PY'
import json, platform, subprocess, sys
out, recipes, engines = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]

def gpus():
    try:
        command = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
        output = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return []
    return output.stdout.split("\n")[:-1]

def course(recipe, i):
    return [json.loads(line) for line in open(f"{out}/{recipe}-{i}/metrics.jsonl")]

# Questions per second by stage: the fastest 50 steps, because other processes and compiling only ever slow a run down.
def speeds(recipe, lines):
    best = {}
    for a, b in zip(lines, lines[1:]):
        if a["stage"] == b["stage"]:
            questions = (b["step"] - a["step"]) * recipe["graphs_per_step"] * recipe["queries_per_graph"]
            best[b["stage"]] = max(best.get(b["stage"], 0), questions / (b["seconds"] - a["seconds"]))
    return {f"stage {stage + 1}": round(speed, 1) for stage, speed in best.items()}

cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
report = {"cpu": cpu, "gpus": gpus(), "recipes": {}}
for name in recipes:
    recipe, base = json.load(open(f"{out}/{name}.json")), course(name, 0)
    runs = []
    for i, engine in enumerate(engines):
        lines = course(name, i)
        runs.append({
            "engine": engine, "devices": lines[-1]["devices"], "seconds": round(lines[-1]["seconds"], 1),
            "questions_per_second": speeds(recipe, lines),
            "loss": {line["step"]: line["loss"] for line in lines},
            "largest_relative_difference_of_loss":
                max(abs(a["loss"] - b["loss"]) / b["loss"] for a, b in zip(lines, base)),
        })
    report["recipes"][name] = runs
print(json.dumps(report, indent=2))
PY
