# Compiles what was built to machine code ahead of time (ReadyToRun): a third of each program's start is saved.
# The compiled files stand in for the built ones; where the compiler cannot be had, these run as they are.
# shellcheck shell=bash

PRECOMPILED=$ROOT/.local/precompiled # SUM.dll: the machine code of the file SUM; SUM.done: a result, or not compilable

crossgen() { # prints the compiler's path, or nothing
    local target packages
    case "$(uname -m)" in x86_64) target=linux-x64 ;; aarch64) target=linux-arm64 ;; *) return 1 ;; esac
    timeout 300 dotnet restore "$ROOT/eng/crossgen/crossgen.csproj" -v:q "-p:CrossgenTarget=$target" \
        >/dev/null 2>&1 || return 1
    packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
    find "$packages/microsoft.netcore.app.crossgen2.$target/10.0.12/tools" -name crossgen2 -type f -perm -u+x -print -quit
}

compile_one() { # compiler, framework folders' parent, file, its sum
    local compiler=$1 shared=$2 file=$3 sum=$4 folder image=$PRECOMPILED/$4.new
    folder=$(dirname "$file")
    if "$compiler" "$file" -o "$image" -r "$folder/*.dll" -O --targetos linux \
        -r "$shared/Microsoft.NETCore.App/$RUNTIME/*.dll" -r "$shared/Microsoft.AspNetCore.App/$RUNTIME/*.dll" \
        >/dev/null 2>&1; then
        touch "$PRECOMPILED/$(sha256sum "$image" | cut -d' ' -f1).done"
        mv "$image" "$PRECOMPILED/$sum.dll"
    else
        rm -f "$image"
        touch "$PRECOMPILED/$sum.done"
    fi
}

precompile() { # [stamp]: after a build: the programs that ./run starts, as far as they are built
    [ "$ROOT/.local/${1:-build.stamp}" -nt "$PRECOMPILED/stamp" ] || return 0
    local compiler shared sum file folder folders=() work=$PRECOMPILED/work
    mkdir -p "$PRECOMPILED"
    for folder in "$ROOT"/{AppHost,AppHost.Local,Simulator,Services.*}/"bin/$CONFIGURATION/net10.0"; do
        [ ! -d "$folder" ] || folders+=("$folder")
    done
    find "${folders[@]}" -maxdepth 1 -name '*.dll' -exec sha256sum {} + | while read -r sum file; do
        [ -e "$PRECOMPILED/$sum.done" ] || echo "$sum $file"
    done >"$work"
    if [ ! -s "$work" ]; then
        touch "$PRECOMPILED/stamp"
        return
    fi
    compiler=$(crossgen) && [ -n "$compiler" ] || {
        say "warning: the ahead-of-time compiler cannot be restored here: everything works, but starts more slowly"
        touch "$PRECOMPILED/stamp"
        return
    }
    say "compiling to machine code"
    RUNTIME=$(dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" && $2 ~ /^10[.]/ { print $2 }' | tail -1)
    shared=$(dotnet --list-runtimes | awk -F'[][]' '/^Microsoft.AspNetCore.App 10[.]/ { print $2 }' | tail -1)
    export -f compile_one
    export PRECOMPILED RUNTIME
    # The same library lies in several folders and is compiled once.
    sort -u -k1,1 "$work" | while read -r sum file; do
        [ -e "$PRECOMPILED/$sum.dll" ] || printf '%s\0' "$file" "$sum"
    done | xargs -0 -r -n 2 -P "$(nproc)" bash -c 'compile_one "$@"' - "$compiler" "${shared%/*}"
    while read -r sum file; do
        [ -e "$PRECOMPILED/$sum.dll" ] || continue
        cp "$PRECOMPILED/$sum.dll" "$file.new" && mv "$file.new" "$file" # A running program keeps the old one.
    done <"$work"
    touch "$PRECOMPILED/stamp"
}
