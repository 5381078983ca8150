#!/bin/sh
# supervise.sh ROOT STRATEGY GENERATION PROGRAM [ARGUMENT...]
# Stands between the supervisor and one instance, so that the exit code is kept when the supervisor is not there.
#   ROOT/pids/STRATEGY.GENERATION   "<pid> <start time in ticks since boot>", once the program has begun
#   ROOT/exits/STRATEGY.GENERATION  exit code, 128 + signal for a signal, once it has ended
root=$1 strategy=$2 mark=$2.$3
shift 3
# An append: the supervisor cuts the file when it grows too long.
exec </dev/null >>"$root/$strategy/logs/output.log" 2>&1
cd "$root/$strategy" || exit 126
# The program restores the defaults of caught signals; an ignored one it would inherit.
trap : TERM INT HUP
ulimit -c 0
ulimit -n 4096 2>/dev/null
# When memory runs out, an instance goes before a database.
echo 500 2>/dev/null >/proc/self/oom_score_adj

# A session and process group of its own: a signal to its group misses this script.
setsid -- "$@" &
pid=$!
read -r stat </proc/$pid/stat
set -- ${stat##*) }
echo "$pid ${20}" >"$root/pids/.$mark" && mv -f "$root/pids/.$mark" "$root/pids/$mark"

# A caught signal ends the wait, not the program.
while :; do
    wait $pid
    code=$?
    kill -0 $pid 2>/dev/null || break
done
echo $code >"$root/exits/.$mark" && mv -f "$root/exits/.$mark" "$root/exits/$mark"
