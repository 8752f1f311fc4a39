# shellcheck shell=sh
# What the set-up scripts share: progress lines, errors, and where things are kept. Sourced, never run.
# The sourcing script sets `root` to the repository's folder first.

# Downloads outlive the work tree, so that a new clone does not fetch them again.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/berth"
logs="$cache/log"
mkdir -p "$logs"

# The ticker of a running step; it has to go whichever way the script ends.
ticker=
stop_ticker() {
  [ -z "$ticker" ] || kill "$ticker" 2>/dev/null || :
  ticker=
}
trap stop_ticker EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$*" >&2; }

# fail WHAT [REMEDY…]: one sentence for what failed, then what to do about it.
fail() {
  printf 'error: %s\n' "$1" >&2
  shift
  for remedy in "$@"; do printf '       %s\n' "$remedy" >&2; done
  exit 1
}

now() { date +%s; }

duration() {
  if [ "$1" -ge 60 ]; then printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); else printf '%d s' "$1"; fi
}

# unchanged TEXT: a step that had nothing to do.
unchanged() { printf '  = %s\n' "$*" >&2; }

# attempt TEXT[|EXPECTATION] COMMAND…: runs COMMAND with its output in $log and leaves its exit code in $status; says what
# is being done, how long that usually takes, and how long it took. (An exit code of its own would have it stand left of
# an `||`, and that switches `set -e` off inside COMMAND.)
attempt() {
  text=${1%%|*}
  expectation=${1#"$text"}
  expectation=${expectation:+usually ${expectation#|}}
  shift
  log="$logs/$(printf '%s' "$text" | tr -cs 'A-Za-z0-9\n' '-' | sed 's/-$//').log"
  started=$(now)
  if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
    (
      while :; do
        printf '\r  … %s (%s%s)\033[K' "$text" "$(duration $(($(now) - started)))" "${expectation:+, $expectation}" >&2
        sleep 1
      done
    ) &
    ticker=$!
    clear=$(printf '\r\033[K')
  else
    printf '  … %s%s\n' "$text" "${expectation:+ ($expectation)}" >&2
    clear=
  fi
  set +e
  (
    set -e
    trap - EXIT
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
  stop_ticker
  if [ "$status" -eq 0 ]; then sign=✓; else sign=✗; fi
  printf '%s  %s %s (%s)\n' "$clear" "$sign" "$text" "$(duration $(($(now) - started)))" >&2
}

# step TEXT[|EXPECTATION] COMMAND…: an attempt that must succeed.
step() {
  attempt "$@"
  if [ "$status" -ne 0 ]; then
    tail -n 15 "$log" | sed 's/^/      /' >&2
    fail "$text: failed with exit code $status." "The whole output: $log"
  fi
}

# candidate PACKAGE: the version that apt would install, or nothing.
candidate() {
  command -v apt-cache >/dev/null || return 0
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '(none)' || :
}

# Package lists older than a day, or none at all, are fetched again before anything is looked up in them.
refresh_package_lists() {
  if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mmin -1440 2>/dev/null | head -n 1)" ]; then
    step "Fetching package lists" apt-get update
  fi
}

may_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
