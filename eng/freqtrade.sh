# Which FreqTrade a data folder uses: chosen once, kept in DATA/freqtrade-choice (kind, then command).
# shellcheck shell=bash

FREQTRADE_VERSION=2025.8
FREQTRADE_VENV=$ROOT/.local/freqtrade
SIMULATOR=$ROOT/Simulator/bin/$CONFIGURATION/net10.0/Simulator

is_freqtrade() { "$1" --version 2>/dev/null | grep -qF "$FREQTRADE_VERSION"; }

installed_freqtrade() { # prints its path
    local found
    for found in "$(command -v freqtrade || true)" "$FREQTRADE_VENV/bin/freqtrade"; do
        if [ -n "$found" ] && [ -x "$found" ] && is_freqtrade "$found"; then
            echo "$found"
            return
        fi
    done
    return 1
}

install_freqtrade() { # into an environment of its own, where Python's package index has it
    command -v python3 >/dev/null || return 1
    local probe
    probe=$(mktemp -d)
    if ! timeout 20 python3 -m pip download -q --no-deps --only-binary=:all: --disable-pip-version-check \
        --retries 0 -d "$probe" "freqtrade==$FREQTRADE_VERSION" >/dev/null 2>&1; then
        rm -rf "$probe"
        return 1
    fi
    rm -rf "$probe"
    say "installing FreqTrade $FREQTRADE_VERSION into $FREQTRADE_VENV"
    python3 -m venv "$FREQTRADE_VENV" &&
        "$FREQTRADE_VENV/bin/pip" install -q --disable-pip-version-check "freqtrade==$FREQTRADE_VERSION" >&2 &&
        is_freqtrade "$FREQTRADE_VENV/bin/freqtrade" || { rm -rf "$FREQTRADE_VENV"; return 1; }
}

keep_choice() { # kind, command
    mkdir -p "$DATA"
    printf '%s\n%s\n' "$1" "$2" >"$DATA/freqtrade-choice.new"
    mv "$DATA/freqtrade-choice.new" "$DATA/freqtrade-choice"
}

choose_freqtrade() { # sets FREQTRADE_KIND and FREQTRADE_COMMAND; $1: was the Simulator asked for?
    FREQTRADE_KIND=
    [ -e "$DATA/freqtrade-choice" ] && { read -r FREQTRADE_KIND; read -r FREQTRADE_COMMAND; } <"$DATA/freqtrade-choice"
    case "$FREQTRADE_KIND" in
        '') first_choice "$1" ;;
        simulator) ;;
        freqtrade)
            [ "$1" = false ] || die "$DATA belongs to the real FreqTrade, and real and simulated signals" \
                "are never mixed. Choose another folder: ./run --simulator --data DIR"
            is_freqtrade "$FREQTRADE_COMMAND" || die "$DATA uses FreqTrade $FREQTRADE_VERSION at $FREQTRADE_COMMAND," \
                "which is missing or of another version. Install it there again; the Simulator never takes its place."
            ;;
        *) die "$DATA/freqtrade-choice is broken: its first line must be freqtrade or simulator" ;;
    esac
    if [ "$FREQTRADE_KIND" = simulator ]; then
        FREQTRADE_COMMAND=$SIMULATOR # Wherever this copy of the repository lies now.
        simulator_banner
    fi
}

first_choice() {
    if [ "$1" = false ] &&
        FREQTRADE_COMMAND=$(installed_freqtrade || { install_freqtrade && installed_freqtrade; }); then
        FREQTRADE_KIND=freqtrade
        say "using $FREQTRADE_COMMAND"
    elif [ "$1" = true ] || [ ! -e "$DATA/postgres" ]; then
        FREQTRADE_KIND=simulator FREQTRADE_COMMAND=$SIMULATOR
    else
        die "$DATA holds data, but no FreqTrade $FREQTRADE_VERSION can be had and none was chosen before." \
            "Install it, or say --simulator."
    fi
    keep_choice "$FREQTRADE_KIND" "$FREQTRADE_COMMAND"
}

simulator_banner() {
    say '******************************************************************************'
    say '*  SIMULATED: the Simulator stands in for FreqTrade. No signal is real.      *'
    say "*  This data folder stays simulated; for the real FreqTrade use another.     *"
    say '******************************************************************************'
}
