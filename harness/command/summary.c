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
	uint64_t calls, errors;
	uint64_t time_ns;
};

struct table {
	struct row *rows;
	size_t count, room;
};

static struct row *row_of(struct table *table, const char *name)
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
	table->rows[table->count] = (struct row){.name = name};
	return &table->rows[table->count++];
}

static int count_calls(struct table *table, sx_trace *trace)
{
	const sx_call *call = NULL;
	uint64_t duration_ns;
	struct row *row;

	while ((call = sx_find(trace, call, NULL))) {
		row = row_of(table, sx_call_name(call));
		if (!row)
			return -ENOMEM;
		row->calls++;
		row->errors += sx_call_errno(call) > 0;
		duration_ns = sx_call_duration_ns(call);
		if (duration_ns != UINT64_MAX)
			row->time_ns += duration_ns;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Larger first; the name decides among equals, so that the order is always the same. */
static int larger_first(uint64_t left, uint64_t right, const void *a, const void *b)
{
	return left != right ? (left < right) - (left > right) : by_name(a, b);
}

static int by_time(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return larger_first(left->time_ns, right->time_ns, a, b);
}

static int by_calls(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return larger_first(left->calls, right->calls, a, b);
}

static int by_errors(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return larger_first(left->errors, right->errors, a, b);
}

static void sort_rows(struct table *table, const char *key)
{
	int (*compare)(const void *, const void *) = by_time;

	if (!strncmp(key, "no", 2))	/* nothing, none: in order of first call */
		return;
	if (*key == 'c')
		compare = by_calls;
	else if (*key == 'e')
		compare = by_errors;
	else if (*key == 'n' || *key == 's')
		compare = by_name;
	if (table->count)
		qsort(table->rows, table->count, sizeof(*table->rows), compare);
}

static void print_row(FILE *stream, const struct row *row, uint64_t total_ns)
{
	double share = total_ns ? 100.0 * (double)row->time_ns / (double)total_ns : 0;
	uint64_t each_us = row->calls ? row->time_ns / row->calls / NS_PER_US : 0;
	char errors[24] = "";

	if (row->errors)
		snprintf(errors, sizeof(errors), "%" PRIu64, row->errors);
	fprintf(stream, "%6.2f %4" PRIu64 ".%06" PRIu64 " %11" PRIu64 " %9" PRIu64 " %9s %s\n", share,
		row->time_ns / NS_PER_SECOND, row->time_ns % NS_PER_SECOND / NS_PER_US, each_us, row->calls,
		errors, row->name);
}

int summary_print(sx_trace *trace, FILE *stream, const char *sort)
{
	static const char rule[] = "------ ----------- ----------- --------- --------- ----------------\n";
	struct row total = {.name = "total"};
	struct table table = {0};
	size_t i;
	int r;

	r = count_calls(&table, trace);
	if (r < 0)
		goto done;
	for (i = 0; i < table.count; i++) {
		total.calls += table.rows[i].calls;
		total.errors += table.rows[i].errors;
		total.time_ns += table.rows[i].time_ns;
	}
	sort_rows(&table, sort);

	fputs("% time     seconds  usecs/call     calls    errors syscall\n", stream);
	fputs(rule, stream);
	for (i = 0; i < table.count; i++)
		print_row(stream, &table.rows[i], total.time_ns);
	fputs(rule, stream);
	print_row(stream, &total, total.time_ns);
done:
	free(table.rows);
	return r;
}
