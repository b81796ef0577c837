/* SPDX-License-Identifier: MIT */
/* The dump: entries as strace would print them, one line each. */
#include "harness/print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/json.h"
#include "harness/stacks.h"
#include "sysexpect/sysexpect.h"

#define FLUSH_BYTES 65536
#define RESULT_COLUMN 40	/* strace -a */
#define NS_PER_SECOND UINT64_C(1000000000)

static int compare_times(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static int population_take(struct population *population, const struct recording *recording)
{
	size_t count = recording->process_count, i;

	*population = (struct population){.count = count};
	if (!count)
		return 0;
	population->born = calloc(2 * count, sizeof(*population->born));
	if (!population->born)
		return -ENOMEM;
	population->ended = population->born + count;
	for (i = 0; i < count; i++) {
		population->born[i] = recording->processes[i]->born_ns;
		population->ended[i] = recording->processes[i]->ended_ns;
	}
	qsort(population->born, count, sizeof(*population->born), compare_times);
	qsort(population->ended, count, sizeof(*population->ended), compare_times);
	return 0;
}

/* How many of a sorted list lie before `ns` (`or_at`: or at it). */
static size_t count_before(const uint64_t *times, size_t count, uint64_t ns, bool or_at)
{
	size_t low = 0, high = count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (times[middle] < ns || (or_at && times[middle] == ns))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t tasks_alive(const struct population *population, uint64_t ns)
{
	size_t born = count_before(population->born, population->count, ns, true);
	size_t ended = count_before(population->ended, population->count, ns, false);

	return born > ended ? born - ended : 0;
}

static bool shows_pid(const struct printer *printer, uint64_t ns)
{
	if (printer->flags & (SX_PRINT_PIDS | SX_PRINT_ALWAYS_PID))
		return true;
	if (printer->flags & SX_PRINT_NO_PIDS)
		return false;
	return (printer->counts_alive ? printer->alive : tasks_alive(&printer->population, ns)) > 1;
}

bool print_changes_pid(const struct sx_call *entry)
{
	return call_entry(entry) == ENTRY_CALL && !entry->is_entered && call_tid(entry) != call_pid(entry) &&
	       call_returned(entry) && !call_failed(entry) && !strncmp(call_name(entry), "execve", 6);
}

static int32_t tid_at(const struct sx_call *entry, uint64_t ns)
{
	return print_changes_pid(entry) && ns == call_end_ns(entry) ? call_pid(entry) : call_tid(entry);
}

static void add_pid(struct printer *printer, const struct sx_call *entry, uint64_t ns)
{
	bool has_name = printer->flags & SX_PRINT_COMMANDS;
	struct text *text = printer->text;

	if (!shows_pid(printer, ns))
		return;
	if (printer->flags & SX_PRINT_PIDS)
		text_format(text, has_name ? "%d" : "%-5d", tid_at(entry, ns));
	else
		text_format(text, has_name ? "[pid %d" : "[pid %5d", tid_at(entry, ns));
	if (has_name)
		print_task_name(text, process_name_at(call_process(entry), ns), &printer->line);
	text_add(text, printer->flags & SX_PRINT_PIDS ? " " : "] ");
}

/* Seconds, and as many digits behind the point. */
static void add_seconds(struct text *text, int width, uint64_t ns, unsigned digits)
{
	uint64_t fraction = ns % NS_PER_SECOND;

	text_format(text, "%*" PRIu64, width, ns / NS_PER_SECOND);
	for (unsigned i = digits; i < 9; i++)
		fraction /= 10;
	if (digits)
		text_format(text, ".%0*" PRIu64, (int)digits, fraction);
}

static void add_time_of_day(struct text *text, uint64_t realtime_ns, unsigned digits)
{
	time_t seconds = (time_t)(realtime_ns / NS_PER_SECOND);
	struct text fraction = {0};
	struct tm local;

	if (!localtime_r(&seconds, &local))
		return;
	text_format(text, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
	add_seconds(&fraction, 0, realtime_ns % NS_PER_SECOND, digits);
	text_add(text, fraction.bytes ? fraction.bytes + 1 : "");	/* without its 0 */
	text_free(&fraction);
}

static unsigned digits_or(uint8_t digits, unsigned otherwise)
{
	return digits ? digits - 1u : otherwise;
}

static void add_time(struct printer *printer, uint64_t ns)
{
	static const struct print_wishes none;
	const struct print_wishes *wishes = printer->wishes ? printer->wishes : &none;
	uint64_t realtime_ns = printer->recording->began_realtime_ns + ns;
	bool is_relative = printer->flags & SX_PRINT_RELATIVE;
	bool is_epoch = printer->flags & SX_PRINT_EPOCH;
	bool is_absolute = printer->flags & (SX_PRINT_EPOCH | SX_PRINT_TIME | SX_PRINT_TIME_US);

	if (is_epoch)
		add_seconds(printer->text, 0, realtime_ns, digits_or(wishes->time_digits, 6));
	else if (is_absolute)
		add_time_of_day(printer->text, realtime_ns,
				digits_or(wishes->time_digits, printer->flags & SX_PRINT_TIME_US ? 6 : 0));
	if (is_absolute)
		text_add_char(printer->text, ' ');
	if (!is_relative)
		return;
	text_add(printer->text, is_absolute ? "(+" : "");
	add_seconds(printer->text, 6, ns > printer->before_ns ? ns - printer->before_ns : 0,
		    digits_or(wishes->relative_digits, 6));
	text_add(printer->text, is_absolute ? ") " : " ");
}

static bool is_of_call(const struct sx_call *entry)
{
	return call_entry(entry) == ENTRY_CALL || call_entry(entry) == ENTRY_MARK;
}

/* Hidden calls count, too; those that are met before what stands ahead of them do not count for that. */
static void note_number(struct printer *printer, const struct sx_call *call)
{
	size_t index = call_process(call)->index;
	struct last_calls *calls;

	if (index >= printer->last_room) {
		size_t room = index + 64;

		calls = reallocarray(printer->last_calls, room, sizeof(*calls));
		if (!calls) {
			printer->text->failed = true;
			return;
		}
		memset(calls + printer->last_room, 0, (room - printer->last_room) * sizeof(*calls));
		printer->last_calls = calls;
		printer->last_room = room;
	}
	calls = &printer->last_calls[index];
	if (call_start_ns(call) <= calls->last_ns)
		return;
	*calls = (struct last_calls){call_start_ns(call), calls->last_ns, call_number(call), calls->last};
}

/* Of an event the number is that of the task's last call, if every call is recorded. */
static bool number_before(const struct printer *printer, const struct sx_call *event, uint32_t *ret_number)
{
	size_t index = call_process(event)->index;
	const struct last_calls *calls = index < printer->last_room ? &printer->last_calls[index] : NULL;
	uint64_t ns = call_start_ns(event);

	if (!calls || printer->recording->is_filtered)
		return false;
	*ret_number = calls->last_ns < ns ? calls->last : calls->before;
	return calls->last_ns < ns ? calls->last_ns : calls->before_ns;
}

static void add_place(struct printer *printer, const struct sx_call *entry)
{
	uint32_t number = call_number(entry);

	if (printer->flags & SX_PRINT_CALL_NUMBERS && (is_of_call(entry) || number_before(printer, entry, &number)))
		text_format(printer->text, "[%4u] ", number);
	else if (printer->flags & SX_PRINT_CALL_NUMBERS)
		text_add(printer->text, "[????] ");
	if (!(printer->flags & SX_PRINT_POINTERS))
		return;
	if (call_instruction_pointer(entry))
		text_format(printer->text, "[%0*" PRIx64 "] ", entry->abi == WIRE_ABI_COMPAT ? 8 : 16,
			    call_instruction_pointer(entry));
	else
		text_add(printer->text, "[????????????????] ");
}

void print_prefix(struct printer *printer, const struct sx_call *entry, uint64_t ns)
{
	size_t start = printer->text->length;

	add_pid(printer, entry, ns);
	add_time(printer, ns);
	add_place(printer, entry);
	printer->before_ns = ns;
	printer->prefix = printer->text->length - start;
}

static bool hides_signal(const struct printer *printer, const struct sx_call *entry)
{
	struct wire_signal event;

	if (printer->flags & SX_PRINT_NO_SIGNALS)
		return true;
	if (!printer->wishes || !printer->wishes->hidden_signals || entry->blobs < sizeof(event))
		return false;
	memcpy(&event, call_payload(entry), sizeof(event));
	return event.signal > 0 && event.signal <= 64 && printer->wishes->hidden_signals >> (event.signal - 1) & 1;
}

bool print_hides(struct printer *printer, const struct sx_call *entry)
{
	if (printer->flags & SX_PRINT_CALL_NUMBERS && is_of_call(entry))
		note_number(printer, entry);
	if (printer->banished && banished_has(printer->banished, entry))
		return true;
	switch (call_entry(entry)) {
	case ENTRY_SIGNAL:
		return hides_signal(printer, entry);
	case ENTRY_EXIT:
		return printer->flags & (entry->flags & WIRE_SUPERSEDED ? SX_PRINT_NO_SUPERSEDED : SX_PRINT_NO_EXITS);
	default:
		return !print_is_wished(printer, entry);
	}
}

static bool is_in(const uint64_t set[2][WIRE_CALLS / 64], const struct sx_call *call)
{
	unsigned number = call_number(call);

	if (number >= WIRE_CALLS)
		number = WIRE_CALLS - 1;
	return set[call->abi & 1][number / 64] >> (number % 64) & 1;
}

/* What the sets of -e abbrev=, verbose= and raw= say of this call. */
struct line_style print_style_of(const struct printer *printer, const struct sx_call *entry)
{
	const struct print_wishes *wishes = printer->wishes;
	struct line_style style = printer->line;

	style.commands = printer->flags & SX_PRINT_COMMANDS;
	style.translates = printer->flags & SX_PRINT_OWNER_IDS;
	style.entry = entry;
	if (!wishes || call_entry(entry) != ENTRY_CALL)
		return style;
	if (wishes->has_abbrev)
		style.verbose = !is_in(wishes->abbrev, entry);
	if (wishes->has_structures)
		style.no_structures = !is_in(wishes->structures, entry);
	if (wishes->has_raw)
		style.raw_arguments = is_in(wishes->raw, entry);
	return style;
}

void print_duration(struct printer *printer, const struct sx_call *call)
{
	if (!(printer->flags & SX_PRINT_DURATION) || !call_returned(call))
		return;
	text_add(printer->text, " <");
	add_seconds(printer->text, 0, call_end_ns(call) - call_start_ns(call),
		    digits_or(printer->wishes ? printer->wishes->duration_digits : 0, 6));
	text_add_char(printer->text, '>');
}

void print_stack(struct printer *printer, const struct sx_call *call)
{
	if (printer->flags & SX_PRINT_STACKS)
		stack_add_strace(printer->text, call, printer->frames, printer->flags & SX_PRINT_SOURCES);
}

size_t print_column(const struct printer *printer)
{
	return printer->line.column ? printer->line.column : RESULT_COLUMN;
}

void print_entry(struct printer *printer, const struct sx_call *entry)
{
	struct line_style style = print_style_of(printer, entry);
	size_t column = print_column(printer);

	if (printer->flags & SX_PRINT_JSON) {
		json_of_entry(printer->text, entry, &style);
		return;
	}
	style.column = column > printer->prefix ? (unsigned)(column - printer->prefix) : 1;
	print_line(printer->text, entry, &style, NULL);
	if (call_entry(entry) == ENTRY_CALL)
		print_duration(printer, entry);
	text_add_char(printer->text, '\n');
	print_dumps(printer, entry);
	print_stack(printer, entry);
}

static void flush(struct printer *printer, size_t above)
{
	if (!printer->stream || printer->text->length <= above)
		return;
	fwrite(printer->text->bytes, 1, printer->text->length, printer->stream);
	text_cut(printer->text, 0);
}

void print_flush(struct printer *printer)
{
	flush(printer, FLUSH_BYTES);
}

int print_begin(struct printer *printer, const struct sx_call *const *entries, size_t count)
{
	printer->before_ns = PRINT_NO_LINE;
	printer->line.scratch = &printer->scratch;
	return population_take(&printer->population, printer->recording);
}

int print_end(struct printer *printer)
{
	flush(printer, 0);
	arena_free(&printer->scratch);
	printer->line.scratch = NULL;
	free(printer->population.born);
	free(printer->last_calls);
	printer->last_calls = NULL;
	printer->last_room = 0;
	printer->population = (struct population){0};
	return printer->text->failed ? -ENOMEM : 0;
}

#define FETCH_AHEAD 6	/* entries */
#define FETCH_BYTES 256	/* of each */
#define LINE	    64

/* Most of the time would go into waiting for entries that come out of memory one after the other. */
void print_fetch_ahead(const struct sx_call *const *entries, size_t count, size_t i)
{
	if (i + FETCH_AHEAD >= count)
		return;
	for (unsigned at = 0; at < FETCH_BYTES; at += LINE)
		__builtin_prefetch((const char *)entries[i + FETCH_AHEAD] + at);
}

int print_entries(struct printer *printer, const struct sx_call *const *entries, size_t count)
{
	size_t i;

	if (print_begin(printer, entries, count) < 0)
		return -ENOMEM;
	for (i = 0; i < count && !printer->text->failed; i++) {
		print_fetch_ahead(entries, count, i);
		if (print_hides(printer, entries[i]))
			continue;
		if (!(printer->flags & SX_PRINT_JSON))
			print_prefix(printer, entries[i], call_start_ns(entries[i]));
		print_entry(printer, entries[i]);
		if (banished_follow(printer->banished, entries[i]) < 0)
			printer->text->failed = true;
		print_flush(printer);
	}
	return print_end(printer);
}

/* ---- what is missing ---- */

static void add_loss(struct text *text, uint64_t count, const char *one, const char *many)
{
	if (!count)
		return;
	text_add(text, text->length ? "; " : "");
	text_format(text, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

void print_losses(struct text *text, const struct recording *recording, bool as_json)
{
	const struct losses *losses = &recording->losses;
	struct text list = {0};

	add_loss(&list, losses->records, "record was lost (the ring was full)", "records were lost (the ring was full)");
	add_loss(&list, losses->over_limit, "call was dropped (memory_limit)", "calls were dropped (memory_limit)");
	add_loss(&list, losses->tasks, "child was not followed", "children were not followed");
	add_loss(&list, losses->gained, "program with more rights than its user's was not recorded",
		 "programs with more rights than their user's were not recorded");
	if (recording->is_timed_out) {
		text_add(&list, list.length ? "; " : "");
		text_add(&list, "the tree was killed at timeout_ms");
	}
	if (as_json) {
		if (list.length)
			json_of_loss(text, list.bytes);
		text_free(&list);
		return;
	}
	if (list.length)
		text_format(text, "/* incomplete: %s */\n", list.bytes);
	if (recording->left)
		text_format(text, "/* still running when the program had ended, then killed: %s */\n", recording->left);
	text_free(&list);
}
