/* SPDX-License-Identifier: MIT */
/* What the traced suites share: a main() that skips where nothing can be traced, and victims to run.
 *
 * Each suite is one file that defines add_tests(). A victim runs in a folder of its own, with the
 * file for its lines outside of that; all of them are gone when the suite ends. */
#ifndef SUITE_H
#define SUITE_H

#include <sysexpect/check.h>

void add_tests(TCase *tcase);

/* run_victim("opens", "open"): runs victim_opens FILE open, under the given options or the defaults. */
#define run_victim(...) run_victim_(NULL, (const char *const[]){ __VA_ARGS__, NULL })
#define run_victim_with(options, ...) run_victim_(options, (const char *const[]){ __VA_ARGS__, NULL })
sx_trace *run_victim_(const struct sx_options *options, const char *const *words);

/* Of the last victim that this thread ran: its folder, and the file with what it said. */
const char *work_folder(void);
const char *told_file(void);
/* A new empty folder for a test that runs something itself; work_folder() and told_file() are set. */
void new_folder(void);

/* A new FIFO at told_file() for victim_serves; letters that are sent before it reads wait there. */
void make_fifo(void);
void send_letter(char letter);

/* Path of a victim, or of another program of the build; valid for the next few calls. */
const char *victim(const char *name);

/* Every line that the victim said is a call in the list, in this order and with nothing between: the
 * dump shows the same line, and the line as a pattern finds that very call. */
void assert_said(sx_trace *trace);

/* The text of a file, or of the dump with a pid before every line; to be freed. */
char *text_of_file(const char *path);
char *text_of_dump(sx_trace *trace);

/* Runs a program without tracing it (the library is not in the way), and returns its wait(2) status. */
int run_plain(const char *output, const char *const argv[]);

/* A test in one line: the victim does its case, and the list holds what it said. */
#define START_SAID_TEST(name, ...)                       \
	START_TEST(name)                                 \
	{                                                \
		sx_trace *trace = run_victim(__VA_ARGS__); \
		sx_assert_exited(trace, 0);              \
		assert_said(trace);                      \
		sx_free(trace);                          \
	}                                                \
	END_TEST

#endif
