/* Many live blocks of small sizes, timed as a whole: what LiveBlocks.java does. */
#define _POSIX_C_SOURCE 200809L
#include "live.h"

#include <stdio.h>
#include <time.h>

#include "programs.h"
#include "resident.h"

enum { LEAST = 16, GREATEST = 64, MOST_REPLACEMENTS = 1000000, WARM_UP_BLOCKS = 20000, WARM_UPS = 50, LEAST_BLOCKS = 1000000 };

struct figures {
  double allocation, replacement, freeing;
  uint64_t live_size, resident_size, checksum;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct figures run(struct slot *slots, int count) {
  int replacements = count < MOST_REPLACEMENTS ? count : MOST_REPLACEMENTS;
  uint64_t x = start_of(setting.seed, 0);
  struct figures figures = {0};
  double begin = now();
  for (int i = 0; i < count; i++) {
    x = next(x);
    fill(slots + i, between(x, LEAST, GREATEST), x);
  }
  double filled = now();
  for (int i = 0; i < replacements; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, count);
    figures.checksum += empty(slot);
    fill(slot, between(x, LEAST, GREATEST), x);
  }
  double replaced = now();
  figures.resident_size = resident_size();
  for (int i = 0; i < count; i++) figures.live_size += slots[i].size;
  double before = now();
  figures.checksum += empty_range(slots, 0, count);
  figures.allocation = (filled - begin) / count;
  figures.replacement = (replaced - filled) / replacements;
  figures.freeing = (now() - before) / count;
  return figures;
}

void print_live_blocks(int count) {
  struct slot *slots = new_slots(count > WARM_UP_BLOCKS ? count : WARM_UP_BLOCKS);
  uint64_t resident = resident_size();
  for (int i = 0; i < WARM_UPS; i++) run(slots, WARM_UP_BLOCKS);
  int runs = count < LEAST_BLOCKS ? LEAST_BLOCKS / count : 1;
  struct figures figures = {0}, sum = {0};
  for (int i = 0; i < runs; i++) {
    figures = run(slots, count);
    sum.allocation += figures.allocation;
    sum.replacement += figures.replacement;
    sum.freeing += figures.freeing;
  }
  printf("{\"allocNanos\":%.4f,\"replaceNanos\":%.4f,\"freeNanos\":%.4f,\"liveBytes\":%llu,", sum.allocation / runs,
         sum.replacement / runs, sum.freeing / runs, (unsigned long long)figures.live_size);
  uint64_t above = size_above(figures.resident_size, resident);
  if (above > 0) printf("\"residentBytes\":%llu,", (unsigned long long)above);
  printf("\"checksum\":\"%llx\"}\n", (unsigned long long)figures.checksum);
}
