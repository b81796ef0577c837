/* SPDX-License-Identifier: MIT */
/* SX_ARGV and SX_OPTIONS as C++ programs use them: their contents, and words that are no literals. */
#include <sysexpect/sysexpect.h>

#include <cstring>
#include <string>

static std::size_t words_of(const char *const argv[])
{
	std::size_t count = 0;

	while (argv[count])
		count++;
	return count;
}

static bool second_word_is(const char *const argv[], const char *word)
{
	return argv[0] && argv[1] && std::strcmp(argv[1], word) == 0;
}

int main()
{
	const std::string name = "./app";
	const char *pointer = "one";
	char buffer[] = "two";

	if (words_of(SX_ARGV(name)) != 1 || words_of(SX_ARGV(name, pointer, buffer, "three")) != 4)
		return 1;
	if (!second_word_is(SX_ARGV("./app", name + "-x"), "./app-x"))
		return 2;
	if (sx_options_default().size != sizeof(sx_options))
		return 3;
#if __cplusplus >= 202002L
	const sx_options copy = *static_cast<const sx_options *>(SX_OPTIONS(.calls = "%file", .timeout_ms = 7));

	if (copy.size != sizeof(sx_options) || std::strcmp(copy.calls, "%file") != 0 || copy.timeout_ms != 7)
		return 4;
#endif
	return 0;
}
