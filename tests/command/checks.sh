#!/bin/bash
# SPDX-License-Identifier: MIT
# Checks from the command line: exit status, reports, TAP and JUnit. usage: checks.sh SYSEXPECT
. "$(dirname "$0")/tap.bash"

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
# the trial of the checks leaves no dump of itself
mkdir dumps
export SX_DUMP=always SX_DUMP_DIR=dumps
ends "dumps of what does not hold" 1 --expect 'mkdir' --never socket --order execve --order 'openat = -1 EXDEV' --expect execve -- true
ls dumps >names
says names '^expect_mkdir.strace$'
says dumps/expect_mkdir.strace '^execve\('
says_not names 'socket|expect_execve'
ends "a wrong one" 99 --never opnat --never execve -- true
says_not err 'memfd_create'
says <(ls dumps | wc -l) '^2$'
unset SX_DUMP_DIR
export SX_DUMP=never
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
ends "what none of these ran" 0 --exits 0 -- sh -c '[ ! -e ran ]'
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
echo "1..$count"
