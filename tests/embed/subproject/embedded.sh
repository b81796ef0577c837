#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and tests a foreign Meson project that has this source tree as a subproject.
# usage: embedded.sh SOURCE_ROOT FOREIGN_PROJECT
set -eu
root=$1 foreign=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir -p "$scratch/foreign/subprojects"
cp "$foreign/meson.build" "$foreign"/*.c "$scratch/foreign"
ln -s "$root" "$scratch/foreign/subprojects/sysexpect"

meson setup -Dbuildtype=debug -Ddefault_library=static "$scratch/foreign" "$scratch/build"
meson introspect --targets "$scratch/build" >"$scratch/targets.json"
if grep -Eq '"defined_in": "[^"]*/sysexpect/(tests|examples)/' "$scratch/targets.json"; then
	echo "a subproject must not build tests or examples"
	exit 1
fi
meson compile -C "$scratch/build" -j 2
meson test -C "$scratch/build" --no-rebuild --print-errorlogs
