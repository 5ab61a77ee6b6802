#!/usr/bin/env bash
# Builds images/kubedyno/Dockerfile without a registry, into the OCI archive $1 (or kubedyno.oci.tar), and prints what it holds.
# The base is made here: the Node of this clone, and the libraries of this machine that it and the native modules load (Linux with glibc).
# Needs buildah (1.28 or later) and `npm ci`, but not root; leaves nothing but the archive. SOURCE names the address of the sources for the image's label.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
archive=$(realpath -m -- "${1:-kubedyno.oci.tar}")
clone=$PWD
work=$(mktemp -d)
buildah() { command buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export PATH="$clone/node_modules/node/bin:$PATH"
[ -x node_modules/node/bin/node ] || { echo "dependencies are not installed: npm ci" >&2; exit 3; }
case $(uname -m) in
x86_64) architecture=amd64 ;;
aarch64) architecture=arm64 ;;
*) echo "no image for $(uname -m): x86_64 and aarch64 have an ONNX Runtime" >&2; exit 2 ;;
esac

mkdir -p "$work/source" "$work/files" "$work/base/usr/local/bin"
sed -n 's/^!//p' .dockerignore | tar -c --files-from=- | tar -x -C "$work/source"
ln -s "$clone/node_modules" "$work/source/node_modules"
cd "$work/source"
images/kubedyno/dependencies.sh "$work/files/dependencies" "$architecture" >&2
images/kubedyno/program.sh "$work/files/program" >&2

node=$clone/node_modules/node/bin/node
cp "$node" "$work/base/usr/local/bin"
find "$work/files/dependencies" -name '*.node' -exec ldd "$node" {} + \
  | grep -oE '(=> |^\s+)/[^ ]+ \(0x' | grep -oE '/[^ ]+' | sort -u | { grep -v "^$work" || true; } \
  | xargs -d '\n' cp -L --parents -t "$work/base"
base=$(buildah from scratch)
buildah copy --quiet "$base" "$work/base" / >/dev/null
buildah config --env PATH=/usr/local/bin "$base"
buildah commit --quiet --timestamp 0 "$base" localhost/node >/dev/null

version=$(node -p 'require("./package.json").version')
revision=$(git -C "$clone" rev-parse HEAD 2>/dev/null || true)
madeAt=${SOURCE_DATE_EPOCH:-$(git -C "$clone" log -1 --format=%ct 2>/dev/null || echo 0)}
name=localhost/kubedyno:$version
buildah build --quiet --timestamp "$madeAt" --tag "$name" --file images/kubedyno/Dockerfile \
  --build-context "files=$work" --build-arg NODE_IMAGE=localhost/node --build-arg TARGETARCH="$architecture" \
  --build-arg VERSION="$version" --build-arg REVISION="$revision" --build-arg SOURCE="${SOURCE:-}" . >/dev/null
mkdir -p "$(dirname "$archive")"
buildah push --quiet "$name" "oci-archive:$archive:$name"
echo "$name for linux/$architecture: $(buildah images --format '{{.Size}}' "$name"), $(du -h --apparent-size "$archive" | cut -f1) as $archive"
