/* SPDX-License-Identifier: MIT */
/* Whether libseccomp has made a filter that does not do what its rules say. */
#ifndef SX_POLICY_MISCOMPILED_H
#define SX_POLICY_MISCOMPILED_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * libseccomp 2.5 may jump from a comparison of an argument's lower half to one of its upper half without loading that:
 * with several inequalities on one argument. Such a filter does not do what its rules say.
 */
static inline bool is_miscompiled(const struct sock_fprog *program)
{
	static uint32_t loaded[BPF_MAXINSNS + 256];	/* 1 + offset of what is compared there; 0: nobody comes by */
	bool is_wrong = false;

	memset(loaded, 0, sizeof(loaded));
	for (unsigned i = 0; i < program->len && !is_wrong; i++) {
		const struct sock_filter *at = &program->filter[i];
		bool is_jump = BPF_CLASS(at->code) == BPF_JMP;
		uint32_t now = BPF_CLASS(at->code) == BPF_LD ? 1 + at->k : loaded[i];
		unsigned next[2] = {i + 1 + (is_jump ? at->jt : 0), i + 1 + (is_jump ? at->jf : 0)};

		if (BPF_CLASS(at->code) == BPF_RET)
			continue;
		if (is_jump && BPF_OP(at->code) == BPF_JA)
			next[0] = next[1] = i + 1 + at->k;
		for (int n = 0; n < 2; n++) {
			unsigned class = next[n] < program->len ? BPF_CLASS(program->filter[next[n]].code) : BPF_RET;

			is_wrong |= class == BPF_JMP && loaded[next[n]] && loaded[next[n]] != now;
			if (class != BPF_RET)
				loaded[next[n]] = now;
		}
	}
	return is_wrong;
}

#endif
