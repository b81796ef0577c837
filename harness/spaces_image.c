/* SPDX-License-Identifier: MIT */
/* Programs on disk: whether they are still what was mapped, and where their code stands in memory. */
#include "harness/spaces.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000ull
#define PAGE_OFFSET(n) ((n) & 4095)

/* Mounts that are no block device (overlayfs, btrfs) show stat(2) another number than the kernel uses inside. */
static bool is_same_device(uint32_t mapped, dev_t found)
{
	unsigned major_number = mapped >> 20;

	return (major_number == major(found) && (mapped & 0xfffff) == minor(found)) ||
	       (!major_number && !major(found));
}

int mapped_file_open(const struct mapped_file *file, const struct recording *recording)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	uint64_t changed_ns;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		goto stale;
	if (file->dev && (file->ino != status.st_ino || !is_same_device(file->dev, status.st_dev)))
		goto stale;
	changed_ns = (uint64_t)status.st_ctim.tv_sec * NS_PER_SECOND + (uint64_t)status.st_ctim.tv_nsec;
	if (changed_ns > recording->began_realtime_ns + file->mapped_ns)
		goto stale;
	return fd;
stale:
	close(fd);
	return -ESTALE;
}

/* Where the first header would be, were the file loaded at 0. */
static bool headers_address(Elf *elf, const GElf_Ehdr *header, uint64_t *ret_address)
{
	GElf_Phdr segment;

	for (int i = 0; i < header->e_phnum && gelf_getphdr(elf, i, &segment); i++) {
		if (segment.p_type != PT_LOAD || header->e_phoff < segment.p_offset ||
		    header->e_phoff >= segment.p_offset + segment.p_filesz)
			continue;
		*ret_address = segment.p_vaddr + header->e_phoff - segment.p_offset;
		return true;
	}
	return false;
}

static int add_segments(Elf *elf, const struct mapped_file *file, uint64_t headers, bool is_base,
			struct mappings *mappings)
{
	struct mapping mapping = {.file = file};
	GElf_Ehdr header;
	GElf_Phdr segment;
	uint64_t bias = headers, linked;
	int r = 0;

	if (!gelf_getehdr(elf, &header))
		return -ENOEXEC;
	if (!is_base) {
		if (!headers_address(elf, &header, &linked))
			return -ENOEXEC;
		bias = headers - linked;
	}
	for (int i = 0; r == 0 && i < header.e_phnum && gelf_getphdr(elf, i, &segment); i++) {
		if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
			continue;
		mapping.start = bias + segment.p_vaddr - PAGE_OFFSET(segment.p_vaddr);
		mapping.end = (bias + segment.p_vaddr + segment.p_filesz + 4095) & ~4095ull;
		mapping.offset = segment.p_offset - PAGE_OFFSET(segment.p_offset);
		r = mappings_add(mappings, &mapping);
	}
	return r;
}

int image_segments(int fd, const struct mapped_file *file, uint64_t headers, bool is_base, struct mappings *mappings)
{
	Elf *elf;
	int r;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf)
		return -ENOEXEC;
	r = add_segments(elf, file, headers, is_base, mappings);
	elf_end(elf);
	return r;
}

char *image_loader(int fd)
{
	GElf_Phdr segment;
	char *path = NULL;
	size_t count, i;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf)
		return NULL;
	if (elf_getphdrnum(elf, &count) < 0)
		count = 0;
	for (i = 0; i < count && !path && gelf_getphdr(elf, (int)i, &segment); i++) {
		if (segment.p_type != PT_INTERP || !segment.p_filesz || segment.p_filesz > 4096)
			continue;
		path = calloc(1, segment.p_filesz + 1);
		if (path && pread(fd, path, segment.p_filesz, (off_t)segment.p_offset) != (ssize_t)segment.p_filesz)
			path[0] = '\0';
	}
	elf_end(elf);
	return path;
}
