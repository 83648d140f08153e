#define _POSIX_C_SOURCE 200809L
#include "library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

void *(*allocate)(size_t);
void *(*allocate_zeroed)(size_t, size_t);
void *(*reallocate)(void *, size_t);
void (*release)(void *);
void *(*size_first_aligned)(size_t, size_t);
void *(*alignment_first_aligned)(size_t, size_t);
void *(*new_heap)(void);
void *(*allocate_in_heap)(void *, size_t);
void (*destroy_heap)(void *);

static void *library;

void fail(const char *what, const char *detail) {
  fprintf(stderr, "%s: %s%s%s\n", program_name, what, detail ? ": " : "", detail ? detail : "");
  exit(1);
}

/* Through a union: ISO C has no cast from a pointer to data to one to a function. */
static void find(const char *prefix, const char *name, void *function, bool required) {
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
  bool is_own = strcmp(path, "-") == 0;
  library = dlopen(is_own ? NULL : path, RTLD_NOW);
  if (library == NULL) fail("cannot load", dlerror());
  const char *before = is_own ? "" : prefix;
  find(before, "malloc", &allocate, true);
  find(before, "calloc", &allocate_zeroed, true);
  find(before, "realloc", &reallocate, true);
  find(before, "free", &release, true);
  find(before, "malloc_aligned", &size_first_aligned, false);
  find(before, "aligned_alloc", &alignment_first_aligned, size_first_aligned == NULL);
  find(before, "heap_new", &new_heap, false);
  find(before, "heap_malloc", &allocate_in_heap, false);
  find(before, "heap_destroy", &destroy_heap, false);
}

void *table(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) fail("out of memory", "a table");
  memset(memory, 0, count * size);
  return memory;
}
