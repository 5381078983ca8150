# ./run --doctor: what is missing on this machine, in words. Changes nothing.
# shellcheck shell=bash

doctor() {
    TROUBLE=0
    doctor_programs
    doctor_freqtrade
    doctor_disk
    doctor_clock
    doctor_ports
    [ "$TROUBLE" = 0 ] && echo "all is well" || echo "$TROUBLE things need a hand"
    exit $((TROUBLE > 0))
}

good() { printf 'ok       %-14s %s\n' "$1" "$2"; }
bad() { printf 'MISSING  %-14s %s\n' "$1" "$2"; TROUBLE=$((TROUBLE + 1)); }
hmm() { printf 'note     %-14s %s\n' "$1" "$2"; }

doctor_server() { # name, program, place, package
    local path
    path=$(server_path "$2" "$3")
    if [ -n "$path" ]; then good "$1" "$path"; else bad "$1" "apt-get install $4 (./run does)"; fi
}

doctor_programs() {
    if dotnet_ready; then good .NET "SDK $(cd "$ROOT" && dotnet --version)"; else bad .NET "install the SDK 10"; fi
    if node_ready; then good Node "$(node --version)"; else bad Node "20.19 or newer, for web pages and dashboard"; fi
    doctor_server PostgreSQL initdb /usr/lib/postgresql/15/bin postgresql-15
    doctor_server Redis redis-server /usr/bin redis-server
    doctor_server RabbitMQ rabbitmq-server /usr/lib/rabbitmq/bin rabbitmq-server
    local tool
    for tool in setsid setpriv curl; do
        if command -v "$tool" >/dev/null; then
            good "$tool" "$(command -v "$tool")"
        else
            bad "$tool" "apt-get install util-linux curl"
        fi
    done
    if [ -e "$ROOT/.local/no-aspire" ]; then hmm Aspire "its packages cannot be restored: AppHost.Local is used"; fi
    if [ -e "$CONTROL" ]; then good build "$CONTROL"; else hmm build "not built yet (./run does)"; fi
}

doctor_freqtrade() {
    local found
    if [ -e "$DATA/freqtrade-choice" ]; then
        hmm FreqTrade "this data folder uses: $(head -n 1 "$DATA/freqtrade-choice")"
    elif found=$(installed_freqtrade); then
        good FreqTrade "$found"
    else
        hmm FreqTrade "$FREQTRADE_VERSION is not installed: ./run tries to, else takes the Simulator"
    fi
}

doctor_disk() {
    local folder=$DATA free
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
    if [ "$free" -ge 5000 ]; then
        good disk "$free MB free at $folder"
    else
        bad disk "only $free MB free at $folder, 5000 wanted"
    fi
    if [ -w "$folder" ]; then good 'data folder' "$DATA"; else bad 'data folder' "$folder is not writable for you"; fi
}

# Exchanges refuse requests from a clock that is seconds off.
doctor_clock() {
    local synchronized
    synchronized=$(timedatectl show -p NTPSynchronized --value 2>/dev/null || true)
    case "$synchronized" in
        yes) good clock "$(date -u +%FT%TZ), synchronized" ;;
        no) bad clock "$(date -u +%FT%TZ), not synchronized: enable time synchronization (timedatectl set-ntp true)" ;;
        *) hmm clock "$(date -u +%FT%TZ); whether it is synchronized cannot be seen here" ;;
    esac
}

doctor_ports() {
    if [ -e "$CONTROL" ] && dotnet "$CONTROL" status "$DATA" >/dev/null; then
        good ports "in use by this running system"
        return
    fi
    local taken
    taken=$(ss -Hltn 2>/dev/null | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -nu | awk -v base="$PORT_BASE" \
        '$1 == base || $1 == base + 1 || ($1 >= base + 80 && $1 <= base + 1125) { printf "%s ", $1 }')
    if [ -z "$taken" ]; then
        good ports "$PORT_BASE to $((PORT_BASE + 1125)) are free"
    else
        bad ports "taken: $taken (--port-base N moves all)"
    fi
}
