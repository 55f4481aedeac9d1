#!/usr/bin/env bash
# Companies through the screens: certified with a card, joined, its members' roles, left; one that is not listed.
. "${TOP_SRCDIR:?}/tests/whole/whole.sh"
echo 1..5
mkdir -p "$whole_dir/anxin"
echo "export_folder = $whole_dir/export" > "$whole_dir/anxin/anxin.conf"
whole_script companies-certify "SPEC 4.2: a company is certified with its legal representative's card"
whole_script companies-apply "SPEC 4.4: another person finds it and applies"
whole_script companies-accept "SPEC 4.4, 4.5: the administrator accepts, changes roles, stays; the directory is exported"
grep -q '样本子' "$whole_dir"/export/company_members-*.csv && grep -q '199\*\*\*\*0010' "$whole_dir"/export/company_members-*.csv
whole_result $? "SPEC 4.5: the file has the members, their phones masked"
whole_script companies-leave "SPEC 4.4, 4.6: the member leaves, and adds a company that is not listed, its code repaired"
