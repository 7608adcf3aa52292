#!/usr/bin/env bash
# Installs an XLA plugin from PyPI into a Python environment in the user's cache folder, once, and prints the plugin's
# path:
#   tools/pjrt.sh cpu|gpu
set -euo pipefail
kind=${1:-}
list=$(dirname "$0")/pjrt/$kind.txt
if [ -z "$kind" ] || [ ! -f "$list" ]; then
  echo "usage: $0 cpu|gpu" >&2
  exit 2
fi
version=$(sha256sum "$list" | cut -c1-8)
env=${XDG_CACHE_HOME:-$HOME/.cache}/coconut/pjrt-$kind-$version
if [ ! -f "$env/complete" ]; then
  command -v python3 >/dev/null || { echo "$0: python3 is not installed" >&2; exit 1; }
  echo "installing the plugin in $env" >&2
  rm -rf "$env"
  python3 -m venv "$env" >&2
  "$env/bin/pip" install --disable-pip-version-check --no-deps --only-binary :all: -r "$list" >&2
  touch "$env/complete"
fi
find "$env/lib" \( -name 'xla_*_plugin.so' -o -name 'pjrt_*_plugin.so' \) -print -quit | grep . || {
  echo "$0: no plugin in $env" >&2
  exit 1
}
