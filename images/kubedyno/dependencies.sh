#!/bin/sh
# Puts what the lock file pins, without what only development needs, into $1/app for the architecture $2, and drops native code of other platforms.
set -eu
umask 022
case $2 in
amd64) cpu=x64 ;;
arm64) cpu=arm64 ;;
*) echo "no image for $2: amd64 and arm64 have an ONNX Runtime" >&2; exit 2 ;;
esac
mkdir -p "$1/app"
cp package.json package-lock.json "$1/app"
cd "$1/app"
npm ci --omit=dev --ignore-scripts --os=linux --cpu="$cpu" --libc=glibc --no-audit --no-fund
find node_modules/onnxruntime-node/bin -type f ! -path "*/linux/$cpu/*" -delete
find node_modules/onnxruntime-node/bin -type d -empty -delete
rm package.json package-lock.json
