/* SPDX-License-Identifier: MIT */
/* A dump in the order in which things happened: calls that others overlap are split, as strace does it. */
#include "harness/print.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Something to print at a moment: the entry of a call, its return, or an event. */
struct action {
	uint64_t ns;
	uint32_t entry;		/* index */
	bool is_return;
};

struct interleaving {
	struct printer *printer;
	const struct sx_call *const *entries;
	size_t count;
	size_t next;		/* entry that was not begun yet */
	struct action *open;	/* returns of those that were, a heap with the earliest in front */
	size_t open_count, room;
	struct action ahead;	/* what comes next … */
	bool has_ahead;		/* … if anything does */
	struct splitter splitter;
};

static bool is_earlier(const struct action *left, const struct action *right)
{
	if (left->ns != right->ns)
		return left->ns < right->ns;
	if (left->entry != right->entry)
		return left->entry < right->entry;
	return left->is_return < right->is_return;
}

static bool has_return(const struct sx_call *entry)
{
	return call_entry(entry) == ENTRY_CALL && call_returned(entry);
}

/* One of several results of one operation of io_uring: all have its entry, and so are neighbours in the list. */
static bool is_one_of_many(const struct sx_call *const *entries, size_t count, size_t n)
{
	const struct sx_call *entry = entries[n];

	for (size_t i = n ? n - 1 : 1; entry->abi == WIRE_ABI_RING && i <= n + 1 && i < count; i += 2)
		if (entries[i]->abi == WIRE_ABI_RING && call_tid(entries[i]) == call_tid(entry) &&
		    call_start_ns(entries[i]) == call_start_ns(entry))
			return true;
	return false;
}

static bool has_several_tasks(const struct sx_call *const *entries, size_t count)
{
	size_t i;

	for (i = 1; i < count; i++)
		if (call_tid(entries[i]) != call_tid(entries[0]))
			return true;
	return false;
}

/* ---- what happens next; only as many returns are kept as there are calls in progress ---- */

static int push_return(struct interleaving *in, struct action action)
{
	size_t at = in->open_count;

	if (at == in->room) {
		size_t room = in->room ? in->room * 2 : 64;
		struct action *open = realloc(in->open, room * sizeof(*open));

		if (!open)
			return -ENOMEM;
		in->open = open;
		in->room = room;
	}
	in->open_count++;
	for (; at && is_earlier(&action, &in->open[(at - 1) / 2]); at = (at - 1) / 2)
		in->open[at] = in->open[(at - 1) / 2];
	in->open[at] = action;
	return 0;
}

static struct action pop_return(struct interleaving *in)
{
	struct action first = in->open[0], last = in->open[--in->open_count];
	size_t at = 0, below;

	while ((below = 2 * at + 1) < in->open_count) {
		if (below + 1 < in->open_count && is_earlier(&in->open[below + 1], &in->open[below]))
			below++;
		if (!is_earlier(&in->open[below], &last))
			break;
		in->open[at] = in->open[below];
		at = below;
	}
	in->open[at] = last;
	return first;
}

static int look_ahead(struct interleaving *in)
{
	struct action begun;

	while (in->next < in->count && print_hides(in->printer, in->entries[in->next]))
		in->next++;
	in->has_ahead = in->next < in->count || in->open_count;
	if (in->next < in->count) {
		const struct sx_call *entry = in->entries[in->next];

		begun = (struct action){call_start_ns(entry), (uint32_t)in->next, false};
		if (!in->open_count || is_earlier(&begun, &in->open[0])) {
			print_fetch_ahead(in->entries, in->count, in->next++);
			in->ahead = begun;
			return has_return(entry) ? push_return(in, (struct action){call_end_ns(entry), begun.entry, true}) : 0;
		}
	}
	if (in->has_ahead)
		in->ahead = pop_return(in);
	return 0;
}

/* Where what the call left behind begins: before the " => ", or at the end where nothing is known of it. */
static size_t change_point(const struct text *line, const struct span *span)
{
	static const char sign[] = " => ";
	const char *found = memmem(line->bytes + span->start, span->end - span->start, sign, sizeof(sign) - 1);

	return found ? (size_t)(found - line->bytes) : span->end;
}

/* Where the part that was printed at entry ends: before the first output, or before the closing bracket. */
static size_t split_point(const struct sx_call *call, const struct text *line, const struct line_spans *spans)
{
	const struct syscall *row = call_row(call);
	static const char unfinished[] = " <unfinished ...>";
	size_t at = spans->result.start;
	unsigned i;

	if (!call_returned(call))
		for (i = (unsigned)at; i > spans->name.end; i--)
			if (!strncmp(line->bytes + i, unfinished, sizeof(unfinished) - 1))
				return i;

	for (i = 0; i < SYSCALL_ARGS; i++) {
		if (spans->args[i].end == spans->args[i].start)
			continue;
		if (argument_is_printed_at_exit(&row->args[i]))
			return spans->args[i].start;
		if (argument_is_changed(&row->args[i]))
			return change_point(line, &spans->args[i]);
	}
	while (at > spans->name.end && line->bytes[at - 1] != ')')
		at--;
	return at > spans->name.end ? at - 1 : line->length;
}

/* Of a task's calls one is open at a time, but while it is operations of io_uring come and go. */
static bool is_same(const struct sx_call *open, const struct sx_call *call)
{
	return open == call ||
	       (open->process == call->process && open->abi != WIRE_ABI_RING && call->abi != WIRE_ABI_RING);
}

/* The thread that takes the place of the first is seen to do so at its end, or where it returns itself. */
static bool is_taken_over(const struct sx_call *open, const struct sx_call *next)
{
	struct wire_exit end;

	if (call_entry(next) != ENTRY_EXIT)
		return print_changes_pid(next) && is_same(open, next);
	if (!(next->flags & WIRE_SUPERSEDED) || next->blobs < offsetof(struct wire_exit, comm))
		return false;
	memcpy(&end, call_payload(next), offsetof(struct wire_exit, comm));
	return (int32_t)end.status == call_tid(open) && call_pid(open) == call_pid(next);
}

void split_leave(struct splitter *splitter, const struct sx_call *next)
{
	const struct sx_call *open = splitter->open;

	if (!open)
		return;
	if (next && is_taken_over(open, next))
		text_format(splitter->printer->text, " <pid changed to %d ...>\n", call_pid(open));
	else
		text_add(splitter->printer->text, " <unfinished ...>\n");
	splitter->open = NULL;
}

void split_enter(struct splitter *splitter, const struct sx_call *call)
{
	struct line_style style = print_style_of(splitter->printer, call);
	struct text *text = splitter->printer->text;
	struct line_spans spans = {0};
	struct text line = {0};
	size_t split;

	split_leave(splitter, call);
	print_prefix(splitter->printer, call, call_start_ns(call));
	line_of_call(&line, call, &style, &spans);
	split = split_point(call, &line, &spans);
	text_add_bytes(text, line.bytes, split);
	splitter->columns = splitter->printer->prefix + split;
	splitter->open = call;
	text_free(&line);
}

/* The part behind the split, with the result in its column; `columns` are taken already. */
static void add_rest(struct printer *printer, const struct sx_call *call, size_t columns)
{
	struct line_style style = print_style_of(printer, call);
	struct line_spans spans = {0};
	struct text line = {0};
	size_t split, equals, column = print_column(printer);

	style.no_alignment = true;
	line_of_call(&line, call, &style, &spans);
	split = split_point(call, &line, &spans);
	equals = spans.result.start > split + 2 ? spans.result.start - 2 : split;
	while (equals > split && line.bytes[equals] != '=')
		equals--;
	text_add_bytes(printer->text, line.bytes + split, equals - split);
	columns += equals - split;
	if (equals > split && columns < column && !printer->line.no_alignment)
		text_add_repeated(printer->text, ' ', column - columns);
	text_add_bytes(printer->text, line.bytes + equals, line.length - equals);
	text_free(&line);
}

void split_return(struct splitter *splitter, const struct sx_call *call)
{
	struct printer *printer = splitter->printer;
	size_t start;

	if (splitter->open && is_same(splitter->open, call) && !print_changes_pid(call)) {
		add_rest(printer, call, splitter->columns);
		splitter->open = NULL;
	} else {
		split_leave(splitter, call);
		start = printer->text->length;
		print_prefix(printer, call, call_returned(call) ? call_end_ns(call) : call_start_ns(call));
		text_format(printer->text, "<... %s resumed>", call_name(call));
		add_rest(printer, call, printer->text->length - start);
	}
	print_duration(printer, call);
	text_add_char(printer->text, '\n');
	print_dumps(printer, call);
	print_stack(printer, call);
}

static int perform(struct interleaving *in)
{
	struct action action = in->ahead;
	const struct sx_call *entry = in->entries[action.entry];
	bool is_whole = !has_return(entry);
	int r = look_ahead(in);

	if (r < 0)
		return r;
	/* its entry would stand there as often as it has results: each is a line of its own, where it came */
	if (!is_whole && is_one_of_many(in->entries, in->count, action.entry)) {
		if (!action.is_return)
			return 0;
		is_whole = true;
	} else if (action.is_return) {
		split_return(&in->splitter, entry);
		return 0;
	}
	/* nothing stands between the entry of a call and its return */
	if (!is_whole && in->has_ahead && in->ahead.entry == action.entry && !print_changes_pid(entry)) {
		is_whole = true;
		r = look_ahead(in);
	}
	if (!is_whole) {
		split_enter(&in->splitter, entry);
		return r;
	}
	split_leave(&in->splitter, entry);
	print_prefix(in->printer, entry, action.ns);
	print_entry(in->printer, entry);
	return r;
}

int print_interleaved(struct printer *printer, const struct sx_call *const *entries, size_t count)
{
	struct interleaving in = {
		.printer = printer, .entries = entries, .count = count, .splitter = {.printer = printer},
	};
	int r;

	if (print_waits_for_results(printer) || printer->banished || !has_several_tasks(entries, count))
		return print_entries(printer, entries, count);
	r = print_begin(printer, entries, count);
	if (r < 0)
		return r;
	r = look_ahead(&in);
	while (r == 0 && in.has_ahead && !printer->text->failed) {
		r = perform(&in);
		if (!in.splitter.open)
			print_flush(printer);
	}
	split_leave(&in.splitter, NULL);
	free(in.open);
	return print_end(printer) < 0 ? -ENOMEM : r;
}
