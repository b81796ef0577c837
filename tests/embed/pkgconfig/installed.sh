#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs into a folder, then builds and runs a program against that by pkg-config alone.
# usage: installed.sh BUILD_ROOT PREFIX SOURCE COMPILER…
set -eu
build=$1 prefix=$2 source=$3
shift 3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

meson install -C "$build" --no-rebuild --quiet --destdir "$scratch/root" >/dev/null
pc=$(find "$scratch/root" -name sysexpect.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH
# The folder stands for a prefix that was never moved.
config="pkg-config --define-variable=prefix=$scratch/root$prefix"
libraries=$($config --variable=libdir sysexpect)

echo "shared"
# shellcheck disable=SC2046 # flags are words
"$@" -Wall -Wextra -pedantic -Werror "$source" -o "$scratch/shared" \
	$($config --cflags --libs sysexpect)
needed=$(readelf -d "$scratch/shared" | grep NEEDED)
echo "$needed" | grep -q 'libsysexpect\.so\.[0-9]'
if echo "$needed" | grep -Eq 'libbpf|libelf'; then
	echo "a program that links the shared library must not need libbpf or libelf itself"
	exit 1
fi
LD_LIBRARY_PATH=$libraries "$scratch/shared"

echo "static"
rm -f "$libraries"/libsysexpect.so*
# shellcheck disable=SC2046
"$@" -static -Wall -Wextra -pedantic -Werror "$source" -o "$scratch/static" \
	$($config --static --cflags --libs sysexpect)
"$scratch/static"

echo "command"
[ "$("$scratch/root$prefix/bin/sysexpect" --version | head -n 1)" = \
	"sysexpect $($config --modversion sysexpect)" ]
