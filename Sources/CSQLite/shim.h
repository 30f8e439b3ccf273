// The system's SQLite, and the few things of it that Swift cannot import by itself.
#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast in a macro, which Swift does not import.
static inline sqlite3_destructor_type stackmeter_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// sqlite3_config and sqlite3_db_config are variadic, which Swift cannot call.
static inline int stackmeter_sqlite_db_config(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

// Turns off the count of the memory in use, for which each allocation takes a lock: before SQLite is used at all.
static inline int stackmeter_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

#if defined(__linux__)
#include <sys/types.h>
// glibc declares it only where _GNU_SOURCE is defined, which it is not when Swift imports a header.
extern int sync_file_range(int descriptor, __off64_t offset, __off64_t count, unsigned int flags);
#endif

// Begins to write what a file has in the system's cache to the disk: SYNC_FILE_RANGE_WRITE, of all of it.
static inline void stackmeter_send_to_disk(int descriptor) {
#if defined(__linux__)
  sync_file_range(descriptor, 0, 0, 2);
#endif
}
