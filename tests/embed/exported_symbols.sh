#!/bin/sh
# SPDX-License-Identifier: MIT
# Whether a library exports exactly the checked list, and the headers declare the same names.
# usage: exported_symbols.sh LIBRARY LIST HEADER…
set -eu
library=$1 list=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

LC_ALL=C
export LC_ALL
sort "$list" >"$scratch/wanted"
case $library in
*.a)
	nm -g --defined-only "$library" ;;
*)	# the version node itself is an absolute symbol (A)
	nm -D --defined-only "$library" ;;
esac | awk 'NF == 3 && $2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$scratch/exported"
sed -nE 's/^SX_API [^;(]*[ *](sx_[a-z_]+)\(.*/\1/p' "$@" | sort >"$scratch/declared"

[ -s "$scratch/wanted" ]
echo "list against exports of the library:"
diff -u "$scratch/wanted" "$scratch/exported"
echo "list against declarations in the headers:"
diff -u "$scratch/wanted" "$scratch/declared"
echo "equal: $(wc -l <"$scratch/wanted") symbols"
