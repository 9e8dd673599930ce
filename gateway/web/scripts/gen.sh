#!/bin/sh
# Makes the TypeScript of the contract (proto/) in src/gen, which git does not keep.
set -eu
cd "$(dirname "$0")/.."
PROTO=../../proto
OUT=${1:-src/gen}
command -v protoc >/dev/null || { echo "protoc is missing: apt-get install protobuf-compiler" >&2; exit 1; }
rm -rf "$OUT"
mkdir -p "$OUT"
# shellcheck disable=SC2046 # Paths in proto/ have no spaces.
protoc -I "$PROTO" \
  --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es \
  --es_out="$OUT" --es_opt=target=ts \
  $(cd "$PROTO" && find smarthub -name '*.proto' ! -name stored.proto ! -path '*/store/*' | sort)
