#!/bin/sh
# The TypeScript of the contract, for the tests' own clients.
set -eu
cd "$(dirname "$0")"
PROTO=../../proto
rm -rf gen
mkdir gen
# shellcheck disable=SC2046 # Paths in proto/ have no spaces.
protoc -I "$PROTO" --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es --es_out=gen --es_opt=target=ts,import_extension=js \
  $(cd "$PROTO" && find smarthub -name '*.proto' ! -name stored.proto ! -path '*/store/*' | sort)
