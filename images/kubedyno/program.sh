#!/bin/sh
# Builds the package from the clone that it runs in and puts what would be published into $1/app, beside the one folder that is written to.
set -eu
umask 022
mkdir -p "$1/app"
mkdir -m 1777 "$1/cache"
node scripts/build.ts
npm pack --silent --pack-destination "$1"
tar -xzf "$1"/*.tgz -C "$1/app" --strip-components=1 --no-same-owner
rm "$1"/*.tgz
