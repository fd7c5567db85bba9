# To be sourced: a terminal program under test, in a tmux of its own, driven by keys and read as a person reads it.
# $screen_folder is where its pictures are kept.
tm() { tmux -f /dev/null -S "$screen_folder/tmux.sock" "$@"; }

# screen_start COLUMNS ROWS COMMAND
screen_start() {
  tm new-session -d -x "$1" -y "$2" -s t "$3"
  tm set -g status off
  tm set -s escape-time 0
}
keys() { tm send-keys -t t "$@"; }
# typed TEXT: as it is; typed_line TEXT: with Enter.
typed() { tm send-keys -t t -l -- "$1"; }
typed_line() { typed "$1"; keys Enter; }
shown() { tm capture-pane -t t -p; }

# sees REGEXP [SECONDS]: waits until the screen shows it.
sees() {
  local end=$((SECONDS + ${2:-30}))
  until shown | grep -qE -- "$1"; do
    [ $SECONDS -lt $end ] || { echo "not seen: $1; the screen is:" >&2; shown >&2; return 1; }
    sleep 0.1
  done
}
# sees_no REGEXP [SECONDS]: waits until the screen does not show it any more.
sees_no() {
  local end=$((SECONDS + ${2:-30}))
  while shown | grep -qE -- "$1"; do
    [ $SECONDS -lt $end ] || { echo "still seen: $1; the screen is:" >&2; shown >&2; return 1; }
    sleep 0.1
  done
}
# picture NAME: keeps the screen as text and with its colours.
picture() {
  tm capture-pane -t t -p > "$screen_folder/$1.txt"
  tm capture-pane -t t -p -e > "$screen_folder/$1.ansi"
}
screen_stop() { tm kill-server 2>/dev/null || true; }

# servers_ended: waits until no server of this run is left; $screen_folder is unique to it.
servers_ended() {
  local i
  for i in $(seq 50); do
    pgrep -f "fcls lsp --log-file $screen_folder/" >/dev/null || return 0
    sleep 0.1
  done
  echo "the language server outlives its editor" >&2
  pkill -f "fcls lsp --log-file $screen_folder/" || true
  return 1
}
