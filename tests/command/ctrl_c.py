#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ctrl-C on the terminal ends the program, and its calls are still printed. usage: ctrl_c.py SYSEXPECT"""
import os
import pty
import sys
import tempfile
import time

LIMIT_S = 100    # for each of the two waits: machines are shared, sanitizers are slow


def main():
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace")
        ready = os.path.join(folder, "ready")
        pid, terminal = pty.fork()
        if pid == 0:    # exec: a shell that starts a child ignores a Ctrl-C that comes in between
            os.execv(sys.argv[1], [sys.argv[1], "-o", trace, "sh", "-c", f"echo >{ready}; exec sleep 1000"])
        end_s = time.monotonic() + LIMIT_S
        while not os.path.exists(ready):
            if time.monotonic() > end_s or os.waitpid(pid, os.WNOHANG)[0]:
                status = os.read(terminal, 4096).decode()
                print("the program did not start:", status)
                return 77 if "CAP_" in status else 1
            time.sleep(0.02)
        os.write(terminal, b"\x03")
        end_s = time.monotonic() + LIMIT_S
        while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
            if time.monotonic() > end_s:
                os.kill(pid, 9)
                print("Ctrl-C ended nothing")
                return 1
            time.sleep(0.02)
        status = os.waitstatus_to_exitcode(ended[1])
        with open(trace, encoding="utf-8", errors="replace") as stream:
            text = stream.read()
        print(f"ended with {status}; {text.count(chr(10))} lines")
        return 0 if status == -2 and "+++ killed by SIGINT +++" in text and "execve(" in text else 1


sys.exit(main())
