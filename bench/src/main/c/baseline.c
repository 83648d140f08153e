/*
 * The workloads of org.ccalloc.bench.workload in C, on a library that is loaded when the program runs.
 *
 *   baseline LIBRARY PREFIX time WARM_UP_MS SAMPLES SAMPLE_MS WORKLOAD [NUMBER...]
 *   baseline LIBRARY PREFIX checksum OPERATIONS WORKLOAD [NUMBER...]
 *
 * PREFIX is what stands before malloc: mi_ or je_. "time" prints one line of JSON with nanoseconds per operation, wall
 * clock and CPU, for each sample; "checksum" prints the checksum of so many operations, in hex.
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *(*allocate)(size_t);
static void *(*allocate_zeroed)(size_t, size_t);
static void *(*reallocate)(void *, size_t);
static void (*release)(void *);
/* mimalloc takes the size first, jemalloc the alignment. */
static void *(*size_first_aligned)(size_t, size_t);
static void *(*alignment_first_aligned)(size_t, size_t);

static uint64_t numbers[3];
static uint64_t checksum;

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "baseline: %s%s%s\n", what, detail ? ": " : "", detail ? detail : "");
  exit(1);
}

static inline void *live(void *block) {
  if (block == NULL) fail("out of memory", NULL);
  return block;
}

/* -------------------------------------------------------------------------------------------------- workloads */

static void run_pair(int operations) {
  size_t size = numbers[0];
  for (int i = 0; i < operations; i++) release(live(allocate(size)));
}

static void run_aligned(int operations) {
  size_t size = numbers[0], alignment = numbers[1];
  if (size_first_aligned != NULL) {
    for (int i = 0; i < operations; i++) release(live(size_first_aligned(size, alignment)));
  } else {
    for (int i = 0; i < operations; i++) release(live(alignment_first_aligned(alignment, size)));
  }
}

/* Numbers: size, size of a cache line. */
static void open_node(void) { numbers[0] = (numbers[0] + numbers[1] - 1) / numbers[1] * numbers[1]; }

static void run_calloc(int operations) {
  size_t size = numbers[0];
  for (int i = 0; i < operations; i++) release(live(allocate_zeroed(1, size)));
}

static uint8_t *buffer;
static uint64_t buffer_size, generation;

static inline uint64_t get(const void *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline void put(void *at, uint64_t value) { memcpy(at, &value, sizeof value); }

static void open_realloc(void) {
  generation++;
  buffer_size = numbers[0];
  buffer = live(allocate(buffer_size));
  put(buffer, generation);
}

static void close_realloc(void) {
  checksum += get(buffer) + get(buffer + buffer_size - 8);
  release(buffer);
}

static void run_realloc(int operations) {
  for (int i = 0; i < operations; i++) {
    if (buffer_size >= numbers[1]) {
      close_realloc();
      open_realloc();
    }
    buffer = live(reallocate(buffer, 2 * buffer_size));
    buffer_size = 2 * buffer_size;
    put(buffer + buffer_size - 8, buffer_size);
  }
}

/* Numbers: slots, least size, greatest size. */
static uint64_t *slots, slot_count, least_size, size_count, random_state;

static inline uint64_t next_random(uint64_t x) {
  x ^= x << 13;
  x ^= x >> 7;
  return x ^ (x << 17);
}

static inline void fill_slot(uint64_t *slot, uint64_t x) {
  uint64_t size = least_size + (((x & 0x7fffffff) * size_count) >> 31);
  void *block = live(allocate(size));
  put(block, x);
  slot[0] = (uintptr_t)block;
  slot[1] = size;
}

static inline void empty_slot(const uint64_t *slot) {
  void *block = (void *)(uintptr_t)slot[0];
  checksum += get(block) ^ slot[1];
  release(block);
}

static void open_slots(void) {
  slot_count = numbers[0];
  least_size = numbers[1];
  size_count = numbers[2] - numbers[1] + 1;
  random_state = 0x9E3779B97F4A7C15u;
  slots = calloc(2 * slot_count, sizeof *slots);
  if (slots == NULL) fail("out of memory", NULL);
  for (uint64_t slot = 0; slot < slot_count; slot++) {
    random_state = next_random(random_state);
    fill_slot(slots + 2 * slot, random_state);
  }
}

static void run_slots(int operations) {
  uint64_t x = random_state;
  for (int i = 0; i < operations; i++) {
    x = next_random(x);
    uint64_t *slot = slots + 2 * (((x >> 33) * slot_count) >> 31);
    empty_slot(slot);
    fill_slot(slot, x);
  }
  random_state = x;
}

static void close_slots(void) {
  for (uint64_t slot = 0; slot < slot_count; slot++) empty_slot(slots + 2 * slot);
}

static void nothing(void) {}

static const struct workload {
  const char *name;
  int number_count;
  void (*open)(void);
  void (*run)(int operations);
  void (*close)(void);
} WORKLOADS[] = {
    {"pair", 1, nothing, run_pair, nothing},
    {"unsized", 1, nothing, run_pair, nothing},
    {"aligned", 2, nothing, run_aligned, nothing},
    {"node", 2, open_node, run_aligned, nothing},
    {"calloc", 1, nothing, run_calloc, nothing},
    {"realloc", 2, open_realloc, run_realloc, close_realloc},
    {"slots", 3, open_slots, run_slots, close_slots},
};

static const struct workload *find_workload(int count, char **words) {
  if (count < 1) fail("no workload given", NULL);
  for (size_t i = 0; i < sizeof WORKLOADS / sizeof *WORKLOADS; i++) {
    if (strcmp(words[0], WORKLOADS[i].name) == 0) {
      if (count - 1 != WORKLOADS[i].number_count) fail("wrong count of numbers", words[0]);
      for (int n = 1; n < count; n++) numbers[n - 1] = strtoull(words[n], NULL, 10);
      return &WORKLOADS[i];
    }
  }
  fail("no such workload", words[0]);
  return NULL;
}

/* ------------------------------------------------------------------------------------------------------ timing */

static uint64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* As SampledRun does it: pieces of a fifth of a millisecond or more, so that reading the clock costs nothing. */
static void time_workload(const struct workload *workload, uint64_t warm_up_ns, int samples, uint64_t sample_ns) {
  double *wall = calloc((size_t)samples * 2, sizeof *wall), *cpu = wall + samples;
  if (wall == NULL) fail("out of memory", NULL);
  workload->open();
  int piece = 16;
  uint64_t start = now(CLOCK_MONOTONIC);
  for (uint64_t before = start; before - start < warm_up_ns;) {
    workload->run(piece);
    uint64_t after = now(CLOCK_MONOTONIC);
    if (after - before < 200000 && piece < 1 << 24) piece *= 2;
    before = after;
  }
  for (int sample = 0; sample < samples; sample++) {
    uint64_t operations = 0, cpu_before = now(CLOCK_THREAD_CPUTIME_ID), before = now(CLOCK_MONOTONIC), elapsed;
    do {
      workload->run(piece);
      operations += (uint64_t)piece;
      elapsed = now(CLOCK_MONOTONIC) - before;
    } while (elapsed < sample_ns);
    wall[sample] = (double)elapsed / (double)operations;
    cpu[sample] = (double)(now(CLOCK_THREAD_CPUTIME_ID) - cpu_before) / (double)operations;
  }
  workload->close();
  printf("{\"wallNanos\":[");
  for (int i = 0; i < samples; i++) printf("%s%.4f", i ? "," : "", wall[i]);
  printf("],\"cpuNanos\":[");
  for (int i = 0; i < samples; i++) printf("%s%.4f", i ? "," : "", cpu[i]);
  printf("]}\n");
}

/* ----------------------------------------------------------------------------------------------------- library */

static void *library;
static const char *prefix;

/* Through a union: ISO C has no cast from a pointer to data to one to a function. */
static void find(const char *name, void *function, int required) {
  char symbol[64];
  snprintf(symbol, sizeof symbol, "%s%s", prefix, name);
  union {
    void *data;
    void (*code)(void);
  } address = {.data = dlsym(library, symbol)};
  if (address.data == NULL && required) fail("the library lacks a function", symbol);
  memcpy(function, &address.code, sizeof address.code);
}

int main(int count, char **words) {
  if (count < 6) fail("expected LIBRARY PREFIX time|checksum ...", NULL);
  library = dlopen(words[1], RTLD_NOW);
  if (library == NULL) fail("cannot load", dlerror());
  prefix = words[2];
  find("malloc", &allocate, 1);
  find("calloc", &allocate_zeroed, 1);
  find("realloc", &reallocate, 1);
  find("free", &release, 1);
  find("malloc_aligned", &size_first_aligned, 0);
  find("aligned_alloc", &alignment_first_aligned, size_first_aligned == NULL);
  if (strcmp(words[3], "time") == 0 && count > 7) {
    const struct workload *workload = find_workload(count - 7, words + 7);
    time_workload(workload, strtoull(words[4], NULL, 10) * 1000000u, atoi(words[5]),
                  strtoull(words[6], NULL, 10) * 1000000u);
  } else if (strcmp(words[3], "checksum") == 0) {
    const struct workload *workload = find_workload(count - 5, words + 5);
    workload->open();
    workload->run(atoi(words[4]));
    workload->close();
    printf("%016llx\n", (unsigned long long)checksum);
  } else {
    fail("expected time or checksum", words[3]);
  }
  return 0;
}
