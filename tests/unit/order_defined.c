/* SPDX-License-Identifier: MIT */
/* Order by its plain definition, every chain tried, against the search on lists made at random. */
#include <errno.h>

#include "harness/query_answer.h"
#include "tests/unit/asking.h"

#define TRIALS	   12000
#define MOST_CALLS 12
#define MOST_STEPS 4

#define NARROW 1	/* by the way of long lists */
#define PLAIN  2	/* steps that capture nothing */

static uint32_t state;

static unsigned random_below(unsigned most)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % most;
}

/* ---- the definition ---- */

struct definition {
	struct patterns patterns;
	size_t reached;		/* steps of the longest chain that is certain */
	size_t reachable;	/* … or may be */
};

static enum match best_chain(struct definition *definition, size_t step, const struct sx_call *last,
			     const struct bindings *bound, enum match so_far)
{
	const struct pattern *pattern = step < definition->patterns.count ? definition->patterns.list[step] : NULL;
	enum match best = MATCH_NO;

	if (so_far == MATCH_YES && step > definition->reached)
		definition->reached = step;
	if (step > definition->reachable)
		definition->reachable = step;
	if (!pattern)
		return so_far;
	for (size_t i = 0; i < f->recording.count; i++) {
		const struct sx_call *call = f->recording.entries[i];

		if (last && !call_is_before(&arena, &f->recording, last, call))
			continue;
		for (unsigned choice = 0; choice < pattern_choices(pattern, call); choice++) {
			struct bindings joined = *bound;
			struct matching matching = {
				.scratch = &arena, .kept = &arena, .recording = &f->recording, .bindings = &joined, .choice = choice,
			};
			enum match match = pattern_match(pattern, call, &matching);

			if (match == MATCH_NO)
				continue;
			match = best_chain(definition, step + 1, call, &joined, match < so_far ? match : so_far);
			best = match > best ? match : best;
		}
	}
	return best;
}

/* ---- lists ---- */

/* Most often the number tells; else the number was given twice, or what it is open on is not known. */
static uint64_t some_identity(int fd)
{
	unsigned chance = random_below(12);

	return !chance ? 0 : chance < 4 ? 100 + random_below(3) : 97 + (uint64_t)fd;
}

static struct sx_call *some_call(void)
{
	static const char *const paths[] = {"a", "b", "/home/u/a", "d/../a"};
	static const char *const uses[] = {"write", "fsync", "close"};
	int fd = 3 + (int)random_below(2);
	struct sx_call *call;
	uint64_t identity;

	switch (random_below(8)) {
	case 0:
	case 1:
		call = open_file(paths[random_below(4)], random_below(4) ? fd : -ENOENT, &identity);
		if (call->ret >= 0)
			((struct wire_file *)(uintptr_t)call_file(call, WIRE_RESULT, fd, NULL))->identity = some_identity(fd);
		return call;
	case 2:
		call = FAKE_CALL(f, "dup2", fd + 1, (uint64_t)fd, (uint64_t)fd + 1);
		set_file(call, 0, fd, some_identity(fd));
		set_file(call, 1, fd + 1, some_identity(fd + 1));
		set_file(call, WIRE_RESULT, fd + 1, some_identity(fd));
		return call;
	case 3:
		return rename_file(paths[random_below(4)], paths[random_below(4)]);
	case 4:
		return random_below(2) ? FAKE_CALL(f, "wait4", random_below(2) ? 200 : 100, (uint64_t)-1) :
					 FAKE_CALL(f, "close_range", 0, (uint64_t)fd, (uint64_t)fd);
	default:
		return use(uses[random_below(3)], fd, some_identity(fd));
	}
}

static void make_list(void)
{
	unsigned count = 2 + random_below(MOST_CALLS - 1);
	unsigned birth = random_below(4);
	struct process *child = fake_process(f, 200, "child");

	for (unsigned i = 0; i < count; i++) {
		unsigned process = i > birth && random_below(2);
		struct sx_call *call;

		f->pid = process ? 200 : 100;
		f->tid = f->pid;
		call = some_call();
		call->process = f->processes[process];
		call->end_ns = random_below(12) ? call->start_ns + 1 + random_below(1500) : UINT64_MAX;
		if (i == birth)
			child->born_of = call;
	}
	if (random_below(2))
		child->ended_ns = f->clock_ns - random_below(3000);
	/* a list as it ended, or as it grows */
	if (random_below(2))
		fake_finish(f);
}

/* ---- questions ---- */

static const char *some_plain_step(void)
{
	static const char *const steps[] = {
		"openat", "openat(*, '/home/u/a', ...)", "%file(path='/home/u/b')", "write", "fsync(3, ...)", "close(4) = 0", "dup2(...) = 4", "wait4(...)",
		"wait4(...) = 200", "wait4", "[pid 200] openat", "[pid 100] close", "rename(...)", "close_range(...)",
	};

	return steps[random_below(sizeof(steps) / sizeof(*steps))];
}

static const char *some_step(size_t number)
{
	/* those that capture come first, so that most questions are about what calls have in common */
	static const char *const steps[] = {
		"openat(...) = $fd", "openat(*, 'a', ...) = $fd", "openat(*, $p, ...)", "openat(...) = $new", "dup2($fd, *) = $new",
		"dup2($fd, $new)", "rename($p, *)", "%rename(path=$p)", "[pid $who] fsync($fd)", "wait4(...)",
		"write($fd, ...)", "fsync($fd)", "close($fd)", "close(fd=$fd) = 0", "fsync($new)", "write($new, ...)",
		"close_range($fd, *, *)", "rename(*, '$p')", "openat(*, '/home/u/a', ...)", "openat", "wait4(...) = 200",
		"[pid 200] close($fd)", "fsync(> $fd)", "fsync(!= $fd)",
	};
	unsigned count = sizeof(steps) / sizeof(*steps);

	return steps[number ? random_below(count) : random_below(10)];
}

START_TEST(the_search_finds_what_the_definition_says)
{
	unsigned holds = 0, fails = 0, unknown = 0, trials = _i & PLAIN ? TRIALS / 3 : TRIALS;

	for (unsigned trial = 0; trial < trials; trial++) {
		const char *steps[MOST_STEPS];
		size_t count;
		struct definition definition = {0};
		struct text report = {0};
		enum match expected;
		int r;

		state = trial * 2654435761u + 1;
		count = random_below(2) ? 2 : 3 + random_below(MOST_STEPS - 2);
		for (size_t i = 0; i < count; i++)
			steps[i] = _i & PLAIN ? some_plain_step() : some_step(i);
		r = patterns_compile(&arena, steps, count, NULL, &definition.patterns, &report);
		text_free(&report);
		if (r < 0)
			continue;
		setup();
		make_list();
		expected = best_chain(&definition, 0, NULL, &(struct bindings){0}, MATCH_YES);
		order_answer(t, &arena, steps, count, _i & NARROW, &answer);
		ck_assert_msg(answer.outcome == (expected == MATCH_YES ? OUTCOME_HOLDS :
						 expected == MATCH_NO ? OUTCOME_FAILS : OUTCOME_CANNOT_TELL),
			      "trial %u: outcome %d, expected match %d: %s; %s; %s; %s", trial, answer.outcome, expected, steps[0],
			      steps[1], count > 2 ? steps[2] : "-", count > 3 ? steps[3] : "-");
		if (expected != MATCH_UNKNOWN)
			ck_assert_msg(answer.reached == definition.reached || answer.reached == definition.reachable, "trial %u: reached %zu, expected %zu: %s; %s; %s; %s", trial,
				      answer.reached, definition.reached, steps[0], steps[1], count > 2 ? steps[2] : "-",
				      count > 3 ? steps[3] : "-");
		holds += expected == MATCH_YES;
		fails += expected == MATCH_NO;
		unknown += expected == MATCH_UNKNOWN;
		teardown();
	}
	/* all three come often enough to mean something */
	ck_assert_uint_gt(holds, trials / 100);
	ck_assert_uint_gt(fails, trials / 100);
	ck_assert_uint_gt(unknown, trials / 1000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("order_defined");
	TCase *tests = tcase_create("order_defined");

	tcase_set_timeout(tests, 30);
	tcase_add_loop_test(tests, the_search_finds_what_the_definition_says, 0, NARROW + PLAIN + 1);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
