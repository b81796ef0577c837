/* SPDX-License-Identifier: MIT */
/* What the printed examples take for granted: the functions and things that they name. */
#ifndef WAYS_H
#define WAYS_H

#include <assert.h>
#include <string.h>

#include <sysexpect/check.h>

struct block {
	unsigned char bytes[64];
};

extern struct block blocks[1000];
extern pid_t pid;		/* of a process that runs already */

void serve(void);
void process(struct block *block);	/* without a system call */
int write_config(const char *path);	/* saved so that a crash leaves the old or the new one */
void talk_to_it(void);			/* to ./server */
void send_request(void);		/* to `pid`, which opens a file of /srv/data then */

void add_printed(TCase *tcase);		/* of the generated file */

#endif
