/* SPDX-License-Identifier: MIT */
/* How far two words are apart: letters to insert, drop, replace, or swap with their neighbour. */
#include "harness/base/nearest.h"

#include <string.h>

#define LONGEST 64

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1], *before = rows[0], *last = rows[1], *row = rows[2], *oldest;
	size_t a_length = strlen(a), b_length = strlen(b), i, j;

	if (a_length > LONGEST || b_length > LONGEST)
		return LONGEST;
	for (j = 0; j <= b_length; j++)
		before[j] = last[j] = j;
	for (i = 1; i <= a_length; i++) {
		row[0] = i;
		for (j = 1; j <= b_length; j++) {
			row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && row[j] > before[j - 2] + 1)
				row[j] = before[j - 2] + 1;
		}
		oldest = before;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b_length];
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	unsigned apart = distance(nearest->word, name);

	/* A third of the letters wrong, two at least, is another word. */
	if (apart > 2 && apart > strlen(nearest->word) / 3)
		return;
	if (apart >= strlen(nearest->word))
		return;
	if (!nearest->name || apart < nearest->distance) {
		nearest->name = name;
		nearest->distance = apart;
	}
}
