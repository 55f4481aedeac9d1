#!/bin/bash
# Tables of workers, in and out: a list as a workbook, a table with mistakes and what comes back of it.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
sheet=${ANXIN_SHEET:-$TOP_BUILDDIR/anxin-sheet}
import="$whole_dir/import"
mkdir -p "$import" "$whole_dir/anxin"
printf 'export_folder = %s\nimport_folder = %s\n' "$whole_dir/export" "$import" >"$whole_dir/anxin/anxin.conf"
# A row as one text a line, cells apart by |.
rows() { "$sheet" take <"$1" | tr '\0' '\n' | awk '/^r/ { if (n++) print row; row = substr($0, 2); next } /^z$/ { print row; next } { row = row "|" substr($0, 2) }'; }
printf '%s\n' '工人花名册;;;;' '姓名*;身份证号码;所属班组;手机号码;工种' \
	"样本一;'11010519491231002X;钢筋一班;19933330001;钢筋工" \
	'样本二;1.10105E+17;钢筋一班;19933330002;' \
	'样本三;6531 2518 8001 0100 10;没有的班;;' \
	'样本四;653125188001010010;钢筋一班;123;' |
	iconv -f UTF-8 -t GB18030 >"$import/roster.csv"
printf '\320\317\021\340\241\261\032\341' >"$import/old.xls"
echo 1..5
whole_script import 'SPEC 8.2: a table is looked through, its good rows come in alone, a bad file is refused by its name'
rows "$whole_dir"/export/roster-errors.xlsx >"$whole_dir/out" 2>&1
[ "$(wc -l <"$whole_dir/out")" = 4 ] && grep -q '|What is wrong$' "$whole_dir/out" && grep -q '样本二|1.10105E+17|.*|B4 ID number: ' "$whole_dir/out" &&
	grep -q '样本三|.*|C5 Team: no team' "$whole_dir/out" && grep -q '样本四|.*|D6 Phone: ' "$whole_dir/out"
whole_result $? 'SPEC 8.2: the rows that did not come in are in a workbook, each with its column and what to do'
rows "$whole_dir"/export/imports-*.xlsx >"$whole_dir/out" 2>&1
grep -q '样本一|199\*\*\*\*0001|110105\*\*\*\*\*\*\*\*002X|.*样本劳务.*|roster.csv' "$whole_dir/out" && ! grep -q 11010519491231 "$whole_dir/out"
whole_result $? 'SPEC 20.5: the record as a workbook, masked'
rows "$whole_dir"/export/workers-*.xlsx >"$whole_dir/out" 2>&1
[ "$(wc -l <"$whole_dir/out")" = 184 ] && head -1 "$whole_dir/out" | grep -q 'Name|' &&
	[ "$("$sheet" take <"$(ls "$whole_dir"/export/workers-*.xlsx)" | tr '\0' '\n' | grep -cE '^d20[0-9]{2}-')" -ge 183 ]
whole_result $? 'SPEC 20.5: a list as a workbook holds every row, and its days as days'
rows "$whole_dir/export/workers to invite.xlsx" >"$whole_dir/out" 2>&1
grep -q '^1|Name\*|ID number\*|Team\*|Phone|Worker kind|Trade$' "$whole_dir/out"
whole_result $? 'SPEC 8.2: the empty table has the headings'
