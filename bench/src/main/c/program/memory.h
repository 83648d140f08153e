/* The library under test. */
#ifndef CCALLOC_MEMORY_H
#define CCALLOC_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern void *(*allocate)(size_t);
extern void *(*reallocate)(void *, size_t);
extern void (*release)(void *);

void *allocate_aligned(size_t size, size_t alignment);

/* What stands before malloc is "mi_" or "je_"; "-" is this process's own C library, where nothing stands before it. */
void load_library(const char *path, const char *prefix);

void fail(const char *what, const char *detail);

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
