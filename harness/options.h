/* SPDX-License-Identifier: MIT */
/* The caller's options over the defaults. */
#ifndef SX_OPTIONS_H
#define SX_OPTIONS_H

#include <sysexpect/sysexpect.h>

/* Fill in every default. 0, or -EINVAL with one sentence. `options` may be NULL, or the shorter structure of a
 * caller that was built with an older header. */
int options_read(struct sx_options *ret_options, const struct sx_options *options, const char **ret_why);

#endif
