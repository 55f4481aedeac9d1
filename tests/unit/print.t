#!/bin/bash
# anxin-print by itself: what stands on the paper, how many pages, what it refuses and how.
set -u
print=${ANXIN_PRINT:-$TOP_BUILDDIR/anxin-print}
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-print-XXXXXX")
trap 'rm -rf "$work"' EXIT
command -v pdftotext >/dev/null || { echo "1..0 # SKIP pdftotext is not installed (poppler-utils)"; exit 0; }
n=0
result() { # STATUS SENTENCE
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
		sed 's/^/# /' "$work/said" "$work/text" 2>/dev/null | head -40
		echo "not ok $n - $2"
	fi
}
# paper JSON: prints it into $work/paper.pdf, its text into $work/text; the program's status.
paper() {
	local status
	rm -f "$work/paper.pdf" "$work/text"
	printf '%s' "$1" | "$print" >"$work/paper.pdf" 2>"$work/said"
	status=$?
	[ $status -eq 0 ] && pdftotext -layout "$work/paper.pdf" "$work/text"
	return $status
}
pages() { pdfinfo "$work/paper.pdf" | sed -n 's/^Pages: *//p'; }
repeat() { local i; for i in $(seq "$2"); do printf "$1" "$i"; done; }

echo 1..14
paper '{"title":"样本","header":{"left":"安薪","right":"天山花园二期"},"footer":{"left":"脚注","right":"第 {n} 页 共 {m} 页"},"body":[
	{"kind":"title","text":"项目申请表"},{"kind":"grid","rows":[["工程名称","天山花园二期"],["工人","阿卜杜热合曼·努尔麦麦提"],["建筑面积","35,000.00 m²"]]},
	{"kind":"signatures","boxes":[{"label":"总承包单位（盖章）","foot":"日期"}]}]}' &&
	[ "$(pages)" = 1 ] && for word in 项目申请表 天山花园二期 阿卜杜热合曼·努尔麦麦提 35,000.00 总承包单位 安薪 脚注 '第 *1 *页 *共 *1 *页'; do
		grep -q "$word" "$work/text" || { echo "missing: $word" >>"$work/said"; false; break; }
	done
result $? 'SPEC 5.2: title, labels, values, boxes, header and footer stand on the paper'
[ ! -s "$work/said" ]
result $? 'DESIGN 11: no letter of a Chinese paper is without a font'

paper '{"body":[{"kind":"paragraph","text":"ئىش ھەققى ئىشچىلارغا ۋاقتىدا بېرىلىدۇ، گۇۋاھنامە ژۇرنال ڭ"}]}' && [ ! -s "$work/said" ] && pdffonts "$work/paper.pdf" | grep -q UKIJ
result $? 'SPEC 15.13: Uyghur is set with letters of its own font'
paper '{"body":[{"kind":"paragraph","text":"ئىشچى"}]}' && [ "$(pdftotext "$work/paper.pdf" - | tr -d '[:space:]' | sed 's/[^اەبپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيئء]//g' | wc -m)" -ge 5 ]
result $? 'SPEC 15.13: and can be read out of the paper again'
paper '{"body":[{"kind":"paragraph","text":"a𪛖𓀀b"}]}' && grep -q 'unknown letters: [1-9]' "$work/said"
result $? 'DESIGN 11: letters that no font has are counted, not passed over'

rows=$(repeat '["%d","样本工人"],' 120)
paper '{"footer":{"right":"{n}/{m}"},"body":[{"kind":"table","columns":[{"head":"序号","width":1,"align":"right"},{"head":"姓名栏","width":4}],"rows":['"${rows%,}"']}]}' &&
	p=$(pages) && [ "$p" -ge 3 ] && [ "$(grep -c 姓名栏 "$work/text")" = "$p" ] && [ "$(grep -c 样本工人 "$work/text")" = 120 ] && grep -q "$p/$p" "$work/text"
result $? 'SPEC 15.13: a table goes on over pages, its head on each, every row once'
long=$(printf '很长的一格%.0s' $(seq 500))
paper '{"body":[{"kind":"table","columns":[{"head":"a","width":9},{"head":"窄","width":1}],"rows":[["左","'"$long"'"]]}]}' &&
	[ "$(pages)" -ge 2 ] && [ "$(tr -d '[:space:]' <"$work/text" | grep -o '[很长的一格]' | wc -l)" = 2500 ]
result $? 'DESIGN 11: a cell higher than a page goes on overleaf, nothing is lost'
paper '{"page":{"size":"A3","landscape":true},"body":[{"kind":"paragraph","text":"a"},{"kind":"page_break"},{"kind":"paragraph","text":"b"}]}' &&
	[ "$(pages)" = 2 ] && pdfinfo "$work/paper.pdf" | grep -q 'A3'
result $? 'DESIGN 2: A3 across, and a page ends where it is said'

paper '{"body":['
[ $? = 2 ] && [ ! -s "$work/paper.pdf" ]
result $? 'SPEC 22.5: broken JSON is refused, and nothing is written'
paper '{"body":[{"kind":"script","text":"x"}]}'
[ $? = 2 ]
result $? 'SPEC 22.5: a block of no known kind is refused'
head -c 9000000 /dev/zero | tr '\0' ' ' | "$print" >"$work/paper.pdf" 2>"$work/said"
[ $? = 3 ] && [ ! -s "$work/paper.pdf" ]
result $? 'SPEC 22.5: a document of 9 MB is refused'
deep=$(printf '[%.0s' $(seq 100000))
paper "$deep"
[ $? = 2 ]
result $? 'SPEC 22.5: so is one a hundred thousand arrays deep'

mkdir "$work/fonts"
for name in DejaVuSans.ttf; do cp "$(fc-list ":family=DejaVu Sans:style=Book" file | head -n 1 | tr -d ': ')" "$work/fonts/" 2>/dev/null; done
printf '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' "$work/fonts" "$work/cache" >"$work/fonts.conf"
FONTCONFIG_FILE="$work/fonts.conf" paper '{"body":[{"kind":"title","text":"项目申请表"}]}'
[ $? = 4 ] && grep -q 'no font for Chinese' "$work/said" && [ ! -s "$work/paper.pdf" ]
result $? 'DESIGN 11: without a font for Chinese it says so, and prints no boxes'
printf '{"body":[{"kind":"title","text":"a"}]}' | "$print" >/dev/full 2>"$work/said"
[ $? = 5 ]
result $? 'SPEC 22.5: a full disk is seen'
