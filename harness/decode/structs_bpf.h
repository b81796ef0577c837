/* SPDX-License-Identifier: MIT */
/* What attributes of bpf point at. Private to this room. */
#ifndef SX_DECODE_STRUCTS_BPF_H
#define SX_DECODE_STRUCTS_BPF_H

#include "harness/decode/build.h"

struct bpf_element {
	size_t size;
	bool is_step;		/* of a program */
	enum number_base base;
	const struct constants *set;	/* NULL: numbers */
};

/* `count` elements, or their address where they were not captured. */
struct value *value_bpf_list(struct decoding *d, uint64_t address, uint64_t count, const struct bpf_element *element,
			     bool at_exit);
struct value *value_bpf_program(struct decoding *d, uint64_t address, uint64_t count);
struct value *value_bpf_path(struct decoding *d, uint64_t address);
struct value *value_bpf_iterator(struct decoding *d, uint64_t address, uint64_t length);

/* What the kernel says of the object behind the descriptor: `room` bytes were asked for, so many `written`. */
struct value *value_bpf_info(struct decoding *d, int fd, uint64_t address, size_t room, size_t written);

#endif
