#!/bin/bash
# SPDX-License-Identifier: MIT
# Policies on the command line: profiles written and checked, units, lists. usage: policies.sh SYSEXPECT
. "$(dirname "$0")/tap.bash"

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
says_not err 'sync_file_range2|cachectl'
sed -i 's/ALLOW/ERRNO/' typo.json
ends "and where the profile does not hold" 1 --policy typo.json -- true
says err '^note: typo.json:2: syscalls\[0\] names "opnat"'

echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_KILL"}]}' >kills.json
ends "a rule that refuses" 1 --policy kills.json -- true
says err '^help: to allow read, take it out of syscalls\[0\] in line 1$'
says_not err 'add to "syscalls"'

echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]}' >old.json
ends "a call that is to be thought missing" 1 --policy old.json -- /usr/bin/python3 -c 'import threading; threading.Thread(target=print).start()'
says err '^note: to who gets ENOSYS clone3 is a call that the kernel does not have'

ends "a profile" 0 profile -o p.json --args -- cat /etc/hostname
ends "another run added" 0 profile -o p.json --args --add -- cat /etc/hostname
ends "the program conforms to its profile" 0 --policy p.json -- cat /etc/hostname
ends "another does not" 1 --policy p.json -- sh -c 'cat /etc/hostname | cat'
says err 'fails with EPERM: defaultAction, no rule allows it'
ends "a profile that is cut" 99 --policy cut.json -- true
head -c 100 p.json >cut.json
ends "a profile that is cut" 99 --policy cut.json -- true
says err 'cut.json:[0-9]+: no JSON: the text ends too early'
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
