/* Adds a millisecond to every fsync and fdatasync, as a busy or a distant disk does. Loaded before the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct timespec millisecond = { 0, 1000000 };
    nanosleep(&millisecond, 0);
    return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
