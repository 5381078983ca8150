# Adds up what test programs counted. shellcheck shell=bash

PASSED=0 FAILED=0 SKIPPED=0

tally_trx() { # the result file of one test project; without one the project itself failed
    local counters total passed failed
    if [ ! -e "$1" ] || ! counters=$(grep -o '<Counters [^>]*>' "$1"); then
        FAILED=$((FAILED + 1))
        return 1
    fi
    total=$(trx_number total "$counters")
    passed=$(trx_number passed "$counters")
    failed=$(($(trx_number failed "$counters") + $(trx_number error "$counters") + $(trx_number timeout "$counters") + \
        $(trx_number aborted "$counters")))
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + total - passed - failed))
}

trx_number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

tally_vitest() { # the JSON report of the web tests
    local numbers
    if ! numbers=$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
        console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests)' "$1" 2>/dev/null); then
        FAILED=$((FAILED + 1))
        return 1
    fi
    read -r passed failed skipped <<<"$numbers"
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
}

tally_line() { echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"; }
