/* Programs whose threads have blocks of their own. What each does is told by the class of the same name in Java. */
#include <stdatomic.h>

#include "programs.h"

static struct slot **tables;

/* -------------------------------------------------------------------------------------------------- AllocTest */

enum { ALLOC_SLOTS = 4096, ALLOC_FREQUENT = ALLOC_SLOTS / 5, ALLOC_STEPS = 5000, ALLOC_LEAST_BITS = 3 };

static inline uint64_t alloc_size(uint64_t x) {
  return with_bits(x >> 15, ALLOC_LEAST_BITS + __builtin_ctzll((x >> 8) | 0x40));
}

static struct outcome alloc_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0, operations = 0;
  int steps = ALLOC_STEPS * setting.scale;
  for (int i = 0; i < steps; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, (x & 0xff) < 204 ? ALLOC_FREQUENT : ALLOC_SLOTS);
    if (slot->block == NULL) {
      fill(slot, alloc_size(x), x);
      operations++;
    } else {
      sum += empty(slot);
    }
  }
  return outcome_of(sum + empty_range(slots, 0, ALLOC_SLOTS), operations);
}

static void open_alloc(void) { tables = new_tables(ALLOC_SLOTS); }

static struct outcome run_alloc(void) { return run_crew(setting.threads, alloc_member, NULL); }

/* ----------------------------------------------------------------------------------------------- CacheSharing */

enum { CACHE_BLOCKS = 50, CACHE_WRITES = 200, CACHE_SIZE = 8 };

static struct outcome cache_member(int member, void *context) {
  (void)context;
  struct slot *slot = tables[member];
  uint64_t sum = empty(slot);
  int blocks = CACHE_BLOCKS * setting.scale;
  for (int i = 0; i < blocks; i++) {
    fill(slot, CACHE_SIZE, (uint64_t)(member + i));
    _Atomic uint64_t *at = (_Atomic uint64_t *)(void *)slot->block;
    for (uint64_t write = 0; write < CACHE_WRITES; write++) {
      atomic_store_explicit(at, atomic_load_explicit(at, memory_order_acquire) + write, memory_order_release);
    }
    sum += empty(slot);
  }
  return outcome_of(sum, (uint64_t)blocks);
}

static void open_cache(void) { tables = new_tables(1); }

static struct outcome run_cache_thrash(void) { return run_crew(setting.threads, cache_member, NULL); }

static struct outcome run_cache_scratch(void) {
  for (int i = 0; i < setting.threads; i++) fill(tables[i], CACHE_SIZE, start_of(setting.seed, i));
  struct outcome sum = run_crew(setting.threads, cache_member, NULL);
  sum.operations += (uint64_t)setting.threads;
  return sum;
}

/* ------------------------------------------------------------------------------------------------ GlibcSimple */

enum { SIMPLE_MOST = 400, SIMPLE_LEAST = 16, SIMPLE_GREATEST = 4096 };

static const int SIMPLE_COUNTS[] = {25, 100, SIMPLE_MOST};

static struct outcome simple_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0, operations = 0;
  for (int i = 0; i < setting.scale; i++) {
    for (uint64_t size = SIMPLE_LEAST; size <= SIMPLE_GREATEST; size *= 2) {
      for (size_t c = 0; c < sizeof SIMPLE_COUNTS / sizeof *SIMPLE_COUNTS; c++) {
        int count = SIMPLE_COUNTS[c];
        for (int slot = 0; slot < count; slot++) {
          x = next(x);
          fill(slots + slot, size, x);
        }
        sum += empty_range(slots, 0, count);
        operations += (uint64_t)count;
      }
    }
  }
  return outcome_of(sum, operations);
}

static void open_simple(void) { tables = new_tables(SIMPLE_MOST); }

static struct outcome run_simple(void) { return run_crew(setting.threads, simple_member, NULL); }

/* ------------------------------------------------------------------------------------------------ GlibcThread */

enum { THREAD_SLOTS = 1024, THREAD_STEPS = 5000, THREAD_LEAST_BITS = 3, THREAD_SIZES = 12 };

static struct outcome thread_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0;
  int steps = THREAD_STEPS * setting.scale;
  for (int i = 0; i < steps; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, THREAD_SLOTS);
    sum += empty(slot);
    fill(slot, with_bits(x >> 16, THREAD_LEAST_BITS + few_below(x, THREAD_SIZES)), x);
  }
  return outcome_of(sum + empty_range(slots, 0, THREAD_SLOTS), (uint64_t)steps);
}

static void open_thread(void) { tables = new_tables(THREAD_SLOTS); }

static struct outcome run_thread(void) { return run_crew(setting.threads, thread_member, NULL); }

/* ------------------------------------------------------------------------------------------------ MallocLarge */

enum { LARGE_SLOTS = 20, LARGE_STEPS = 50 };

static struct outcome large_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0;
  int steps = LARGE_STEPS * setting.scale;
  for (int i = 0; i < steps; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, LARGE_SLOTS);
    sum += empty(slot);
    fill(slot, between(x, 5 << 20, 25 << 20), x);
  }
  return outcome_of(sum + empty_range(slots, 0, LARGE_SLOTS), (uint64_t)steps);
}

static void open_large(void) { tables = new_tables(LARGE_SLOTS); }

static struct outcome run_large(void) { return run_crew(setting.threads, large_member, NULL); }

const struct program LOOPS[] = {
    {"alloc-test", open_alloc, run_alloc},
    {"cache-scratch", open_cache, run_cache_scratch},
    {"cache-thrash", open_cache, run_cache_thrash},
    {"glibc-simple", open_simple, run_simple},
    {"glibc-thread", open_thread, run_thread},
    {"malloc-large", open_large, run_large},
    {NULL, NULL, NULL},
};
