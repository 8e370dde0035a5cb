#!/usr/bin/env bash
# examples.sh FILE DIR - write each command block of a manual page or a Markdown file into DIR/NN.
#
# In a manual: what stands between .Bd -literal and .Ed, or after .Dl, under EXAMPLES.
# In Markdown: the blocks fenced by ```sh, and those fenced by ``` alone that begin with a filter's name.
#
# examples.sh --run BLOCK - run one block in this folder, and complain if it does not do what it says:
#   lines that begin with "$ "	are commands, what follows is their exact output; "$ cat FILE" makes FILE
#   other blocks		must end with status 0 or 1 and miss no file
set -u

extract_manual() {
	awk -v dir="$2" '
		function plain(s) {
			gsub(/\\&/, "", s); gsub(/\\\(aq/, "'\''", s); gsub(/\\\(dq/, "\"", s)
			gsub(/\\-/, "-", s); gsub(/\\\(ti/, "~", s); gsub(/\\\(ha/, "^", s); gsub(/\\e/, "\\", s)
			return s
		}
		/^\.Sh/ { on = $2 == "EXAMPLES"; next }
		!on { next }
		/^\.Bd/ { block = sprintf("%s/%02d", dir, ++n); printf "" >block; next }
		/^\.Ed/ { close(block); block = ""; next }
		/^\.Dl/ { sub(/^\.Dl +/, ""); one = sprintf("%s/%02d", dir, ++n); print plain($0) >one; close(one); next }
		block != "" { print plain($0) >block }
	' "$1"
}

extract_markdown() {
	awk -v dir="$2" '
		/^```/ && open { if (block != "") close(block); block = ""; open = 0; next }
		/^```/ { open = 1; sh = /^```sh/; first = 1; next }
		open && first && (sh || /^(ct-|LC_ALL|jq |mlr |sort )/) { block = sprintf("%s/%02d", dir, ++n); printf "" >block }
		open { first = 0; if (block != "") print >block }
	' "$1"
}

# A transcript: each command must print what follows it; where nothing follows, it must only run.
transcript() {
	python3 - "$1" <<-'END'
		import re, subprocess, sys
		steps = []
		for line in open(sys.argv[1], encoding='utf-8'):
		    if line.startswith('$ '):
		        steps.append([line[2:], ''])
		    elif steps and not steps[-1][1] and steps[-1][0].rstrip().endswith(('\\', '|')):
		        steps[-1][0] += line
		    elif steps:
		        steps[-1][1] += line
		for command, want in steps:
		    made = re.fullmatch(r'cat (\S+)\n', command)
		    if made:
		        open(made[1], 'w', encoding='utf-8').write(want)
		        continue
		    run = subprocess.run(['bash', '-o', 'pipefail', '-c', command], capture_output=True, encoding='utf-8')
		    got = [t.replace('\u00a0', ' ') for t in (run.stdout, run.stderr, run.stdout + run.stderr)]
		    if want == '' and run.returncode < 2 or want.replace('\u00a0', ' ') in got:
		        continue
		    print(f'$ {command}prints:\n{run.stdout}{run.stderr}instead of:\n{want}(status {run.returncode})')
		    sys.exit(1)
	END
}

# What cannot be tried here: it never ends, or wants what is not installed or not there.
beyond='tail -f|tail -F|parallel|duckdb|psql|clickhouse|curl|ssh |crontab|^make |^git |^man |^[0-9*/]+ [0-9*/]+ \*|^ct-[a-z]+: '

run_block() {
	local status=0
	if grep -qE "$beyond" "$1"; then
		return
	fi
	if grep -q '^\$ ' "$1"; then
		transcript "$1"
		return
	fi
	bash -o pipefail "$1" >block.out 2>block.err </dev/null || status=$?
	if [ "$status" -gt 1 ] && [ "$status" -ne 141 ] ||
		grep -qE 'No such file|command not found|syntax error|rejected|not a JSON' block.err; then
		printf 'status %s of\n' "$status"
		cat "$1"
		head -n 5 block.err
		return 1
	fi
}

case $1 in
--run) run_block "$2" ;;
*.md) mkdir -p "$2" && extract_markdown "$1" "$2" ;;
*) mkdir -p "$2" && extract_manual "$1" "$2" ;;
esac
