#!/bin/bash
# SPDX-License-Identifier: MIT
# What the command does, seen from outside, as TAP. usage: behaves.sh SYSEXPECT STATIC_PROGRAM VICTIM_EXECS
set -u
command=$(realpath "$1") program=$(realpath "$2") execs=$(realpath "$3")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trace=$scratch/trace
count=0

if [ "${SX_REQUIRE:-}" != 1 ]; then
	"$command" -o /dev/null true
	if [ $? -eq 77 ]; then
		echo "1..0 # SKIP cannot trace"
		exit 0
	fi
fi

# check NAME COMMAND…: the command succeeds
check() {
	local name=$1 output
	shift
	count=$((count + 1))
	if output=$("$@" 2>&1); then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		printf '%s\n' "$output" | head -n 40 | sed 's/^/# /'
	fi
}

# ends STATUS COMMAND…: ends with this status; its output is kept
ends() {
	local wanted=$1
	shift
	"$@" >"$scratch/out" 2>"$scratch/err"
	local status=$?
	[ $status -eq "$wanted" ] || { echo "ended with $status, not $wanted"; cat "$scratch/err"; return 1; }
}

# says FILE REGEX
says() {
	grep -Eq -e "$2" "$scratch/$1" || { echo "no line of $1 matches $2:"; cat "$scratch/$1"; return 1; }
}

silent_about() {
	! grep -E -e "$2" "$scratch/$1"
}

is_one_line() {
	[ "$(wc -l <"$scratch/$1")" -eq 1 ] || { cat "$scratch/$1"; return 1; }
}

exit_status_is_the_programs() {
	ends 0 "$command" -o "$trace" true && ends 42 "$command" -o "$trace" sh -c 'exit 42' &&
		says trace '\+\+\+ exited with 42 \+\+\+$'
}

a_signal_kills_the_command_too() {
	ends 143 "$command" -o "$trace" sh -c 'kill -TERM $$' &&
		says trace '\+\+\+ killed by SIGTERM \+\+\+$'
}

a_signal_that_is_handled_is_shown() {
	ends 3 "$command" -o "$trace" sh -c 'trap "exit 3" TERM; kill -TERM $$' &&
		says trace '^[0-9]+ +--- SIGTERM \{si_signo=SIGTERM, si_code=SI_USER, .*\} ---$'
}

no_arguments_print_the_usage() {
	ends 1 "$command" && says err '^usage: sysexpect' && ends 0 "$command" --help && says out '^usage: sysexpect'
}

a_wrong_option_is_one_sentence() {
	ends 1 "$command" -H true && is_one_line err && says err '^sysexpect: option -H' &&
		ends 1 "$command" -s many true && is_one_line err &&
		ends 1 "$command" -o && is_one_line err &&
		ends 1 "$command" -e trace=no_such_call true && says err 'no_such_call'
}

a_missing_program_is_named() {
	ends 1 "$command" -o "$trace" /no/such/program && is_one_line err && says err '/no/such/program.*No such file'
}

an_unwritable_output_is_named_before_the_run() {
	ends 1 "$command" -o /no/such/folder/trace touch "$scratch/made" && says err '/no/such/folder/trace' &&
		[ ! -e "$scratch/made" ]
}

a_file_for_each_task_is_tried_before_the_run() {
	ends 1 "$command" -ff -o /no/such/folder/trace touch "$scratch/made" && says err '/no/such/folder/trace' &&
		[ ! -e "$scratch/made" ] && mkdir "$scratch/tasks" &&
		ends 0 "$command" -ff -o "$scratch/tasks/one" sh -c 'cat <&-; exit 0' || return 1
	[ "$(ls "$scratch/tasks" | wc -l)" -eq 2 ]
}

# What it does from then on is in the file of the first thread.
a_thread_that_runs_a_program_goes_on_in_another_file() {
	local how pid
	for how in --plain --json; do
		rm -rf "$scratch/tasks"
		mkdir "$scratch/tasks"
		ends 13 "$command" $how -ff -o "$scratch/tasks/one" "$execs" - from_thread || return 1
		[ "$(ls "$scratch/tasks" | wc -l)" -eq 2 ] || return 1
		pid=$(sed -n 's/ open(.*missing.*//p' "$scratch/out")
		[ $how = --json ] || grep -q " vars \*/ <pid changed to $pid \.\.\.>$" "$scratch"/tasks/* || return 1
		grep -q '/missing/after' "$scratch/tasks/one.$pid" || { head "$scratch"/tasks/*; return 1; }
	done
	rm -rf "$scratch/tasks"
	ends 13 "$command" -f -o "$trace" "$execs" - from_thread && says trace "^$(sed -n 's/ open(.*//p' "$scratch/out") +<... execve resumed>\\)"
}

# It runs on, and its end is the command's; the output is missed once, and aloud.
a_full_disk_ends_nobody() {
	for how in -f -c --json; do
		ends 3 "$command" $how -o /dev/full sh -c 'ls / >&2; /bin/true; echo done; exit 3' && says out '^done$' &&
			says err '^sysexpect: cannot write /dev/full: No space left' || return 1
		[ "$(grep -c '^sysexpect: ' "$scratch/err")" -eq 1 ] || return 1
	done
}

two_dashes_end_the_options() {
	ends 3 "$command" -o "$trace" -- sh -c 'exit 3'
}

options_behind_the_program_are_its_own() {
	ends 0 "$command" -o "$trace" echo -s -f --plain && says out '^-s -f --plain$'
}

output_of_the_program_passes_through() {
	ends 0 "$command" -o "$trace" sh -c 'cat; echo oops >&2' <<<"hello" && says out '^hello$' &&
		says err '^oops$' && is_one_line out && is_one_line err
}

children_are_followed_with_their_pids() {
	ends 0 "$command" -o "$trace" sh -c '/bin/true; exit 0' &&
		says trace '^[0-9]+ +execve\("/bin/true"' &&
		[ "$(sed 's/ .*//' "$trace" | sort -u | wc -l)" -eq 2 ]
}

plain_follows_nobody() {
	ends 0 "$command" --plain -o "$trace" sh -c '/bin/true; exit 0' && says trace '^execve\(' &&
		silent_about trace 'execve\("/bin/true"' && silent_about trace '</' &&
		ends 0 "$command" --plain -f -y -o "$trace" sh -c '/bin/true; exit 0' &&
		says trace '^[0-9]+ +execve\("/bin/true"' && says trace 'close\(3</'
}

without_a_file_lines_go_to_standard_error() {
	ends 0 "$command" cat /etc/hostname && says err '^openat\(AT_FDCWD.*"/etc/hostname", O_RDONLY\) += 3</etc/hostname>$' &&
		silent_about out openat
}

descriptors_are_those_of_a_plain_start() {
	ls -l /proc/self/fd | awk '{ print $9 }' >"$scratch/plain"
	"$command" -o "$trace" ls -l /proc/self/fd | awk '{ print $9 }' >"$scratch/traced"
	diff "$scratch/plain" "$scratch/traced"
}

only_what_is_asked_for_is_printed() {
	ends 0 "$command" --plain -qq -e trace=openat,close -o "$trace" cat /etc/hostname &&
		says trace '^openat' && says trace '^close' && silent_about trace '^(read|mmap|execve|\+\+\+)'
}

strings_are_cut_where_asked() {
	ends 0 "$command" --plain -s 3 -e write -o "$trace" echo hello &&
		says trace '^write\(1, "hel"\.\.\., 6\) += 6$' &&
		ends 0 "$command" --plain -xx -e write -o "$trace" echo hi &&
		says trace '^write\(1, "\\x68\\x69\\x0a", 3\) += 3$'
}

results_stand_where_asked() {
	ends 0 "$command" --plain -a 60 -e write -o "$trace" echo hi &&
		says trace '^write\(1, "hi\\n", 3\) {41}= 3$' &&
		ends 0 "$command" --plain -a 1 -e write -o "$trace" echo hi &&
		says trace '^write\(1, "hi\\n", 3\) = 3$'
}

times_are_shown_where_asked() {
	ends 0 "$command" --plain -ttt -T -e write -o "$trace" echo hi &&
		says trace '^[0-9]{10}\.[0-9]{6} write\(.* <[0-9]+\.[0-9]{6}>$'
}

callers_stand_below_their_calls() {
	ends 0 "$command" --plain -k -e openat -o "$trace" "$program" carefully || return 1
	grep -q 'need a build with libdw' "$trace" && return 0
	says trace '^ > .*/save_file.*\(main\+0x[0-9a-f]+\) \[0x[0-9a-f]+\]$' &&
		ends 0 "$command" --plain -e openat -o "$trace" "$program" carefully && silent_about trace '^ > '
}

a_reader_that_is_gone_ends_nobody() {
	ends 3 "$command" -o '|exec true' sh -c 'for i in 1 2 3 4 5 6 7 8 9; do /bin/true; done; exit 3' &&
		ends 0 "$command" -o "!cat >$trace" true && says trace 'execve\('
}

lines_of_callers_stand_behind_them() {
	ends 0 "$command" --plain -kk -e openat -o "$trace" "$program" carefully || return 1
	grep -q 'need a build with libdw' "$trace" && return 0
	says trace '^ > .*/save_file.*\(main\+0x[0-9a-f]+\) \[0x[0-9a-f]+\] .*save_file\.c:[0-9]+$' &&
		ends 0 "$command" --plain --stack-trace=symbol --stack-trace-frame-limit=1 -e openat -o "$trace" "$program" carefully &&
		says trace '^ > ' && silent_about trace '\(main\+' && silent_about trace '\.c:[0-9]+$'
}

a_program_finds_the_name_that_it_was_given() {
	ends 0 "$command" --plain --argv0=other -o "$trace" sh -c 'echo $0' && says out '^other$' &&
		says trace '^execve\("[^"]*/sh", \["other", ' &&
		ends 0 "$command" --plain -D --argv0=other -o "$trace" sh -c 'echo $0' && says out '^other$'
}

a_user_may_be_two_numbers() {
	ends 0 "$command" --plain -u 65534:65533 -o "$trace" sh -c 'id -u; id -g; id -G' || return 1
	[ "$(tr '\n' ' ' <"$scratch/out")" = "65534 65533 65533 " ] && ends 1 "$command" -u 65534: -o "$trace" true
}

a_summary_counts_calls_and_errors() {
	ends 0 "$command" -c -S calls -o "$trace" cat /etc/hostname &&
		says trace '^% time +seconds +usecs/call +calls +errors syscall$' &&
		says trace ' 1 +1 access$' && says trace '^100\.00 .* total$' && silent_about trace '^[0-9]+ +execve\('
}

# Not what it is called by the time that the line is printed.
names_are_those_of_the_moment() {
	ends 0 "$command" -Y -o "$trace" sh -c 'exec /bin/true' && says trace '^[0-9]+<sh> execve\("/bin/true"' &&
		says trace '^[0-9]+<true> exit_group' && silent_about trace '^[0-9]+<sh> exit_group'
}

# seconds FILE: of the first row of a table
seconds() {
	sed -n '3s/^ *[0-9.]* *\([0-9]*\.[0-9]*\).*/\1/p' "$scratch/$1"
}

a_summary_has_time_on_a_processor_or_by_the_clock() {
	ends 0 "$command" -c -e trace=/nanosleep -o "$trace" sleep 0.3 && awk "BEGIN { exit !($(seconds trace) < 0.1) }" &&
		ends 0 "$command" -c -w -e trace=/nanosleep -o "$trace" sleep 0.3 && awk "BEGIN { exit !($(seconds trace) >= 0.3) }" &&
		ends 0 "$command" -C -k -e trace=/nanosleep -o "$trace" sleep 0.3 && says trace '^ > '
}

the_environment_can_be_changed() {
	ends 0 "$command" -o "$trace" -E WHO=me -E HOME sh -c 'echo "$WHO:$HOME"' && says out '^me:$'
}

# strace runs the program once more, so what the kernel chooses anew is masked.
plain_prints_what_strace_prints() {
	command -v strace >/dev/null || return 0
	mask() {
		sed -E -e 's/0x[0-9a-f]{6,}/ADDRESS/g' -e 's/^(set_tid_address.*= )[0-9]+/\1TID/' -e 's/^(getrandom\()"[^"]*"/\1RANDOM/' "$1"
	}
	(cd "$scratch" && setarch -R strace -o "$scratch/theirs" "$program" carefully &&
		setarch -R "$command" --plain -o "$scratch/ours" "$program" carefully) || return 1
	diff <(mask "$scratch/theirs") <(mask "$scratch/ours")
}

when_signals_may_interrupt_is_taken_as_strace_takes_it() {
	local when
	for when in 1 always never_tstp; do
		ends 0 "$command" -o /dev/null "--interruptible=$when" "$program" carefully || return 1
	done
	ends 1 "$command" -o /dev/null -I 5 "$program" carefully
}

a_killed_command_leaves_nothing() {
	local pid tries=0
	"$command" -o "$trace" sh -c "echo \$\$ >$scratch/pid; sleep 1000" &
	local tracer=$!
	until [ -s "$scratch/pid" ]; do sleep 0.05; done
	pid=$(cat "$scratch/pid")
	kill -KILL $tracer
	wait $tracer 2>/dev/null
	while [ -d "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status"; do
		tries=$((tries + 1))
		[ $tries -lt 20 ] || { echo "still there after a second"; kill -KILL "$pid"; return 1; }
		sleep 0.05
	done
}

a_pidfd_names_a_pid_as_its_namespace_does() {
	local pid
	unshare -pf --mount-proc "$command" -yy -o "$trace" -e trace=pidfd_open \
		python3 -c 'import os; os.pidfd_open(os.getpid())' || return 1
	pid=$(awk '/pidfd_open/ { print $1 }' "$trace")
	[ "$pid" -lt 100 ] || { echo "the first of a namespace is called $pid"; return 1; }
	grep -q "pidfd_open($pid, 0) *= 3<pid:$pid>" "$trace" || { cat "$trace"; return 1; }
}

tests=$(declare -F | awk '{ print $3 }' | grep -Ev '^(check|ends|says|silent_about|is_one_line|mask|seconds)$')
for one in $tests; do
	check "${one//_/ }" "$one"
done
echo "1..$count"
