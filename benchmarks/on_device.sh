#!/usr/bin/env bash
# Measure basinet on a machine with a GPU (or TPU) and no network, in at most five minutes.
#
#     benchmarks/on_device.sh collect build/device    # where there is a network: some small wheels
#     benchmarks/on_device.sh run build/device OUT.json [OPTION...]   # there, in this checkout
#
# That machine has Python 3.11 or newer with JAX for its device, Equinox, SciPy, scikit-learn,
# safetensors, Typer and Matplotlib; what else is needed is collected. Nothing is installed into its
# Python: the wheels are unpacked into a temporary folder. The options are those of
# benchmarks/on_device.py, which says what is measured.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
# What is pure Python and not on the list above; optax is for the multilayer perceptron.
needed=(platformdirs pooch requests tomli-w optax absl-py packaging certifi idna urllib3 charset-normalizer)

usage() {
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

collect() {
    mkdir -p "$1"
    "$python" -m pip download --quiet --no-deps --only-binary :all: --platform any \
        --python-version 3.11 --implementation py --abi none --dest "$1" "${needed[@]}"
    echo "$(find "$1" -name '*.whl' | wc -l) wheels in $1; take this checkout and that folder along"
}

run() {
    local wheels=$1 out=$2
    shift 2
    [[ -d $wheels ]] || { echo "$wheels is no folder; make it with: $0 collect $wheels" >&2; exit 1; }
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
    # Behind what the machine has, of which nothing is replaced.
    for wheel in "$wheels"/*.whl; do
        "$python" -m zipfile -e "$wheel" "$place"
    done
    timeout 300 "$python" -c "
import runpy, sys
sys.path.append(sys.argv.pop(1)); sys.path.insert(0, sys.argv.pop(1))
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name='__main__')" \
        "$place" "$root" "$root/benchmarks/on_device.py" "$@" --out "$out"
}

case ${1-} in
    collect) [[ $# -eq 2 ]] || usage; collect "$2" ;;
    run) [[ $# -ge 3 ]] || usage; run "${@:2}" ;;
    *) usage ;;
esac
