#!/usr/bin/env bash
# vscode.sh DIR: installs VS Code's server, Node extension host and web workbench into DIR. They come from npm's
# package code-server, of which only VS Code itself is used. Node 24 (node.sh) must be on PATH.
#
# The package's own postinstall is not used: it compiles modules that a test has no use for and that need libraries
# of the system. Two are worth compiling (g++, make, python3): spdlog, which writes the logs, and native-watchdog,
# with which an extension host ends when its server does. VSCODE_NATIVE=0 leaves them out; all tests still pass.
set -euo pipefail
dir=${1:?dir}; version=${CODE_SERVER_VERSION:-4.139.1}; want="$version ${VSCODE_NATIVE:-1}"
[ "$(cat "$dir/.installed" 2>/dev/null)" = "$want" ] && exit 0
[ "$(node -p 'process.versions.node.split(".")[0]')" = 24 ] || { echo "vscode.sh: Node 24 is needed" >&2; exit 1; }

rm -rf "$dir"; mkdir -p "$dir"; cd "$dir"
tgz=$(npm pack --silent "code-server@$version" 2>/dev/null | tail -1)
tar xzf "$tgz" --strip-components=3 package/lib/vscode; rm "$tgz"
# `npm ci` refuses this package: its shrinkwrap lacks an entry.
npm install --omit=dev --ignore-scripts --no-audit --no-fund --no-bin-links --loglevel=error

# What other systems need, and extensions that have nothing to do with this test: 300 MB.
rm -rf node_modules/{@github,@devcontainers,@microsoft/mxc-sdk} node_modules/@vscode/windows-* extensions/copilot
find node_modules/node-pty/prebuilds node_modules/@vscode/ripgrep-universal/bin -mindepth 1 -maxdepth 1 \
  ! -name "linux-$(node -p process.arch)" -exec rm -rf {} +
if [ "${VSCODE_NATIVE:-1}" != 0 ]; then
  gyp=$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js
  headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  for module in spdlog native-watchdog; do
    ( cd "node_modules/@vscode/$module" && node "$gyp" rebuild --silent --nodedir="$headers" ) >/dev/null
  done
fi
echo "$want" > .installed
