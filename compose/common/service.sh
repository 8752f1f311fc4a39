# What the entry points of the stack's images share; sourced by bash, before the service takes its place.

readonly secrets=/run/berth/current

# Waits until Berth has delivered the named files. After a reboot the folder is empty until somebody renders it again.
await_secrets() {
  local file seconds=0
  trap 'exit 143' INT TERM
  for file in "$@"; do
    until [[ -r $secrets/$file ]]; do
      ((seconds++ % 30)) || echo "waiting for secrets in ${secrets%/*} (run: berth secrets sync)" >&2
      sleep 1
    done
  done
  trap - INT TERM
}

# Prints the container's memory limit in bytes, or the machine's memory where there is none; cgroup versions 2 and 1.
memory_limit() {
  local file limit total unit
  read -r _ total unit </proc/meminfo
  [[ $unit == kB ]] && total=$((total * 1024))
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [[ -r $file ]] || continue
    limit=$(<"$file")
    [[ $limit =~ ^[0-9]{1,18}$ ]] && ((limit < total)) && total=$limit
    break
  done
  echo "$total"
}

# Prints the word that a service has for LOG_LEVEL; arguments are its words for debug, info, warn and error.
log_level() {
  case ${LOG_LEVEL:-info} in
    debug) echo "$1" ;;
    info) echo "$2" ;;
    warn) echo "$3" ;;
    error) echo "$4" ;;
    *)
      echo "LOG_LEVEL is '$LOG_LEVEL'; it must be debug, info, warn or error" >&2
      return 1
      ;;
  esac
}

# Prints the status of the answer to GET PATH on a port of this container: http_status PORT PATH.
http_status() {
  local status
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
  read -r -t 3 _ status _ <&3
  echo "${status:-none}"
}
