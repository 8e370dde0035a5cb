/*
 * disk.h - what a file needs to have one writer and to outlive a power cut.
 *
 * Errors: -1, said on standard error with the path.
 */
#ifndef CT_BASE_DISK_H
#define CT_BASE_DISK_H

/* Lock an open file until it is closed; -1 if another run holds it ("PATH: in use by another
 * run").  path is what the user calls it. */
int disk_lock(int fd, const char *path);
/* Put the folder that path is in on the disk: a file that was made or renamed there stays. */
int disk_sync_folder(const char *path);
#endif
