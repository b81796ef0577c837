/* SPDX-License-Identifier: MIT */
/* Sends messages in pieces, and a descriptor along with one. */
#include <sys/socket.h>

#include "victim.h"

static int pair[2];

static void do_gathered(void)
{
	char one[4], two[20];
	struct iovec out[] = { { (char *)"gathered ", 9 }, { (char *)"message", 7 } };
	struct iovec in[] = { { one, 4 }, { two, 20 } };
	struct msghdr sent = { .msg_iov = out, .msg_iovlen = 2 }, got = { .msg_iov = in, .msg_iovlen = 2 };

	require(sendmsg(pair[0], &sent, MSG_NOSIGNAL) == 16);
	say("sendmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"gathered \", iov_len=9}, "
	    "{iov_base=\"message\", iov_len=7}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, MSG_NOSIGNAL) = 16",
	    shown(pair[0]));
	require(recvmsg(pair[1], &got, 0) == 16);
	say("recvmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"gath\", iov_len=4}, "
	    "{iov_base=\"ered message\", iov_len=20}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, 0) = 16",
	    shown(pair[1]));
	require(sendmsg(99, &sent, 0) == -1);
	say("sendmsg(99, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"gathered \", iov_len=9}, "
	    "{iov_base=\"message\", iov_len=7}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, 0) = %s", outcome(-1));
}

/* Room for a descriptor that goes along. */
union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void pass(struct msghdr *message, union control *control, int fd)
{
	struct cmsghdr *header;

	memset(control, 0, sizeof(*control));
	message->msg_control = control;
	message->msg_controllen = CMSG_LEN(sizeof(int));
	header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
}

/* SCM_RIGHTS: the same open file under another number. */
static void do_rights(void)
{
	union control control;
	char byte = 'x';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
	int fd = openat(AT_FDCWD, "passed", O_RDWR | O_CREAT, 0600), got;

	require(fd >= 0);
	say("openat(AT_FDCWD<%s>, \"passed\", O_RDWR|O_CREAT, 0600) = %s", folder, shown(fd));
	pass(&message, &control, fd);
	require(sendmsg(pair[0], &message, 0) == 1);
	say("sendmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], msg_iovlen=1, "
	    "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%s]}], "
	    "msg_controllen=20, msg_flags=0}, 0) = 1", shown(pair[0]), shown(fd));
	message.msg_controllen = sizeof(control);
	require(recvmsg(pair[1], &message, MSG_CMSG_CLOEXEC) == 1);
	memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(got));
	say("recvmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], msg_iovlen=1, "
	    "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%s]}], "
	    "msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 1", shown(pair[1]), shown(got));
	require(write(got, "passed", 6) == 6);
	say("write(%s, \"passed\", 6) = 6", shown(got));
}

#define SEGMENT 4096
#define SEGMENTS 31

/* What comes fills the first of many buffers, and a descriptor comes with it. Of large buffers and then small ones, so
 * that somebody who took them all would have no room left for it, however little it needs. */
static void do_roomy(void)
{
	static char buffers[SEGMENTS][SEGMENT];
	struct iovec vector[SEGMENTS];
	struct msghdr message = { .msg_iov = vector, .msg_iovlen = 1 };
	union control control;
	char rest[40 * SEGMENTS] = "";
	int fd = open("passed", O_RDWR | O_CREAT, 0600), i, got;

	require(fd >= 0);
	for (i = 0; i < SEGMENTS; i++) {
		memset(buffers[i], 'a' + i, SEGMENT);
		vector[i] = (struct iovec){ buffers[i], i < 5 ? SEGMENT : i == 5 ? 2400 : 16 };
		if (i)
			sprintf(rest + strlen(rest), ", {iov_base=\"\", iov_len=%zu}", vector[i].iov_len);
	}
	pass(&message, &control, fd);
	require(sendmsg(pair[0], &message, 0) == SEGMENT);
	message.msg_iovlen = SEGMENTS;
	message.msg_controllen = sizeof(control);
	require(recvmsg(pair[1], &message, 0) == SEGMENT);
	memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(got));
	say("recvmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"..., "
	    "iov_len=4096}%s], msg_iovlen=31, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, "
	    "cmsg_data=[%s]}], msg_controllen=24, msg_flags=0}, 0) = 4096", shown(pair[1]), rest, shown(got));
}

/* Who sent it stands before what was passed. */
static void do_introduced(void)
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} both;
	union control control;
	char byte = 'x';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
	int fd = open("passed", O_RDWR | O_CREAT, 0600), got, one = 1;

	require(fd >= 0);
	require(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)) == 0);
	pass(&message, &control, fd);
	require(sendmsg(pair[0], &message, 0) == 1);
	message.msg_control = &both;
	message.msg_controllen = sizeof(both);
	require(recvmsg(pair[1], &message, 0) == 1);
	memcpy(&got, CMSG_DATA(CMSG_NXTHDR(&message, CMSG_FIRSTHDR(&message))), sizeof(got));
	say("recvmsg(%s, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], msg_iovlen=1, "
	    "msg_control=[{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=%d, uid=%d, gid=%d}}, "
	    "{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%s]}], msg_controllen=56, msg_flags=0}, 0) = 1",
	    shown(pair[1]), getpid(), getuid(), getgid(), shown(got));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "gathered", do_gathered }, { "rights", do_rights }, { "roomy", do_roomy }, { "introduced", do_introduced },
		{ NULL, NULL },
	};

	require(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	return run_cases(argc, argv, cases);
}
