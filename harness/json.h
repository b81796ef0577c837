/* SPDX-License-Identifier: MIT */
/* Entries as JSON objects, one on each line. */
#ifndef SX_JSON_H
#define SX_JSON_H

#include "harness/base/text.h"
#include "harness/decode/decode.h"

/* With its newline; the schema is harness/command/dump.schema.json. Of the style string_limit counts, and what hides paths. */
void json_of_entry(struct text *text, const struct sx_call *entry, const struct line_style *style);

/* A line that says what the recording lacks. */
void json_of_loss(struct text *text, const char *what);

/* One value, without newline. */
void json_of_value(struct text *text, const struct value *value, const struct line_style *style);

#endif
