#!/bin/bash
# SPDX-License-Identifier: MIT
# Checks from the command line: exit status, reports, TAP and JUnit. usage: checks.sh SYSEXPECT
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

ends "checks that hold" 0 --never '%network' --expect '%open >= 0' --order execve --order exit_group --exits 3 -- \
	sh -c 'cat /etc/hostname; exit 3'
says err '^sysexpect: sh exited with 3$'
ends "one that does not" 1 --expect '%open' --never "openat(path='/etc/hostname')" -- cat /etc/hostname
says err '^sysexpect:2: never openat\(path=./etc/hostname.\): forbidden call happened'
ends "the program's own status is none of ours" 0 --never socket -- false
ends "its status when asked for" 1 --exits 0 -- false
ends "only" 0 --only '*' -- true
ends "only, and others" 1 --only execve --only brk -- true
says err 'only execve, brk: [0-9]+ calls are not allowed'
says err "^help: to allow these, add --only 'mmap' --only 'access'"
ends "order the wrong way round" 1 --order exit_group --order execve -- true
# what help: offers can be pasted
ends "another file" 1 --expect "openat(AT_FDCWD, '/etc/ld.so.cach', ...) >= 0" -- true
says err '^help: if #[0-9]+ is what you mean, write --expect .openat\(AT_FDCWD, "/etc/ld.so.cache", ...\) >= 0.$'
sed -n 's/^help: .* write //p' err >pasted
ends "the pasted one" 0 --expect "$(eval "set -- $(cat pasted)"; echo "$2")" -- true
ends "what should not be" 1 --never "execve(path='/**/true')" -- true
says err "^help: if it should happen, write --expect \"execve\\(path='/\*\*/true'\\)\"\$"
ends "another status" 1 --exits 3 -- true
says err '^help: if that is right, write --exits 0$'
ends "a string that was cut" 1 -s 4 --never "write(1, 'abcdx'..., ...)" -- echo abcdef
says err '^help: record more of each string: -s 65536$'
ends "and is not" 0 -s 64 --never "write(1, 'abcdx'..., ...)" -- echo abcdef
ends "calls that are not recorded" 1 -e trace=openat --never socket -- true
says err 'cannot tell: socket was not recorded: -e trace= left it out'
ends "a bad pattern" 99 --never opnat -- true
says err 'did you mean openat'
# what is wrong is told before the program is run, all of it
ends "wrong patterns and policies" 99 --tap --never opnat --policy none.json --order 'open(' --order read --only raed --expect execve -- \
	touch ran
says err '^sysexpect:1: never opnat: pattern error: unknown system call opnat$'
says err '^sysexpect:2: policy none.json: cannot read none.json: No such file or directory$'
says err '^sysexpect:3: order open\(, read: pattern error: '
says err '^sysexpect:4: only raed: pattern error: '
says out '^# not asked, since the recording or another check is wrong$'
ends "a wrong capability" 99 --policy @system-service --caps CAP_KIL -- touch ran
says err 'CAP_KIL is no capability'
ends "a dump that cannot be written" 99 --never read -o /no/such/folder/dump -- touch ran
says err '^sysexpect: /no/such/folder/dump: No such file or directory$'
ends "results that cannot be written" 99 --never read --junit . -- touch ran
ends "a profile that cannot be written" 99 profile -o /no/such/folder/p.json -- touch ran
ends "a profile that is a folder" 99 profile -o . -- touch ran
ends "calls that are none" 99 --never read -e trace=opnat -- touch ran
ends "what none of these ran" 0 --never "execve(path='/**/touch')" -- sh -c '[ ! -e ran ]'
ends "a wrong option" 99 --never read --nonsense -- true
ends "nothing to check" 99 --tap -- true
ends "no program" 99 --never read
ends "a program that is not there" 99 --never read -- /no/such/program
ends "a timeout" 1 --never socket --timeout 1 -- sleep 30
says err 'timed out after 1000 ms and was killed.*\(--timeout sets the time\)$'
ends "options of the program are its own" 0 --never socket -- sh -c 'true' --never read

ends "TAP and JUnit" 1 --tap --junit results.xml -o dump --expect 'write(...)' --never 'read(...)' -- \
	sh -c 'read name </etc/hostname; echo "$name"'
says out '^1\.\.2$'
says out '^not ok 2 - never read\(\.\.\.\)$'
says results.xml 'tests="2" failures="1" errors="0"'
says results.xml '<testcase classname="sh" name="expect write\(\.\.\.\)"/>'
says dump '^[0-9]+ +execve\('
# what the reports say is in the file as text, whatever the program wrote
export SX_COLOR=always
ends "the reports in JUnit" 1 --junit results.xml --never 'write(1, ...)' --never clock_gettime --never "mkdir('ä', ...)" -- \
	sh -c "printf 'a\\001<b>&\"\\377 ]]>'"
says err 'forbidden call happened'
unset SX_COLOR
python3 - results.xml >cases <<'EOF'
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
print(suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped"))
for case in suite:
    for inside in case:
        print(case.get("name"), "|", inside.tag, "|", inside.text.count("\n") > 1, "|", inside.text.replace("\n", " "))
EOF
says cases '^3 1 0 0$'
says cases '^never write\(1, \.\.\.\) \| failure \| True \| sysexpect:1: never .*a\\1<b>&\\"\\377 \]\]>", 12\) = 12'
says cases '^never clock_gettime \| system-err .* warning: '
says results.xml "name=\"never mkdir\('ä', \.\.\.\)\"/>"

ends "JUnit on standard output" 0 --junit - --never socket -- true
says out '^  <testcase classname="true" name="never socket"/>$'
ends "the dump on standard output" 0 -o - --never socket -- true
says out '^[0-9]+ +execve\('
ends "one thing at a time" 99 --tap --junit - --never socket -- true

ends "a profile on standard output" 0 profile -o - -- true
says out '"exit_group"'
ends "no file of that name" 0 --exits 0 -- sh -c '[ ! -e ./- ]'
printf old >target.json
ln -s target.json link.json
mknod nothing c 1 3 2>/dev/null && ends "a device" 0 profile -o nothing -- true && says <(stat -c %F nothing) '^character special file$'
ends "a link" 0 profile -o link.json -- true
says target.json '"exit_group"'
says <(stat -c %F link.json) '^symbolic link$'
ends "a policy from a pipe" 1 --policy <(echo 'deny execve') --policy - -- true <<<'deny exit_group'
says err '^sysexpect:1: policy /dev/fd/[0-9]+: '
says err '^sysexpect:2: policy -: /dev/stdin allows all but 1 of '
echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [' >typo.json
echo '{"names": ["opnat", "sync_file_range2", "cachectl"], "action": "SCMP_ACT_ERRNO"}]}' >>typo.json
ends "a name that no call has" 0 --policy typo.json -- true
says err 'note: typo.json:2: syscalls\[0\] names "opnat", and no system call.* runc passes over it.*; did you mean openat$'
ends "names that others have" 0 --never "write(2, ...)" -- sh -c "! grep -E 'sync_file_range2|cachectl' err"
sed -i 's/ALLOW/ERRNO/' typo.json
ends "and where the profile does not hold" 1 --policy typo.json -- true
says err '^note: typo.json:2: syscalls\[0\] names "opnat"'

ends "a profile" 0 profile -o p.json --args -- cat /etc/hostname
ends "another run added" 0 profile -o p.json --args --add -- cat /etc/hostname
ends "the program conforms to its profile" 0 --policy p.json -- cat /etc/hostname
ends "another does not" 1 --policy p.json -- sh -c 'cat /etc/hostname | cat'
says err 'fails with EPERM: defaultAction, no rule allows it'
ends "a profile that is cut" 99 --policy cut.json -- true
head -c 100 p.json >cut.json
ends "a profile that is cut" 99 --policy cut.json -- true
says err 'cut.json: no JSON: line [0-9]+: the text ends too early'
ends "lines for systemd" 0 profile -o p.conf --systemd -- cat /etc/hostname
says p.conf '^SystemCallFilter=openat$'
ends "and the program conforms to them" 0 --policy p.conf -- cat /etc/hostname
ends "another does not" 1 --policy p.conf -- sh -c 'cat /etc/hostname | cat'
says err 'kills the process: no line allows it'
says err 'help: to allow these, add a last line: SystemCallFilter=.*pipe2?'
ends "a set of systemd's in place of a file" 0 --policy @system-service -- cat /etc/hostname
ends "a denied set" 1 --policy '~@file-system:EACCES' -- cat /etc/hostname
says err 'fails with EACCES: ~@file-system:EACCES in line 1$'
ends "a set that is none" 99 --policy @system-servce -- true
says err 'there is no set @system-servce'
# a unit with drop-ins: in the order of their names, behind the unit
mkdir app.service.d
printf '[Service]\nSystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n' >app.service
printf '[Service]\nSystemCallFilter=~@file-system:EACCES\n' >app.service.d/20-no-files.conf
printf '[Service]\nRestrictAddressFamilies=AF_UNIX\nSystemCallFilter=mount\n' >app.service.d/10-more.conf
echo 'SystemCallFilter=openat' >app.service.d/30-none.disabled
ends "a unit with drop-ins" 1 --policy app.service -- cat /etc/hostname
says err 'openat.*fails with EACCES: SystemCallFilter=~@file-system:EACCES in line 2 of app.service.d/20-no-files.conf$'
says err 'note: what RestrictAddressFamilies= would refuse is not judged$'
echo 'SystemCallFilter=@file-system' >app.service.d/30-again.conf
ends "a later drop-in counts more" 0 --policy app.service -- cat /etc/hostname
says err 'warning: app.service: what RestrictAddressFamilies= would refuse is not judged$'
says err 'SystemCallFilter=mount in line 3 of app.service.d/10-more.conf'
echo 'SystemCallFilter=opnat' >app.service.d/40-wrong.conf
ends "a drop-in that is wrong" 99 --policy app.service -- cat /etc/hostname
says err 'app.service.d/40-wrong.conf:1: opnat is no system call'
printf '# nothing new\ndeny %%open(flags=O_CREAT|...) >= 0\ndeny %%network # at all\n' >p.list
ends "a list of patterns" 0 --policy p.list -- cat /etc/hostname
ends "another does not keep to it" 1 --policy p.list -- touch p.new
says err 'is not allowed: deny %open\(flags=O_CREAT\|...\) >= 0 in line 2$'
printf 'deny %%network\nallow read\nallow opnat\n' >p.list
ends "a line that is no pattern" 99 --policy p.list -- true
says err 'p.list:3: pattern error: unknown system call opnat'
echo '{"defaultAction": "SCMP_ACT_LOG", "syscalls": [{"names": ["mount"], "action": "SCMP_ACT_ALLOW"},' >wide.json
echo '{"names": ["reboot"], "action": "SCMP_ACT_ERRNO"}]}' >>wide.json
ends "rules that are not needed" 0 --policy wide.json -- true
says err 'note: wide.json holds; no call used 1 of 1 rules that allow something: syscalls\[0\] \(mount\)'
ends "what the vDSO answers" 0 --never clock_gettime -- true
says err 'warning: never clock_gettime holds of system calls, and the vDSO answers clock_gettime without one'
ends "what was done to files" 0 profile -o paths --paths -- \
	sh -c "mkdir made; echo a >made/a; mv made/a made/b; chmod 600 made/b; ls made >/dev/null; rm -r made"
says paths "^list,write,create,remove,change +$(pwd -P)/made$"
says paths "^create,remove +$(pwd -P)$"
says paths '^(read,)?execute +/'
ends "two ways at once" 99 profile -o paths --paths --systemd -- true
ends "no profile to add to" 99 profile -o p.conf --add -- true
ends "nowhere to write to" 99 profile -- true
echo "1..$count"
