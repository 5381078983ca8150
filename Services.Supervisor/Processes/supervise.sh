#!/bin/sh
# supervise.sh ROOT STRATEGY GENERATION USER NICE FILES CGROUP PROGRAM [ARGUMENT...]
# Stands between the supervisor and one instance, so that the exit code is kept when the supervisor is not there.
#   USER    number of the user and the group that the program runs as, without any privilege; - for the present ones
#   NICE    added to the program's niceness; FILES how many it may have open
#   CGROUP  folder of a control group to join; - for none
#   ROOT/pids/STRATEGY.GENERATION   "<pid> <start time in ticks since boot>", once the program has begun
#   ROOT/exits/STRATEGY.GENERATION  exit code, 128 + signal for a signal, once it has ended
root=$1 strategy=$2 mark=$2.$3 user=$4 nice=$5 files=$6 cgroup=$7
shift 7
exec </dev/null >/dev/null 2>&1
cd "$root/$strategy" || exit 126
# The program restores the defaults of caught signals; an ignored one it would inherit.
trap : TERM INT HUP
ulimit -c 0
ulimit -n "$files"
# When memory runs out, an instance goes before a database.
echo 500 >/proc/self/oom_score_adj
[ "$cgroup" = - ] || echo 0 >"$cgroup/cgroup.procs"

# The log is opened as the program's user: the folder is its own, a link in there may point anywhere.
# An append: the supervisor cuts the file when it grows too long.
set -- /bin/sh -c 'exec >>logs/output.log 2>&1; exec "$@"' sh "$@"
[ "$user" = - ] || set -- setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all \
    --bounding-set=-all -- "$@"
# A session and process group of its own: a signal to its group misses this script.
setsid -- nice -n "$nice" "$@" &
pid=$!
read -r stat </proc/$pid/stat
set -- ${stat##*) }
echo "$pid ${20}" >"$root/pids/.$mark" && mv -f "$root/pids/.$mark" "$root/pids/$mark"

# A caught signal ends the wait, not the program.
while :; do
    wait $pid
    code=$?
    kill -0 $pid || break
done
echo $code >"$root/exits/.$mark" && mv -f "$root/exits/.$mark" "$root/exits/$mark"
