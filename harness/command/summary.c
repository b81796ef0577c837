/* SPDX-License-Identifier: MIT */
/* Counts, errors and times per call, as a table. */
#include "summary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_US 1000
#define NS_PER_SECOND UINT64_C(1000000000)

struct row {
	const char *name;
	unsigned number;
	uint64_t calls, errors;
	uint64_t time_ns, least_ns, most_ns;
};

struct table {
	struct row *rows;
	size_t count, room;
	uint64_t total_ns;
};

/* ---- columns ---- */

enum column { SHARE, TOTAL, LEAST, MOST, AVERAGE, CALLS, ERRORS, NAME, COLUMNS, NOTHING };

static const struct {
	const char *name;
	uint8_t column;
} words[] = {
	{"time-percent", SHARE}, {"time", SHARE}, {"time_percent", SHARE}, {"total-time", TOTAL}, {"time-total", TOTAL},
	{"total_time", TOTAL}, {"time_total", TOTAL}, {"min-time", LEAST}, {"min_time", LEAST}, {"shortest", LEAST},
	{"time-min", LEAST}, {"time_min", LEAST}, {"max-time", MOST}, {"max_time", MOST}, {"longest", MOST},
	{"time-max", MOST}, {"time_max", MOST}, {"avg-time", AVERAGE}, {"avg_time", AVERAGE}, {"time-avg", AVERAGE},
	{"time_avg", AVERAGE}, {"calls", CALLS}, {"count", CALLS}, {"errors", ERRORS}, {"error", ERRORS}, {"name", NAME},
	{"syscall", NAME}, {"syscall-name", NAME}, {"syscall_name", NAME}, {"nothing", NOTHING}, {"none", NOTHING},
};

static const struct {
	const char *title;
	int width;	/* at least; negative: from the left */
} looks[COLUMNS] = {
	[SHARE] = {"% time", 6}, [TOTAL] = {"seconds", 11}, [LEAST] = {"shortest", 8}, [MOST] = {"longest", 8},
	[AVERAGE] = {"usecs/call", 11}, [CALLS] = {"calls", 9}, [ERRORS] = {"errors", 9}, [NAME] = {"syscall", -16},
};

static int find_word(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].name) == length && !strncmp(words[i].name, text, length))
			return words[i].column;
	return -EINVAL;
}

bool summary_knows_key(const char *key)
{
	return find_word(key, strlen(key)) >= 0;
}

/* The name comes last where the list has none. Returns how many there are, or -EINVAL. */
static int list_columns(const char *text, uint8_t ret_columns[COLUMNS])
{
	unsigned seen = 0;
	int count = 0;

	if (!text)
		text = "time,total-time,avg-time,calls,errors,name";
	while (*text) {
		size_t length = strcspn(text, ",");
		int column = find_word(text, length);

		if (column < 0 || column >= COLUMNS || seen >> column & 1)
			return -EINVAL;
		seen |= 1u << column;
		ret_columns[count++] = (uint8_t)column;
		text += length + (text[length] == ',');
	}
	if (!(seen >> NAME & 1))
		ret_columns[count++] = NAME;
	return count;
}

bool summary_knows_columns(const char *columns)
{
	uint8_t list[COLUMNS];

	return list_columns(columns, list) > 0;
}

/* ---- counting ---- */

static struct row *row_of(struct table *table, const char *name, unsigned number)
{
	size_t i, room;
	struct row *rows;

	for (i = 0; i < table->count; i++) {
		if (table->rows[i].name == name || !strcmp(table->rows[i].name, name))
			return &table->rows[i];
	}
	if (table->count == table->room) {
		room = table->room ? table->room * 2 : 64;
		rows = reallocarray(table->rows, room, sizeof(*rows));
		if (!rows)
			return NULL;
		table->rows = rows;
		table->room = room;
	}
	table->rows[table->count] = (struct row){.name = name, .number = number, .least_ns = UINT64_MAX};
	return &table->rows[table->count++];
}

static void add_time(struct row *row, uint64_t ns)
{
	row->time_ns += ns;
	if (ns < row->least_ns)
		row->least_ns = ns;
	if (ns > row->most_ns)
		row->most_ns = ns;
}

/* A call that never returned is in no table of strace's. */
static int count_calls(struct table *table, sx_trace *trace, const struct summary *wanted)
{
	const sx_call *call = NULL;
	struct row *row;

	while ((call = sx_find(trace, call, NULL))) {
		uint64_t ns = sx_call_duration_ns(call);

		if (ns == UINT64_MAX)
			continue;
		if (!wanted->by_clock)
			ns = sx_call_run_ns(call);
		if (ns == UINT64_MAX)	/* it began before the recording */
			ns = 0;
		row = row_of(table, sx_call_name(call), sx_call_number(call));
		if (!row)
			return -ENOMEM;
		row->calls++;
		row->errors += sx_call_errno(call) > 0;
		ns = ns > wanted->overhead_ns ? ns - wanted->overhead_ns : 0;
		add_time(row, ns);
		table->total_ns += ns;
	}
	return 0;
}

/* ---- order ---- */

static uint64_t key_of(const struct row *row, enum column key)
{
	switch (key) {
	case LEAST:
		return row->least_ns;
	case MOST:
		return row->most_ns;
	case AVERAGE:
		return row->calls ? row->time_ns / row->calls : 0;
	case CALLS:
		return row->calls;
	case ERRORS:
		return row->errors;
	default:
		return row->time_ns;
	}
}

/* Larger first; the name decides among equals, so that the order is always the same. */
static int compare_rows(const void *a, const void *b, void *key)
{
	const struct row *left = a, *right = b;
	enum column column = *(const enum column *)key;
	uint64_t l = key_of(left, column), r = key_of(right, column);

	if (column == NOTHING)	/* in the order of their numbers, as strace has them */
		return (left->number > right->number) - (left->number < right->number);
	return column != NAME && l != r ? (l < r) - (l > r) : strcmp(left->name, right->name);
}

/* ---- printing ---- */

static void format_cell(char *text, size_t room, const struct row *row, enum column column, uint64_t total_ns)
{
	uint64_t ns = key_of(row, column);

	*text = '\0';
	switch (column) {
	case SHARE:
		snprintf(text, room, "%.2f", total_ns ? 100.0 * (double)row->time_ns / (double)total_ns : 0);
		break;
	case TOTAL:
	case LEAST:
	case MOST:
		snprintf(text, room, "%" PRIu64 ".%06" PRIu64, ns / NS_PER_SECOND, ns % NS_PER_SECOND / NS_PER_US);
		break;
	case AVERAGE:
		snprintf(text, room, "%" PRIu64, ns / NS_PER_US);
		break;
	case CALLS:
		snprintf(text, room, "%" PRIu64, ns);
		break;
	case ERRORS:
		if (ns)
			snprintf(text, room, "%" PRIu64, ns);
		break;
	default:
		snprintf(text, room, "%s", row->name);
	}
}

static int width_of(enum column column, const struct table *table)
{
	int width = looks[column].width;

	for (size_t i = 0; column == NAME && i < table->count; i++)
		if ((int)strlen(table->rows[i].name) > -width)
			width = -(int)strlen(table->rows[i].name);
	return width;
}

/* The last column is not filled up on its right. */
static void print_line(FILE *stream, const struct table *table, const uint8_t *columns, int count, const struct row *row)
{
	for (int i = 0; i < count; i++) {
		int width = width_of(columns[i], table);
		char cell[64];

		if (row)
			format_cell(cell, sizeof(cell), row, columns[i], table->total_ns);
		fprintf(stream, "%s%*s", i ? " " : "", i == count - 1 && width < 0 ? 0 : width,
			row ? cell : looks[columns[i]].title);
	}
	fputc('\n', stream);
}

static void print_rule(FILE *stream, const struct table *table, const uint8_t *columns, int count)
{
	for (int i = 0; i < count; i++) {
		int width = abs(width_of(columns[i], table));

		if (i)
			fputc(' ', stream);
		while (width--)
			fputc('-', stream);
	}
	fputc('\n', stream);
}

static struct row total_of(const struct table *table)
{
	struct row total = {.name = "total", .least_ns = UINT64_MAX};

	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = &table->rows[i];

		total.calls += row->calls;
		total.errors += row->errors;
		total.time_ns += row->time_ns;
		if (row->least_ns < total.least_ns)
			total.least_ns = row->least_ns;
		if (row->most_ns > total.most_ns)
			total.most_ns = row->most_ns;
	}
	if (!table->count)
		total.least_ns = 0;
	return total;
}

int summary_print(sx_trace *trace, FILE *stream, const struct summary *wanted)
{
	struct table table = {0};
	uint8_t list[COLUMNS];
	int count = list_columns(wanted->columns, list), key = find_word(wanted->sort, strlen(wanted->sort)), r;
	enum column column = (enum column)key;
	struct row total;

	if (count < 0 || key < 0)
		return -EINVAL;
	r = count_calls(&table, trace, wanted);
	if (r < 0)
		goto done;
	total = total_of(&table);
	if (table.count)
		qsort_r(table.rows, table.count, sizeof(*table.rows), compare_rows, &column);
	print_line(stream, &table, list, count, NULL);
	print_rule(stream, &table, list, count);
	for (size_t i = 0; i < table.count; i++)
		print_line(stream, &table, list, count, &table.rows[i]);
	print_rule(stream, &table, list, count);
	print_line(stream, &table, list, count, &total);
done:
	free(table.rows);
	return r;
}
