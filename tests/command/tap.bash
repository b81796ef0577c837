# SPDX-License-Identifier: MIT
# What the tests of the command line share: TAP for what a run of it ends with and says. Source with COMMAND as argument.
set -u
command=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export SX_DUMP=never
count=0

if [ "${SX_REQUIRE:-}" != 1 ]; then
	"$command" -o /dev/null true
	if [ $? -eq 77 ]; then
		echo "1..0 # SKIP cannot trace"
		exit 0
	fi
fi

# ends NAME STATUS ARGUMENTS…: the command ends with this status; output in out and err
ends() {
	local name=$1 wanted=$2
	shift 2
	"$command" "$@" >out 2>err
	local status=$?
	count=$((count + 1))
	if [ $status -eq "$wanted" ]; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		echo "# ended with $status, not $wanted"
		sed 's/^/# /' err | head -n 20
	fi
}

# says FILE REGEX: of the last run
says() {
	count=$((count + 1))
	if grep -Eq -e "$2" "$1"; then
		echo "ok $count - $1 says $2"
	else
		echo "not ok $count - $1 says $2"
		sed 's/^/# /' "$1" | head -n 20
	fi
}

# says_not FILE REGEX: of the last run
says_not() {
	count=$((count + 1))
	if grep -Eq -e "$2" "$1"; then
		echo "not ok $count - $1 does not say $2"
		sed 's/^/# /' "$1" | head -n 20
	else
		echo "ok $count - $1 does not say $2"
	fi
}
