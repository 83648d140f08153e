#define _POSIX_C_SOURCE 200809L
#include "memory.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

void *(*allocate)(size_t);
void *(*reallocate)(void *, size_t);
void (*release)(void *);
/* mimalloc takes the size first, the others the alignment. */
static void *(*size_first_aligned)(size_t, size_t);
static void *(*alignment_first_aligned)(size_t, size_t);

static void *library;

void fail(const char *what, const char *detail) {
  fprintf(stderr, "programs: %s%s%s\n", what, detail ? ": " : "", detail ? detail : "");
  exit(1);
}

/* Through a union: ISO C has no cast from a pointer to data to one to a function. */
static void find(const char *prefix, const char *name, void *function, int required) {
  char symbol[64];
  snprintf(symbol, sizeof symbol, "%s%s", prefix, name);
  union {
    void *data;
    void (*code)(void);
  } address = {.data = dlsym(library, symbol)};
  if (address.data == NULL && required) fail("the library lacks a function", symbol);
  memcpy(function, &address.code, sizeof address.code);
}

void load_library(const char *path, const char *prefix) {
  int is_own = strcmp(path, "-") == 0;
  library = dlopen(is_own ? NULL : path, RTLD_NOW);
  if (library == NULL) fail("cannot load", dlerror());
  const char *before = is_own ? "" : prefix;
  find(before, "malloc", &allocate, 1);
  find(before, "realloc", &reallocate, 1);
  find(before, "free", &release, 1);
  find(before, "malloc_aligned", &size_first_aligned, 0);
  find(before, "aligned_alloc", &alignment_first_aligned, size_first_aligned == NULL);
}

void *allocate_aligned(size_t size, size_t alignment) {
  return size_first_aligned != NULL ? size_first_aligned(size, alignment) : alignment_first_aligned(alignment, size);
}

void *table(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) fail("out of memory", "a table");
  memset(memory, 0, count * size);
  return memory;
}
