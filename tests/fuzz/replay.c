/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files of a folder, where there is no libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int replay(const char *folder, const char *name)
{
	static uint8_t bytes[1 << 16];
	char path[4096];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file)
		return -1;
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return LLVMFuzzerTestOneInput(bytes, size);
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	struct dirent *entry;
	DIR *folder;

	if (argc != 2)
		return fprintf(stderr, "usage: %s FOLDER\n", argv[0]), 2;
	folder = opendir(argv[1]);
	if (!folder)
		return perror(argv[1]), 1;
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		if (replay(argv[1], entry->d_name) < 0)
			return perror(entry->d_name), 1;
		count++;
	}
	closedir(folder);
	printf("%u inputs\n", count);
	return count ? EXIT_SUCCESS : EXIT_FAILURE;
}
