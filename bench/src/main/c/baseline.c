/*
 * The workloads of org.ccalloc.bench.workload in C, on a library that is loaded when the program runs.
 *
 *   baseline LIBRARY PREFIX time THREADS WARM_UP_MS SAMPLES SAMPLE_MS WORKLOAD [NUMBER...]
 *   baseline LIBRARY PREFIX checksum OPERATIONS WORKLOAD [NUMBER...]
 *
 * PREFIX is what stands before malloc: mi_ or je_. "time" prints one line of JSON with nanoseconds per operation, wall
 * clock and CPU, for each sample; "checksum" prints the checksum of so many operations, in hex. With several threads, each
 * runs the workload on blocks of its own, and a sample is the mean over them.
 */
#define _POSIX_C_SOURCE 200809L
#include "library.h"

#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const program_name = "baseline";

static uint64_t numbers[3];
static _Thread_local uint64_t checksum;

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

static _Thread_local uint8_t *buffer;
static _Thread_local uint64_t buffer_size, generation;

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
static _Thread_local uint64_t *slots, slot_count, least_size, size_count, random_state;

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

/*
 * Numbers: least size, greatest size. The thread that runs the workload allocates, another one frees; between them is a
 * ring. Of both ends a thread looks at the other's only when it has come to what it saw of it last.
 */
enum { RING = 1024, SPINS = 200 };
static struct {
  alignas(64) uint64_t entries[2 * RING];
  alignas(64) _Atomic uint64_t put;
  alignas(64) _Atomic uint64_t taken;
  alignas(64) atomic_bool ended;
} ring;
static uint64_t put_count, taken_seen;
static pthread_t freeing_thread;

static inline void pause_a_little(int *spins) {
  if (++*spins % SPINS == 0) sched_yield();
}

static void *free_all(void *unused) {
  uint64_t taken = 0, put_seen = 0, sum = 0;
  for (;;) {
    for (int spins = 0; taken == put_seen; pause_a_little(&spins)) {
      bool ended = atomic_load_explicit(&ring.ended, memory_order_acquire);
      put_seen = atomic_load_explicit(&ring.put, memory_order_acquire);
      if (ended && taken == put_seen) {
        return (void *)(uintptr_t)sum;
      }
    }
    const uint64_t *entry = ring.entries + 2 * (taken % RING);
    void *block = (void *)(uintptr_t)entry[0];
    sum += get(block) ^ entry[1];
    release(block);
    atomic_store_explicit(&ring.taken, ++taken, memory_order_release);
  }
  return unused;
}

static void open_handoff(void) {
  least_size = numbers[0];
  size_count = numbers[1] - numbers[0] + 1;
  random_state = 0x9E3779B97F4A7C15u;
  if (pthread_create(&freeing_thread, NULL, free_all, NULL) != 0) fail("cannot start a thread", NULL);
}

static void run_handoff(int operations) {
  uint64_t x = random_state;
  for (int i = 0; i < operations; i++) {
    x = next_random(x);
    uint64_t slot[2];
    fill_slot(slot, x);
    for (int spins = 0; put_count - taken_seen == RING; pause_a_little(&spins)) {
      taken_seen = atomic_load_explicit(&ring.taken, memory_order_acquire);
    }
    memcpy(ring.entries + 2 * (put_count % RING), slot, sizeof slot);
    atomic_store_explicit(&ring.put, ++put_count, memory_order_release);
  }
  random_state = x;
}

static void close_handoff(void) {
  void *sum;
  atomic_store_explicit(&ring.ended, true, memory_order_release);
  pthread_join(freeing_thread, &sum);
  checksum = (uint64_t)(uintptr_t)sum;
}

/* Numbers: size. */
static _Thread_local void *heap;

static void *open_new_heap(void) {
  if (new_heap == NULL) fail("the library has no heaps", NULL);
  return live(new_heap());
}

static void open_heap_pair(void) { heap = open_new_heap(); }

static void run_heap_pair(int operations) {
  size_t size = numbers[0];
  for (int i = 0; i < operations; i++) release(live(allocate_in_heap(heap, size)));
}

static void close_heap_pair(void) { destroy_heap(heap); }

/* Numbers: blocks in a heap, least size, greatest size. An operation makes a heap, fills it and destroys it. */
static void open_heap_cycle(void) {
  size_count = numbers[2] - numbers[1] + 1;
  random_state = 0x9E3779B97F4A7C15u;
}

static void run_heap_cycle(int operations) {
  uint64_t x = random_state, block_count = numbers[0], least = numbers[1];
  for (int i = 0; i < operations; i++) {
    void *cycled = open_new_heap(), *block = NULL;
    for (uint64_t n = 0; n < block_count; n++) {
      x = next_random(x);
      block = live(allocate_in_heap(cycled, least + (((x & 0x7fffffff) * size_count) >> 31)));
      put(block, x);
    }
    checksum += get(block);
    destroy_heap(cycled);
  }
  random_state = x;
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
    {"handoff", 2, open_handoff, run_handoff, close_handoff},
    {"heap-pair", 1, open_heap_pair, run_heap_pair, close_heap_pair},
    {"heap-cycle", 3, open_heap_cycle, run_heap_cycle, nothing},
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

static struct {
  const struct workload *workload;
  uint64_t warm_up_ns, sample_ns;
  int samples;
  /* No barrier of pthreads: macOS has none. */
  atomic_int cold;
} timing;

struct figures {
  pthread_t thread;
  double *wall, *cpu;
};

/* As SampledRun does it: pieces of a fifth of a millisecond or more, so that reading the clock costs nothing. */
static void *time_thread(void *argument) {
  struct figures *figures = argument;
  const struct workload *workload = timing.workload;
  workload->open();
  int piece = 16;
  uint64_t start = now(CLOCK_MONOTONIC);
  for (uint64_t before = start; before - start < timing.warm_up_ns;) {
    workload->run(piece);
    uint64_t after = now(CLOCK_MONOTONIC);
    if (after - before < 200000 && piece < 1 << 24) piece *= 2;
    before = after;
  }
  atomic_fetch_sub(&timing.cold, 1);
  while (atomic_load(&timing.cold) > 0) sched_yield();
  for (int sample = 0; sample < timing.samples; sample++) {
    uint64_t operations = 0, cpu_before = now(CLOCK_THREAD_CPUTIME_ID), before = now(CLOCK_MONOTONIC), elapsed;
    do {
      workload->run(piece);
      operations += (uint64_t)piece;
      elapsed = now(CLOCK_MONOTONIC) - before;
    } while (elapsed < timing.sample_ns);
    figures->wall[sample] = (double)elapsed / (double)operations;
    figures->cpu[sample] = (double)(now(CLOCK_THREAD_CPUTIME_ID) - cpu_before) / (double)operations;
  }
  workload->close();
  return NULL;
}

static void time_workload(int threads) {
  struct figures *figures = calloc((size_t)threads, sizeof *figures);
  if (figures == NULL) fail("out of memory", NULL);
  atomic_store(&timing.cold, threads);
  for (int i = 0; i < threads; i++) {
    figures[i].wall = calloc(2 * (size_t)timing.samples, sizeof(double));
    if (figures[i].wall == NULL) fail("out of memory", NULL);
    figures[i].cpu = figures[i].wall + timing.samples;
    if (pthread_create(&figures[i].thread, NULL, time_thread, &figures[i]) != 0) fail("cannot start a thread", NULL);
  }
  for (int i = 0; i < threads; i++) pthread_join(figures[i].thread, NULL);
  for (int cpu = 0; cpu <= 1; cpu++) {
    printf("%s[", cpu ? ",\"cpuNanos\":" : "{\"wallNanos\":");
    for (int sample = 0; sample < timing.samples; sample++) {
      double sum = 0;
      for (int i = 0; i < threads; i++) sum += cpu ? figures[i].cpu[sample] : figures[i].wall[sample];
      printf("%s%.4f", sample ? "," : "", sum / threads);
    }
    printf("]");
  }
  printf("}\n");
}

int main(int count, char **words) {
  if (count < 6) fail("expected LIBRARY PREFIX time|checksum ...", NULL);
  load_library(words[1], words[2]);
  if (strcmp(words[3], "time") == 0 && count > 8) {
    timing.workload = find_workload(count - 8, words + 8);
    timing.warm_up_ns = strtoull(words[5], NULL, 10) * 1000000u;
    timing.samples = atoi(words[6]);
    timing.sample_ns = strtoull(words[7], NULL, 10) * 1000000u;
    time_workload(atoi(words[4]));
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
