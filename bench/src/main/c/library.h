/* The library under test, and what all programs do with its blocks. Each program names itself for the messages of fail(). */
#ifndef CCALLOC_LIBRARY_H
#define CCALLOC_LIBRARY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern void *(*allocate)(size_t);
extern void *(*allocate_zeroed)(size_t, size_t);
extern void *(*reallocate)(void *, size_t);
extern void (*release)(void *);
/* mimalloc takes the size first, the others the alignment; one of the two is there. */
extern void *(*size_first_aligned)(size_t, size_t);
extern void *(*alignment_first_aligned)(size_t, size_t);
/* Of mimalloc alone; else NULL. */
extern void *(*new_heap)(void);
extern void *(*allocate_in_heap)(void *, size_t);
extern void (*destroy_heap)(void *);

static inline void *allocate_aligned(size_t size, size_t alignment) {
  return size_first_aligned != NULL ? size_first_aligned(size, alignment) : alignment_first_aligned(alignment, size);
}

/* What stands before malloc is "mi_" or "je_"; "-" is this process's own C library, where nothing stands before it. */
void load_library(const char *path, const char *prefix);

extern const char *const program_name;

_Noreturn void fail(const char *what, const char *detail);

static inline void *live(void *block) {
  if (block == NULL) fail("out of memory", NULL);
  return block;
}

/* Memory for tables, which is no part of what is measured: from the C library, and touched before anything is measured. */
void *table(size_t count, size_t size);

static inline uint64_t get(const void *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline void put(void *at, uint64_t value) { memcpy(at, &value, sizeof value); }

#endif
