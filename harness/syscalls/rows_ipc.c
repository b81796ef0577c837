/* SPDX-License-Identifier: MIT */
/* Calls of System V interprocess communication and of POSIX message queues. */
#include "harness/syscalls/rows.h"

ROW(shmget,          NUMBER,  IP,    FLAGS(key, ipc_keys), SIZE(size), FLAGS(shmflg, shmget_flags))
ROW(shmat,           PAGE,    IP|ME, INT(shmid), ADDRESS(shmaddr), FLAGS(shmflg, shmat_flags))
ROW(shmdt,           UNMAP,   IP|ME, ADDRESS(shmaddr))
ROW_BY(1, shmctl,    NUMBER,  IP,    INT(shmid), FLAGS(cmd, shmctl_ops), ADDRESS(buf))
ROW(semget,          NUMBER,  IP,    FLAGS(key, ipc_keys), INT(nsems), FLAGS(semflg, ipc_flags))
ROW(semop,           NUMBER,  IP,    INT(semid), ARRAY(sops, sembuf, 2), UINT(nsops))
ROW(semtimedop,      NUMBER,  IP,    INT(semid), ARRAY(sops, sembuf, 2), UINT(nsops), IN(timeout, timespec))
ROW_BY(2, semctl,    NUMBER,  IP,    INT(semid), INT(semnum), FLAGS(cmd, semctl_ops), ADDRESS(arg))
ROW(msgget,          NUMBER,  IP,    FLAGS(key, ipc_keys), FLAGS(msgflg, ipc_flags))
ROW(msgsnd,          NUMBER,  IP,    INT(msqid), IN_MESSAGE(msgp, 2), SIZE(msgsz), FLAGS(msgflg, ipc_msg_flags))
ROW(msgrcv,          NUMBER,  IP,    INT(msqid), OUT_MESSAGE(msgp, 2), SIZE(msgsz), LONG(msgtyp), FLAGS(msgflg, ipc_msg_flags))
ROW_BY(1, msgctl,    NUMBER,  IP,    INT(msqid), FLAGS(cmd, msgctl_ops), ADDRESS(buf))
ROW(mq_open,         FD,      DE,    PATH_TEXT(name), FLAGS(oflag, open_flags), MODE_WHEN(mode, 1, 0100 /* O_CREAT */), IN_WHEN(attr, mq_limits, 1, 0100 /* O_CREAT */))
ROW(mq_unlink,       DONE,    0,     PATH_TEXT(name))
ROW(mq_timedsend,    NUMBER,  DE,    FD(mqdes), IN_BYTES(msg_ptr, 2), SIZE(msg_len), UINT(msg_prio), IN(abs_timeout, timespec))
ROW(mq_timedreceive, NUMBER,  DE,    FD(mqdes), OUT_BYTES(msg_ptr, 2), SIZE(msg_len), OUT(msg_prio, uint), IN(abs_timeout, timespec))
ROW(mq_notify,       NUMBER,  DE,    FD(mqdes), IN(sevp, sigevent))
ROW(mq_getsetattr,   NUMBER,  DE,    FD(mqdes), IN(newattr, mq_attr), OUT(oldattr, mq_attr))
