#!/usr/bin/env bash
# run.sh [api|window|trust|yaml|chinese]...: the extension in a real VS Code, packed, installed and used; default: all.
#   api     suite.ts runs inside the extension host, with the `vscode` API
#   window  window.mjs works in the window with keys and mouse, and takes pictures
#   trust   the same folder without trust: nothing reaches the cloud
#   yaml    beside another YAML extension
#   chinese the words of the extension and of the server in Chinese
# VS Code's server, Node 24 and Chromium are fetched once into FCLS_E2E_WORK (default: .ci/cache/vscode); needs g++,
# make, python3 with pip, and root to install Chromium where there is none. FCLS_PROGRAM is the program to be packed
# (default: target/release/fcls, else target/debug/fcls). Pictures and logs: .ci/out/vscode.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); extension=$(dirname "$here"); root=$(cd "$here/../../.." && pwd)
work=${FCLS_E2E_WORK:-$root/.ci/cache/vscode}; mkdir -p "$work"; work=$(cd "$work" && pwd)
[ $# -gt 0 ] || set -- api window trust yaml chinese
. "$here/lib/processes.sh"

program=${FCLS_PROGRAM:-}
for built in release debug; do [ -n "$program" ] || [ ! -x "$root/target/$built/fcls" ] || program=$root/target/$built/fcls; done
[ -x "$program" ] || { echo "no program fcls: cargo build first" >&2; exit 2; }
program=$(realpath "$program")

bash "$here/lib/node.sh" "$work/node24"
export PATH=$work/node24/bin:$PATH npm_config_update_notifier=false
bash "$here/lib/vscode.sh" "$work/vscode"
command -v chromium >/dev/null || { apt-get -qq update; apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; }
mkdir -p "$work/e2e"; cp "$here"/package.json "$here"/*.mjs "$work/e2e/"
[ -d "$work/e2e/node_modules/playwright-core" ] ||
  ( cd "$work/e2e" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error )

# The package: built, packed with the program, and installed as people would.
( cd "$extension"
  [ -d node_modules/esbuild ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  npm run -s check; npm test >"$work/unit.log" 2>&1 || { cat "$work/unit.log" >&2; exit 1; } )
packed=$program
# A debug build is packed without its symbols, or it is larger than a package may be.
case $program in */debug/*) packed=$work/fcls; strip -o "$packed" "$program" ;; esac
node "$extension/package.mjs" --server "$packed" --out "$work/fcls.vsix" > "$work/package.log" 2>&1 || {
  case $program in */debug/*) [ -f "$work/fcls.vsix" ] ;; *) false ;; esac || { cat "$work/package.log" >&2; exit 1; }; }
tail -1 "$work/package.log"

out=$root/.ci/out/vscode; rm -rf "$out"; mkdir -p "$out"
# No gallery of extensions: the test asks nobody on the network.
export EXTENSIONS_GALLERY='{"serviceUrl":""}'
unset XDG_STATE_HOME XDG_CACHE_HOME XDG_CONFIG_HOME
# A locale, or what is told depends on the machine.
export LANG=C.UTF-8 LC_ALL=C.UTF-8

code() { # HOME ARGUMENT...: VS Code's server with a home of its own
  local home=$1; shift
  HOME=$home exec node --no-deprecation "$work/vscode/out/server-main.js" --accept-server-license-terms \
    --server-data-dir "$home/data" --extensions-dir "$home/extensions" --telemetry-level off "$@"
}
settings() { # MORE: settings of the user
  cat <<JSON
{
  "fcls.cloud.target": "emulator", "fcls.cloud.enabled": true, "fcls.cloud.drift": "onSave",
  "chat.disableAIFeatures": true, "editor.accessibilitySupport": "off", "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false, "workbench.editor.useModal": "off",
  "files.autoSave": "off", "git.openRepositoryInParentFolders": "never", "workbench.secondarySideBar.defaultVisibility": "hidden", "workbench.startupEditor": "none",
  "workbench.colorTheme": "${E2E_THEME:-Default Dark Modern}", "editor.fontSize": 14, "window.dialogStyle": "custom"$1
}
JSON
}
listening() { # LOG PATTERN PID: what PATTERN captures in LOG, once it is there
  local found=
  for _ in $(seq 600); do
    found=$(sed -n "$2" "$1" 2>/dev/null | head -1)
    [ -z "$found" ] && kill -0 "$3" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$found" ] || { cat "$1" >&2; return 1; }
  echo "$found"
}

status=0 server= emulator=
trap 'end_tree "$server"; end_tree "$emulator"' EXIT
for kind in "$@"; do
  home=$work/run/$kind; rm -rf "$home"; mkdir -p "$home"/data/data/User "$home/project" "$out/$kind"
  cp -r "$here/fixture/." "$home/project/"
  more=; trust=(--disable-workspace-trust); driver=()
  case $kind in
    api) driver=(--enable-smoke-test-driver) ;;
    window) more=', "fcls.cloud.protected": ["hel*"]' ;;
    trust) trust=(); more=', "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.enabled": true' ;;
    yaml) cp -r "$here/other-yaml" "$home/other-yaml"; node "$extension/node_modules/@vscode/vsce/vsce" --version >/dev/null
      ( cd "$home/other-yaml" && node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --skip-license --allow-missing-repository --out "$home/other.vsix" ) > "$home/other.log" 2>&1 ;;
  esac
  settings "$more" > "$home/data/data/User/settings.json"
  for package in "$work/fcls.vsix" "$home"/other.vsix; do
    [ -f "$package" ] || continue
    ( code "$home" --install-extension "$package" ) > "$out/$kind/install.log" 2>&1 || { cat "$out/$kind/install.log" >&2; exit 1; }
  done
  installed=$(echo "$home"/extensions/fcls.fcls-*); [ -d "$installed" ]

  "$program" emulator --port 0 > "$home/emulator" 2> "$out/$kind/emulator.log" & emulator=$!
  FCLS_ENDPOINT=$(listening "$home/emulator" 's/^listening on //p' $emulator); export FCLS_ENDPOINT
  ( code "$home" --host 127.0.0.1 --port 0 --without-connection-token "${trust[@]}" "${driver[@]}" ) > "$out/$kind/server.log" 2>&1 & server=$!
  port=$(listening "$out/$kind/server.log" 's/^Extension host agent listening on \([0-9]*\).*/\1/p' $server)
  url=http://127.0.0.1:$port/
  echo "=== vscode $kind"
  export FCLS_PROGRAM=$program
  case $kind in
    api) arguments=("$work/e2e/api.mjs" "$url" "$home/project" "$installed" "$extension/dist-test/suite.js" "$out/api") ;;
    *) arguments=("$work/e2e/$kind.mjs" "$url" "$home/project" "$out/$kind") ;;
  esac
  timeout -k 10 600 node "${arguments[@]}" || status=1
  cp -r "$home/data/data/logs" "$out/$kind/logs" 2>/dev/null || true
  end_tree $server; end_tree $emulator; server= emulator=
  # The language server ends with its editor.
  left=$(running "$installed/server/fcls"); [ -z "$left" ] || { echo "vscode $kind: still running: $left" >&2; status=1; kill $left; }
done
[ $status = 0 ] && echo "vscode: all passed; pictures in $out" || echo "vscode: FAILED; see $out" >&2
exit $status
