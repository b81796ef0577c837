/* SPDX-License-Identifier: MIT */
/* Entries as JSON objects, one on each line. */
#include "harness/json.h"

#include <inttypes.h>
#include <string.h>

#include "harness/decode/build.h"
#include "harness/decode/print.h"
#include "sysexpect/mark.h"

/* ---- pieces ---- */

/* How many bytes of well-formed UTF-8 begin here; 0: none. */
static size_t utf8_length(const unsigned char *bytes, size_t length)
{
	size_t more = *bytes < 0x80 ? 0 : *bytes >= 0xf0 ? 3 : *bytes >= 0xe0 ? 2 : 1;
	uint32_t point = more ? *bytes & (0x3fu >> more) : *bytes;

	if ((*bytes >= 0x80 && *bytes < 0xc2) || *bytes > 0xf4 || more >= length)
		return 0;
	for (size_t i = 1; i <= more; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (bytes[i] & 0x3f);
	}
	if ((more == 2 && point < 0x800) || (more == 3 && (point < 0x10000 || point > 0x10ffff)) ||
	    (point >= 0xd800 && point < 0xe000))
		return 0;
	return more + 1;
}

static bool is_utf8(const unsigned char *bytes, size_t length)
{
	for (size_t at = 0, step; at < length; at += step) {
		step = utf8_length(bytes + at, length - at);
		if (!step)
			return false;
	}
	return true;
}

static void add_quoted(struct text *text, const unsigned char *bytes, size_t length)
{
	text_add_char(text, '"');
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			text_format(text, "\\%c", bytes[i]);
		else if (bytes[i] == '\n')
			text_add(text, "\\n");
		else if (bytes[i] < ' ' || bytes[i] == 0x7f)
			text_format(text, "\\u%04x", bytes[i]);
		else
			text_add_char(text, (char)bytes[i]);
	}
	text_add_char(text, '"');
}

static void add_string(struct text *text, const char *string)
{
	size_t length = strlen(string);

	if (is_utf8((const unsigned char *)string, length)) {
		add_quoted(text, (const unsigned char *)string, length);
		return;
	}
	/* A name that is no UTF-8: its bytes as the characters of the same numbers. */
	text_add_char(text, '"');
	for (; *string; string++) {
		if ((unsigned char)*string < ' ' || (unsigned char)*string >= 0x7f)
			text_format(text, "\\u%04x", (unsigned char)*string);
		else
			text_format(text, *string == '"' || *string == '\\' ? "\\%c" : "%c", *string);
	}
	text_add_char(text, '"');
}

static void add_key(struct text *text, const char *key)
{
	char last = text->length ? text->bytes[text->length - 1] : '{';

	if (last != '{' && last != '[')
		text_add_char(text, ',');
	add_string(text, key);
	text_add_char(text, ':');
}

static void add_member(struct text *text, const char *key, const char *string)
{
	add_key(text, key);
	add_string(text, string);
}

static void add_number(struct text *text, const char *key, uint64_t number)
{
	add_key(text, key);
	text_add_unsigned(text, number);
}

static void add_truth(struct text *text, const char *key)
{
	add_key(text, key);
	text_add(text, "true");
}

/* Seconds with all digits: a double would round them, so they are written, not computed. */
static void add_seconds(struct text *text, const char *key, uint64_t ns)
{
	add_key(text, key);
	text_format(text, "%" PRIu64 ".%09" PRIu64, ns / 1000000000, ns % 1000000000);
}

/* ---- values ---- */

static void add_bytes(struct text *text, const struct value *value, const struct line_style *style)
{
	bool is_path = value->kind == VALUE_PATH;
	size_t limit = is_path || value->is_quoted_name ? SIZE_MAX : style->string_limit;
	size_t length = value->length < limit ? value->length : limit;

	if (is_utf8(value->bytes, length)) {
		add_key(text, is_path ? "path" : "string");
		add_quoted(text, value->bytes, length);
	} else {
		add_key(text, "hex");
		text_add_char(text, '"');
		for (size_t i = 0; i < length; i++)
			text_format(text, "%02x", value->bytes[i]);
		text_add_char(text, '"');
	}
	if (value->state == STATE_CUT || length < value->length)
		add_truth(text, "truncated");
	if (is_path && value->resolved && *value->resolved)
		add_member(text, "resolved", value->resolved);
	if (is_path && value->opened)
		add_member(text, "opened", value->opened);
	if (value->is_abstract)
		add_truth(text, "abstract");
}

/* "O_RDWR|0x40 /" "* O_??? *" "/": the names alone, one by one. */
static void add_names(struct text *text, const char *printed)
{
	bool is_first = true;

	while (*printed) {
		size_t length = strcspn(printed, "|");
		const char *comment = memmem(printed, length, " /*", 3);
		size_t named = comment ? (size_t)(comment - printed) : length;

		text_add(text, is_first ? "" : ",");
		is_first = false;
		add_quoted(text, (const unsigned char *)printed, named);
		printed += length + (printed[length] == '|');
	}
}

static void add_constants(struct text *text, const struct value *value)
{
	const struct line_style style = {.names = LINE_ABBREV};
	struct text printed = {0};

	/* An int below zero, such as the code SI_TKILL, is no number of 64 bits. */
	if (value->set && !value->set->is_flags && (int64_t)value->number < 0 && (int64_t)value->number == (int32_t)value->number) {
		add_key(text, "value");
		text_add_decimal(text, (int64_t)value->number);
	} else {
		add_number(text, "value", value->number);
	}
	print_constants(&printed, value, &style);
	if (value->set && value->set->is_flags) {
		add_key(text, "flags");
		text_add_char(text, '[');
		if (value->number || has_constant(value->set, 0))
			add_names(text, printed.bytes ? printed.bytes : "");
		text_add_char(text, ']');
	} else if (has_constant(value->set, value->number)) {
		add_member(text, "constant", printed.bytes ? printed.bytes : "");
	}
	text_free(&printed);
}

static void add_fd(struct text *text, const struct value *value, const struct line_style *style)
{
	add_key(text, "fd");
	text_add_decimal(text, (int64_t)value->number);
	if (!value->object || !(style->paths || style->details))
		return;
	if (value->object->path)
		add_member(text, "path", value->object->path);
	if (value->object->details)
		add_member(text, "details", value->object->details);
	if (value->object->is_deleted)
		add_truth(text, "deleted");
}

static void add_children(struct text *text, const struct value *value, const struct line_style *style)
{
	text_add_char(text, '[');
	for (const struct value *child = value->first; child; child = child->next) {
		if (child != value->first)
			text_add_char(text, ',');
		json_of_value(text, child, style);
	}
	text_add_char(text, ']');
}

static void add_struct(struct text *text, const struct value *value, const struct line_style *style)
{
	add_key(text, "struct");
	text_add_char(text, '{');
	for (const struct value *child = value->first; child; child = child->next) {
		add_key(text, child->name ? child->name : child->word ? child->word : "");
		json_of_value(text, child, style);
	}
	text_add_char(text, '}');
	if (value->has_more)
		add_truth(text, "partial");
}

static void add_list(struct text *text, const char *key, const struct value *value, const struct line_style *style)
{
	add_key(text, key);
	add_children(text, value, style);
	if (value->has_more)
		add_truth(text, "partial");
	if (value->is_inverted)
		add_truth(text, "inverted");
}

static void add_named(struct text *text, const struct value *value, const struct line_style *style)
{
	add_member(text, value->kind == VALUE_CALL ? "call" : "constant", value->word);
	if (value->kind == VALUE_CALL) {
		add_key(text, "args");
		add_children(text, value, style);
	}
	if (value->is_named_number && !value->bytes)
		add_number(text, "value", value->number);
}

static void add_change(struct text *text, const struct value *value, const struct line_style *style)
{
	add_key(text, "before");
	json_of_value(text, value->first, style);
	add_key(text, "after");
	json_of_value(text, value->first ? value->first->next : NULL, style);
}

static void add_bare_number(struct text *text, const struct value *value)
{
	if (value->base == BASE_SIGNED)
		text_add_decimal(text, (int64_t)value->number);
	else
		text_add_unsigned(text, value->number);
}

static void add_members(struct text *text, const struct value *value, const struct line_style *style)
{
	switch (value->kind) {
	case VALUE_FLAGS:
		add_constants(text, value);
		break;
	case VALUE_BYTES:
	case VALUE_PATH:
		add_bytes(text, value, style);
		break;
	case VALUE_FD:
		add_fd(text, value, style);
		break;
	case VALUE_ADDRESS:
		add_number(text, "address", value->number);
		break;
	case VALUE_WORD:
	case VALUE_CALL:
		add_named(text, value, style);
		break;
	case VALUE_STRUCT:
		add_struct(text, value, style);
		break;
	case VALUE_ARRAY:
		add_list(text, "array", value, style);
		break;
	case VALUE_SET:
		add_list(text, "set", value, style);
		break;
	case VALUE_CHANGE:
		add_change(text, value, style);
		break;
	case VALUE_OR:
		add_list(text, "or", value, style);
		break;
	default:
		add_key(text, "value");
		add_bare_number(text, value);
		break;
	}
}

void json_of_value(struct text *text, const struct value *value, const struct line_style *style)
{
	if (!value || (value->kind == VALUE_ADDRESS && !value->number)) {
		text_add(text, "null");
		return;
	}
	if (value->kind == VALUE_NUMBER && !value->comment && !task_id_there(value, style)) {
		add_bare_number(text, value);
		return;
	}
	text_add_char(text, '{');
	add_members(text, value, style);
	if (task_id_there(value, style)) {
		add_key(text, "owner_id");
		text_add_decimal(text, task_id_there(value, style));
	}
	if (value->state == STATE_UNREAD)
		add_truth(text, "unread");
	if (value->comment)
		add_member(text, "comment", value->comment);
	text_add_char(text, '}');
}

/* ---- entries ---- */

static void add_arguments(struct text *text, struct arena *arena, const struct sx_call *call,
			  const struct line_style *style)
{
	const struct syscall *row = decode_row(call);
	uint8_t slots[SYSCALL_ARGS];
	unsigned count = decode_order(call, slots);

	add_key(text, "args");
	text_add_char(text, '[');
	for (unsigned i = 0; i < count; i++) {
		char unnamed[8];

		snprintf(unnamed, sizeof(unnamed), "arg%u", slots[i] + 1u);
		text_add(text, i ? ",{" : "{");
		add_member(text, "name", row->is_known && row->args[slots[i]].name ? row->args[slots[i]].name : unnamed);
		add_number(text, "raw", call_arg(call, slots[i]));
		add_key(text, "value");
		json_of_value(text, decode_argument(arena, call, slots[i]), style);
		text_add_char(text, '}');
	}
	text_add_char(text, ']');
}

static void add_result(struct text *text, struct arena *arena, const struct sx_call *call,
		       const struct line_style *style)
{
	const struct value *value;

	add_key(text, "result");
	if (!call_returned(call)) {
		text_add(text, "null");
		return;
	}
	text_add_char(text, '{');
	add_key(text, "raw");
	text_add_decimal(text, call->ret);
	if (call_failed(call)) {
		const char *name = errno_name((int)-call->ret), *words = error_text((int)-call->ret);

		add_number(text, "errno", (uint64_t)-call->ret);
		if (name)
			add_member(text, "error", name);
		if (words)
			add_member(text, "message", words);
	} else {
		value = decode_result(arena, call);
		add_key(text, "value");
		json_of_value(text, value, style);
	}
	text_add_char(text, '}');
}

static void add_call(struct text *text, const struct sx_call *call, const struct line_style *style)
{
	static const char *const abis[] = {
		[WIRE_ABI_NATIVE] = "native", [WIRE_ABI_COMPAT] = "i386", [WIRE_ABI_RING] = "io_uring", [WIRE_ABI_X32] = "x32",
	};
	const char *abi = call->abi < sizeof(abis) / sizeof(abis[0]) ? abis[call->abi] : NULL;
	struct arena arena = {0};

	add_member(text, "name", call_name(call));
	add_number(text, "number", call_number(call));
	add_member(text, "abi", abi ? abi : abis[WIRE_ABI_NATIVE]);
	add_number(text, "instruction_pointer", call_instruction_pointer(call));
	if (call_returned(call))
		add_seconds(text, "duration", call_end_ns(call) - call_start_ns(call));
	add_arguments(text, &arena, call, style);
	add_result(text, &arena, call, style);
	if (call_denied(call))
		add_truth(text, "denied");
	if (call_answered(call))
		add_truth(text, "answered");
	if (call->flags & WIRE_MIDWAY)
		add_truth(text, "midway");
	arena_free(&arena);
}

static void add_mark(struct text *text, const struct sx_call *mark)
{
	const size_t magic = strlen(SX_MARK_MAGIC);
	struct arena arena = {0};
	enum value_state state;
	size_t length;
	const unsigned char *bytes = decode_data(&arena, mark, 1, &length, &state);
	char *name = bytes && length >= magic ? arena_take(&arena, length - magic + 1) : NULL;

	if (name)
		memcpy(name, bytes + magic, length - magic);
	add_member(text, "name", name ? name : "");
	arena_free(&arena);
}

static void add_signal_name(struct text *text, const char *key, int number)
{
	const char *name = signal_name(number);

	if (name)
		add_member(text, key, name);
}

static void add_signal(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	struct arena arena = {0};
	struct decoding d = {.arena = &arena, .call = entry, .row = syscall_of(WIRE_ABI_NATIVE, UINT32_MAX)};
	struct wire_signal event = {0};

	if (entry->blobs >= sizeof(event))
		memcpy(&event, call_payload(entry), sizeof(event));
	add_number(text, "number", (uint64_t)event.signal);
	add_signal_name(text, "signal", event.signal);
	if (event.how == WIRE_SIGNAL_STOPPED) {
		add_truth(text, "stopped");
		return;
	}
	if (event.how == WIRE_SIGNAL_IGNORED)
		add_truth(text, "ignored");
	add_key(text, "info");
	json_of_value(text, value_siginfo(&d, event.signal, event.error, event.code, (const unsigned char *)event.fields,
					  sizeof(event.fields), 8), style);
	arena_free(&arena);
}

static void add_exit(struct text *text, const struct sx_call *entry)
{
	struct wire_exit event = {0};
	unsigned signal;

	if (entry->blobs >= offsetof(struct wire_exit, comm))
		memcpy(&event, call_payload(entry), offsetof(struct wire_exit, comm));
	signal = event.status & 0x7f;
	if (entry->flags & WIRE_SUPERSEDED) {
		add_truth(text, "superseded");
	} else if (!signal) {
		add_number(text, "status", event.status >> 8 & 0xff);
	} else {
		add_number(text, "number", signal);
		add_signal_name(text, "signal", (int)signal);
		if (event.status & 0x80)
			add_truth(text, "core_dumped");
	}
}

void json_of_entry(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	static const char *const types[] = {"call", "mark", "signal", "exit"};
	struct text line = {0};

	text_add_char(&line, '{');
	add_member(&line, "type", types[call_entry(entry)]);
	add_number(&line, "pid", (uint64_t)call_pid(entry));
	add_number(&line, "tid", (uint64_t)call_tid(entry));
	if (call_process(entry)->name[0])
		add_member(&line, "command", call_process(entry)->name);
	add_seconds(&line, "time", call_recording(entry)->began_realtime_ns + call_start_ns(entry));
	switch (call_entry(entry)) {
	case ENTRY_CALL:
		add_call(&line, entry, style);
		break;
	case ENTRY_MARK:
		add_mark(&line, entry);
		break;
	case ENTRY_SIGNAL:
		add_signal(&line, entry, style);
		break;
	case ENTRY_EXIT:
		add_exit(&line, entry);
		break;
	}
	text_add(&line, "}\n");
	text_add_bytes(text, line.bytes, line.length);
	text->failed |= line.failed;
	text_free(&line);
}

void json_of_loss(struct text *text, const char *what)
{
	text_add(text, "{\"type\":\"incomplete\"");
	add_member(text, "message", what);
	text_add(text, "}\n");
}
