/* SPDX-License-Identifier: MIT */
/* Values as text. Private to this room. */
#ifndef SX_DECODE_PRINT_H
#define SX_DECODE_PRINT_H

#include "harness/decode/decode.h"

void print_value(struct text *text, const struct value *value, const struct line_style *style);

/* What stands behind the equals sign: with strace's text in brackets. */
void print_result_value(struct text *text, const struct value *value, const struct line_style *style);

/* Behind the id of a task, or of a process group or session: "<sh>" with -Y, and what it is to the session's owner. */
void print_whose(struct text *text, const struct value *value, bool is_result, const struct line_style *style);

/* Names of the bits or of the whole of a number, as the style wants them. */
void print_constants(struct text *text, const struct value *value, const struct line_style *style);

/* Whether the number or a part of it has a name. */
bool has_constant(const struct constants *set, uint64_t number);

/* How bytes are quoted. */
struct quoting {
	size_t limit;		/* bytes shown */
	bool is_hex;		/* all as \x7f */
	bool is_in_angles;	/* between < and >: these are escaped, and no quotes stand around it */
	bool is_no_pattern;	/* … and nothing else that a pattern would take for more than it is */
};

bool wants_hex(const unsigned char *bytes, size_t length, const struct quoting *quoting, const struct line_style *style);
void print_quoted(struct text *text, const unsigned char *bytes, size_t length, const struct quoting *quoting,
		  const struct line_style *style);

/* "No such file or directory" */
const char *error_text(int number);

/* What FUTEX_WAKE_OP does: four parts, two of which have names. */
void print_futex_operation(struct text *text, uint32_t word, const struct line_style *style);

/* How pointers with tags are taken: !PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_SYNC|0x1<<PR_MTE_TAG_SHIFT */
void print_tagged_addresses(struct text *text, uint64_t number, const struct line_style *style);

/* What is counted, and by which unit: 0x4<<32|PERF_COUNT_HW_INSTRUCTIONS */
void print_hardware_config(struct text *text, uint64_t config, const struct line_style *style);

/* What is counted of a cache: PERF_COUNT_HW_CACHE_RESULT_MISS<<16|PERF_COUNT_HW_CACHE_OP_READ<<8|PERF_COUNT_HW_CACHE_LL */
void print_cache_config(struct text *text, uint64_t config, const struct line_style *style);

#endif
