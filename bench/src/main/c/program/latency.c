/*
 * Times of single operations: random blocks of a window are replaced, and each free and each allocation is timed by itself. What
 * SingleOperations.java does.
 */
#define _POSIX_C_SOURCE 200809L
#include "latency.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "programs.h"

enum { SLOTS = 5000, GREATEST = 1000 };

/*
 * Counts of times, with three digits: up to 2047 each has a count of its own, and from there on each power of two has 1024.
 */
enum { SINGLE = 2048, IN_A_POWER = 1024, COUNTS = SINGLE + 32 * IN_A_POWER };

struct histogram {
  uint64_t counts[COUNTS], total, greatest;
};

static inline int index_of(uint64_t value) {
  if (value < SINGLE) return (int)value;
  int shift = 53 - __builtin_clzll(value);
  int index = IN_A_POWER * shift + (int)(value >> shift);
  return index < COUNTS ? index : COUNTS - 1;
}

/* The greatest value that is counted there. */
static uint64_t value_of(int index) {
  if (index < SINGLE) return (uint64_t)index;
  int shift = index / IN_A_POWER - 1;
  return ((uint64_t)(index - IN_A_POWER * shift + 1) << shift) - 1;
}

static inline void record(struct histogram *histogram, uint64_t value) {
  histogram->counts[index_of(value)]++;
  histogram->total++;
  if (value > histogram->greatest) histogram->greatest = value;
}

static void add(struct histogram *sum, const struct histogram *other) {
  for (int i = 0; i < COUNTS; i++) sum->counts[i] += other->counts[i];
  sum->total += other->total;
  if (other->greatest > sum->greatest) sum->greatest = other->greatest;
}

static uint64_t percentile(const struct histogram *histogram, double percent) {
  uint64_t least = (uint64_t)((double)histogram->total * percent / 100 + 0.5), seen = 0;
  if (least == 0) least = 1;
  for (int i = 0; i < COUNTS; i++) {
    seen += histogram->counts[i];
    if (seen >= least) {
      uint64_t value = value_of(i);
      return value < histogram->greatest ? value : histogram->greatest;
    }
  }
  return histogram->greatest;
}

static inline uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct window {
  struct slot *slots;
  uint64_t x;
  struct histogram *allocations, *frees, *clock;
};

static struct window *windows;
static int operations;

static uint64_t replace(struct window *window) {
  uint64_t x = window->x, sum = 0;
  for (int i = 0; i < operations; i++) {
    x = next(x);
    struct slot *slot = window->slots + below(x, SLOTS);
    char *old = slot->block;
    sum += get(old) ^ slot->size;
    uint64_t size = between(x, LEAST_SIZE, GREATEST);
    uint64_t start = now();
    release(old);
    uint64_t freed = now();
    char *block = live(allocate(size));
    uint64_t allocated = now();
    uint64_t end = now();
    put_block(slot, block, size, x);
    record(window->frees, freed - start);
    record(window->allocations, allocated - freed);
    record(window->clock, end - allocated);
  }
  window->x = x;
  return sum;
}

static struct histogram *new_histogram(void) { return table(1, sizeof(struct histogram)); }

static void forget(struct histogram *histogram) { memset(histogram, 0, sizeof *histogram); }

/* As many operations for nothing, and then those that count. */
static struct outcome latency_member(int member, void *context) {
  (void)context;
  struct window *window = windows + member;
  for (int i = 0; i < SLOTS; i++) {
    window->x = next(window->x);
    fill(window->slots + i, between(window->x, LEAST_SIZE, GREATEST), window->x);
  }
  uint64_t sum = replace(window);
  forget(window->frees);
  forget(window->allocations);
  forget(window->clock);
  sum += replace(window);
  for (int i = 0; i < SLOTS; i++) sum += get(window->slots[i].block) ^ window->slots[i].size;
  empty_range(window->slots, 0, SLOTS);
  return outcome_of(sum, (uint64_t)operations);
}

static void print_histogram(const char *name, const struct histogram *histogram) {
  static const char *const PERCENTILES[] = {"50", "90", "99", "99.9", "99.99", "99.999"};
  printf("\"%s\":{", name);
  for (size_t i = 0; i < sizeof PERCENTILES / sizeof *PERCENTILES; i++) {
    printf("\"p%s\":%llu,", PERCENTILES[i],
           (unsigned long long)percentile(histogram, strtod(PERCENTILES[i], NULL)));
  }
  printf("\"max\":%llu,\"count\":%llu},", (unsigned long long)histogram->greatest,
         (unsigned long long)histogram->total);
}

void print_latencies(int operation_count) {
  operations = operation_count;
  windows = table((size_t)setting.threads, sizeof *windows);
  for (int i = 0; i < setting.threads; i++) {
    windows[i] = (struct window){new_slots(SLOTS), start_of(setting.seed, i), new_histogram(), new_histogram(),
                                 new_histogram()};
  }
  struct outcome outcome = run_crew(setting.threads, latency_member, NULL);
  for (int i = 1; i < setting.threads; i++) {
    add(windows->allocations, windows[i].allocations);
    add(windows->frees, windows[i].frees);
    add(windows->clock, windows[i].clock);
  }
  printf("{");
  print_histogram("alloc", windows->allocations);
  print_histogram("free", windows->frees);
  print_histogram("clock", windows->clock);
  printf("\"checksum\":\"%llx\"}\n", (unsigned long long)outcome.checksum);
}
