# processes.sh, to be sourced: ending processes that this script started, by pid.

# tree PID: PID and all that descend from it.
tree() {
  local pid=$1 child
  echo "$pid"
  for child in $(cat "/proc/$pid/task/"*/children 2>/dev/null); do tree "$child"; done
}
# end_tree PID: ends PID and all that descend from it: asks, then insists. A pid counts as the same process only
# while its start time is the same.
end_tree() {
  local top=$1 pid i; local -A start=()
  [ -n "$top" ] && [ -d "/proc/$top" ] || return 0
  for pid in $(tree "$top"); do start[$pid]=$(_started "$pid"); done
  kill "$top" 2>/dev/null || true
  for i in $(seq 30); do
    _alive || return 0
    sleep 0.1
  done
  for pid in "${!start[@]}"; do _same "$pid" && kill "$pid" 2>/dev/null || true; done
  sleep 0.5
  for pid in "${!start[@]}"; do _same "$pid" && kill -9 "$pid" 2>/dev/null || true; done
}
_started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20 || true; }
_same() { [ -n "${start[$1]}" ] && [ "$(_started "$1")" = "${start[$1]}" ] && ! grep -q "^State:.Z" "/proc/$1/status" 2>/dev/null; }
_alive() { local p; for p in "${!start[@]}"; do _same "$p" && return 0; done; return 1; }

# running PROGRAM: the pids that run this very file.
running() {
  local link
  for link in /proc/[0-9]*/exe; do
    [ "$(readlink "$link" 2>/dev/null)" = "$1" ] && echo "$link" | cut -d/ -f3
  done
  return 0
}
