/* SPDX-License-Identifier: MIT */
/* Signals and ends of processes as lines, in strace's own words. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"

#include <signal.h>
#include <string.h>

const struct value *decode_signal_info(struct arena *arena, const struct sx_call *entry, int *ret_signal)
{
	struct decoding d = {.arena = arena, .call = entry, .row = syscall_of(WIRE_ABI_NATIVE, UINT32_MAX)};
	struct wire_signal event;

	if (entry->blobs < sizeof(event))
		return NULL;
	memcpy(&event, call_payload(entry), sizeof(event));
	*ret_signal = event.signal;
	return value_siginfo(&d, event.signal, event.error, event.code, (const unsigned char *)event.fields,
			     sizeof(event.fields), 8);
}

bool is_stop(const struct sx_call *entry)
{
	struct wire_signal event;

	if (entry->blobs < sizeof(event))
		return false;
	memcpy(&event, call_payload(entry), sizeof(event));
	return event.how == WIRE_SIGNAL_STOPPED;
}

static void signal_line(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	struct arena arena = {0};
	const struct value *info;
	const char *name;
	int signal;

	info = decode_signal_info(&arena, entry, &signal);
	if (!info) {
		text_add(text, "--- ? ---");
		return arena_free(&arena);
	}
	name = signal_name(signal);
	if (is_stop(entry)) {
		text_add(text, "--- stopped by ");
		if (name)
			text_add(text, name);
		else
			text_add_decimal(text, signal);
		text_add(text, " ---");
		return arena_free(&arena);
	}
	text_add(text, "--- ");
	if (name)
		text_add(text, name);
	else
		text_add_decimal(text, signal);
	text_add_char(text, ' ');
	print_value(text, info, style);
	text_add(text, " ---");
	arena_free(&arena);
}

static void exit_line(struct text *text, const struct sx_call *entry)
{
	struct wire_exit event;
	unsigned signal;
	const char *name;

	if (entry->blobs < offsetof(struct wire_exit, comm)) {
		text_add(text, "+++ ? +++");
		return;
	}
	memcpy(&event, call_payload(entry), offsetof(struct wire_exit, comm));
	signal = event.status & 0x7f;
	name = signal_name((int)signal);
	if (entry->flags & WIRE_SUPERSEDED)
		text_format(text, "+++ superseded by execve in pid %u +++", event.status);
	else if (!signal)
		text_format(text, "+++ exited with %u +++", event.status >> 8 & 0xff);
	else if (name)
		text_format(text, "+++ killed by %s%s +++", name, event.status & 0x80 ? " (core dumped)" : "");
	else
		text_format(text, "+++ killed by %u%s +++", signal, event.status & 0x80 ? " (core dumped)" : "");
}

void line_of_event(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	if (entry->entry == ENTRY_SIGNAL)
		signal_line(text, entry, style);
	else if (entry->entry == ENTRY_EXIT)
		exit_line(text, entry);
	else
		line_of_call(text, entry, style, NULL);
}
