# Set-up shared by ./run, ./test, ./bench and .ci/run: only what is missing, and it says what it does.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=$ROOT/.local/tools
ASPIRE_VERSION=13.5.4
CONFIGURATION=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

dotnet_ready() { command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.'; }
node_ready() {
    command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}
server_path() { # program, place: its path, or nothing
    if [ -x "$2/$1" ]; then echo "$2/$1"; else command -v "$1" || true; fi
}

missing_packages() { # [tests | gateway, a scenario of ./bench]: Debian packages whose programs are not there
    [ -n "$(server_path initdb /usr/lib/postgresql/15/bin)" ] || echo postgresql-15
    [ -n "$(server_path redis-server /usr/bin)" ] || echo redis-server
    [ -n "$(server_path rabbitmq-server /usr/lib/rabbitmq/bin)" ] || echo rabbitmq-server
    command -v curl >/dev/null || echo curl
    [ "${1:-}" != tests ] || command -v chromium >/dev/null || echo chromium
    [ "${1:-}" != gateway ] || command -v wrk >/dev/null || echo wrk
    [ "${1:-}" != gateway ] || [ -x /usr/sbin/nginx ] || echo nginx-light
}

ensure_packages() { # as above
    local packages
    mapfile -t packages < <(missing_packages "$@")
    [ ${#packages[@]} = 0 ] && return
    command -v apt-get >/dev/null || die "this machine lacks the programs of Debian's packages: ${packages[*]}." \
        "Install PostgreSQL 15, Redis 7 and RabbitMQ 3.10 (or newer) by your system's own means, then try again."
    say "installing Debian packages: ${packages[*]}"
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >/dev/null 2>&1; then
        as_root apt-get update -qq >&2 || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >&2 ||
            die "the packages could not be installed. As root: apt-get install ${packages[*]}"
    fi
}

python_with_pandas() { # its path, or nothing; the demo strategies' own language is tested with it
    local python
    for python in "${PYTHON:-python3}" /usr/bin/python3; do
        if "$python" -c 'import pandas' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

ensure_pandas() { # Without what the package recommends: that is several hundred megabytes.
    PYTHON=$(python_with_pandas)
    if [ -z "$PYTHON" ] && command -v apt-get >/dev/null; then
        say "installing Debian packages: python3-pandas"
        as_root apt-get update -qq >&2 || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pandas >&2 ||
            say "warning: python3-pandas could not be installed; its tests are skipped"
        PYTHON=$(python_with_pandas)
    fi
    export PYTHON
}

ensure_dotnet() {
    dotnet_ready || die "the .NET SDK 10 is missing. See https://dotnet.microsoft.com/download, then try again."
}

# Once: can this machine's package feed restore Aspire? The answer is kept, so that an editor builds the same.
probe_aspire() {
    [ -n "${Aspire:-}" ] && return
    mkdir -p "$ROOT/.local"
    [ -e "$ROOT/.local/no-aspire" ] || [ -e "$ROOT/.local/aspire-restores" ] && return
    say "trying once whether .NET Aspire can be restored here"
    if timeout 120 dotnet restore "$ROOT/AppHost/AppHost.csproj" -p:Aspire=true -v:q >/dev/null 2>&1; then
        touch "$ROOT/.local/aspire-restores"
    else
        say "it cannot: AppHost.Local starts the system instead (docs/adr/0001-aspire-or-local.md)"
        touch "$ROOT/.local/no-aspire"
    fi
}

aspire_chosen() { # Aspire itself runs the system only where it restores and a container engine answers
    [ "${Aspire:-}" != false ] && [ ! -e "$ROOT/.local/no-aspire" ] && docker info >/dev/null 2>&1
}

# The Aspire dashboard's program; prints its path, or nothing where it cannot be had.
ensure_dashboard() {
    local arch program
    case "$(uname -m)" in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) return ;; esac
    program=$TOOLS/node_modules/@microsoft/aspire-cli-linux-$arch/bin/aspire
    if [ ! -x "$program" ]; then
        command -v npm >/dev/null || { say "warning: no npm, so no Aspire dashboard"; return; }
        say "installing the Aspire dashboard (npm, about 150 MB)"
        mkdir -p "$TOOLS"
        npm install --prefix "$TOOLS" --no-audit --no-fund --no-save --loglevel=error \
            "@microsoft/aspire-cli-linux-$arch@$ASPIRE_VERSION" >&2 ||
            { say "warning: it could not be installed; going on without the dashboard"; return; }
    fi
    echo "$program"
}

stale() { # stamp, names' expression, folders...: is any source newer than the stamp?
    local stamp=$1 pattern=$2
    shift 2
    [ ! -e "$stamp" ] || [ -n "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o \
        -type f -newer "$stamp" -regextype posix-extended -regex "$pattern" -print -quit 2>/dev/null)" ]
}

SOURCES='.*\.(cs|csproj|props|targets|sln|json|sh|html|py)'

ensure_built() { # what, stamp, folders...
    local what=$1 stamp=$ROOT/.local/$2 started
    shift 2
    stale "$stamp" "$SOURCES" "$@" "$ROOT"/Directory.*.props "$ROOT/Aspire.props" "$ROOT/global.json" || return 0
    say "building $(basename "$what")"
    started=$(mktemp)
    # No compiler server and no build nodes are left behind.
    dotnet build "$what" -c "$CONFIGURATION" -v:q -nologo -clp:ErrorsOnly -nodeReuse:false \
        -p:UseSharedCompilation=false >&2 ||
        { rm -f "$started"; die "the build failed"; }
    mv "$started" "$stamp"
}

ensure_web() {
    [ -e "$ROOT/web/package.json" ] || return 0
    [ ! -e "$ROOT/web/dist/index.html" ] || stale "$ROOT/web/dist/index.html" '.*' "$ROOT"/web/src \
        "$ROOT"/web/public "$ROOT"/web/*.json "$ROOT"/web/*.ts "$ROOT"/web/index.html || return 0
    node_ready || { say "warning: Node 20.19 or newer is missing, so the web pages are not built"; return 0; }
    ensure_web_packages
    say "building the web pages"
    (cd "$ROOT/web" && npm run build --silent >&2) || die "the web pages could not be built"
    touch "$ROOT/web/dist/index.html"
}

ensure_web_packages() {
    local installed=$ROOT/web/node_modules/.package-lock.json
    if [ ! -e "$installed" ] || [ "$ROOT/web/package-lock.json" -nt "$installed" ]; then
        say "installing the web packages (npm)"
        (cd "$ROOT/web" && npm ci --no-audit --no-fund --loglevel=error >&2) ||
            die "the web packages could not be installed"
        touch "$installed"
    fi
}
