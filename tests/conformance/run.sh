#!/bin/bash
# Runs the Connect conformance suite against our edge: run.sh BUILD-DIRECTORY [suite's options]
# The suite is fetched at a pinned version through the Go proxy; without Go it is skipped, loudly.
# There is no list of known failures: every declared case must pass.
set -euo pipefail
version=v1.0.7
here=$(cd "$(dirname "$0")" && pwd)
server=${1:?the build directory}/tests/conformance/conformance_server
shift
suite=${SMARTHUB_CONFORMANCE_BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/smarthub/connectconformance-$version}
if [ ! -x "$suite" ]; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  if [ ! -x "$go" ]; then
    echo "SKIPPED: the Connect conformance suite was NOT run, because Go is not installed." >&2
    exit 0
  fi
  echo "fetching connectconformance $version"
  mkdir -p "$(dirname "$suite")"
  into=$(mktemp -d)
  GOBIN=$into "$go" install "connectrpc.com/conformance/cmd/connectconformance@$version"
  mv "$into/connectconformance" "$suite"
fi
exec "$suite" --conf "$here/config.yaml" --mode server "$@" -- "$server"
