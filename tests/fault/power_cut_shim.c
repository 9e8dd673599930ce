// Preloaded into redis-server by the power-cut test: writes down, in the file that POWER_CUT_LOG
// names, how much of each file was fsynced and what was renamed. What a power cut would leave is
// computed from that; everything that was only written is taken away.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void Note(const char* line) {
  const char* log = getenv("POWER_CUT_LOG");
  if (log == NULL) return;
  const int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) abort();
  if (write(fd, line, strlen(line)) < 0) abort();
  close(fd);
}

// Before the call returns to Redis, so before any answer that rests on it goes out.
static void NoteSynced(int fd) {
  char link[64], path[PATH_MAX], line[PATH_MAX + 64];
  struct stat info;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return;
  path[size] = '\0';
  snprintf(line, sizeof line, "synced %lld %s\n", (long long)info.st_size, path);
  Note(line);
}

typedef int (*Sync)(int);
typedef int (*Rename)(const char*, const char*);

int fsync(int fd) {
  const int result = ((Sync)dlsym(RTLD_NEXT, "fsync"))(fd);
  if (result == 0) NoteSynced(fd);
  return result;
}

int fdatasync(int fd) {
  const int result = ((Sync)dlsym(RTLD_NEXT, "fdatasync"))(fd);
  if (result == 0) NoteSynced(fd);
  return result;
}

int rename(const char* from, const char* to) {
  char before[PATH_MAX], after[PATH_MAX], line[2 * PATH_MAX + 64];
  const int known = realpath(from, before) != NULL;
  const int result = ((Rename)dlsym(RTLD_NEXT, "rename"))(from, to);
  if (result == 0 && known && realpath(to, after) != NULL) {
    snprintf(line, sizeof line, "renamed %s %s\n", before, after);
    Note(line);
  }
  return result;
}
