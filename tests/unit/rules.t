#!/bin/bash
# The rules of tests/RULES.md stand in order, and nobody cites one that does not exist. Says which
# rules no test names yet.
set -u
cd "$TOP_SRCDIR" || exit 99
export LC_ALL=C.UTF-8

rules=$(sed -n -E 's/^([0-9]+\.[0-9]+) .*/\1/p; s/^## ([0-9]+)\. .*/\1/p' tests/RULES.md)

# FILE:LINE:NUMBER of each citation in the files given: "SPEC 8.3", "SPEC 3.4, 20.4", "SPEC 1-3".
citations() {
    grep -rnoIE 'SPEC [0-9]+(\.[0-9]+)?((, | and |–|-)[0-9]+(\.[0-9]+)?)*' \
        --exclude='RULES.md' --exclude='*.log' --exclude='*.trs' "$@" |
        awk -F: '{
            n = split($3, number, /SPEC |, | and |–|-/)
            for (i = 1; i <= n; i++)
                if (number[i] != "")
                    print $1 ":" $2 ":" number[i]
        }'
}

echo 1..3

wrong=$(echo "$rules" | awk -F. '
    seen[$0]++ { print $0 " stands twice" }
    NF == 1 { if ($1 != chapter + 1) print "chapter " $1 " after " chapter; chapter = $1; rule = "" }
    NF == 2 {
        if ($1 != chapter) print $0 " stands in chapter " chapter
        if (rule != "" && $2 != rule + 1) print $0 " after " chapter "." rule
        rule = $2
    }
    END { if (NR < 100) print "only " NR " rules and chapters" }')
if [ -z "$wrong" ]; then
    echo "ok - each rule stands once and in order"
else
    echo "not ok - each rule stands once and in order"
    echo "$wrong" | sed 's/^/# /'
fi

cited=$(citations core drivers schema tests tui po bootstrap README.md)
unknown=$(echo "$cited" | awk -F: -v rules="$rules" '
    BEGIN { n = split(rules, list, "\n"); for (i = 1; i <= n; i++) known[list[i]] = 1 }
    $3 != "" && !($3 in known) { print $1 ":" $2 ": there is no rule " $3 }')
if [ -z "$unknown" ]; then
    echo "ok - every rule that is cited exists"
else
    echo "not ok - every rule that is cited exists"
    echo "$unknown" | sed 's/^/# /'
fi

# A rule is tested when a test names it, or its chapter where that has no rules of its own.
tested=$(citations --exclude='*.h' tests | cut -d: -f3 | sort -u)
count=$(echo "$tested" | grep -c .)
if [ "$count" -ge 10 ]; then
    echo "ok - tests name $count rules"
else
    echo "not ok - tests name their rules: only $count are named"
fi
untested=$(comm -23 <(echo "$rules" | grep -F . | sort -u) <(echo "$tested"))
echo "# no test names yet: $(echo "$untested" | sort -t. -k1,1n -k2,2n | tr '\n' ' ')"
