#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs an example in an empty folder: it must end with this status and print a line that matches.
# usage: prints.sh STATUS REGEX PROG [ARGS]…
set -u
ulimit -c 0	# a failed assertion without a framework aborts
wanted=$1 regex=$2
program=$(realpath "$3")
shift 3
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
output=$(cd "$folder" && "$program" "$@" 2>&1)
status=$?
printf '%s\n' "$output"
if [ $status -eq 77 ]; then
	exit 77
fi
if [ $status -ne "$wanted" ]; then
	echo "ended with $status, not $wanted"
	exit 1
fi
if ! printf '%s\n' "$output" | grep -Eq -e "$regex"; then
	echo "no line matches: $regex"
	exit 1
fi
