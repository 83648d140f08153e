/*
 * A plan of org.ccalloc.bench.replay on a library that is loaded when the program runs, as ReplayPass and ReplayCrew do it.
 *
 *   replay LIBRARY PREFIX time PLAN WARM_UP_MS SAMPLES SAMPLE_MS
 *   replay LIBRARY PREFIX memory PLAN
 *
 * LIBRARY "-" and PREFIX "" are the C library of this process. Prints one line of JSON.
 */
#define _GNU_SOURCE
#include "library.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const program_name = "replay";

/* ---------------------------------------------------------------------------------------------------------- the plan */

enum { OPERATION_MASK = 0x0f, WAITS = 0x10, SIGNALS = 0x20, ALIGNMENT_SHIFT = 8, SIZE_SHIFT = 16 };
enum { ALLOC = 1, CALLOC, ALLOC_ALIGNED, CALLOC_ALIGNED, ALLOC_NODE, REALLOC, REALLOC_ALIGNED, RESIZE_IN_PLACE, FREE, FREE_UNSIZED };

static uint64_t event_count, block_count, thread_count, peak_live_bytes;
static const uint64_t *starts, *requests;
static const int32_t *blocks, *turns;

/* Of blocks. Mapped, so that the allocator under test has nothing to do with it. */
static unsigned char **addresses;
static uint64_t *sizes;
static _Atomic int32_t *turns_now;

static void *mapped(size_t size) {
  void *memory = mmap(NULL, size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) fail("no memory for the plan", NULL);
  return memory;
}

static void read_plan(const char *path) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) fail("cannot read", path);
  char *bytes = mapped((size_t)status.st_size);
  for (off_t done = 0; done < status.st_size;) {
    ssize_t part = read(file, bytes + done, (size_t)(status.st_size - done));
    if (part <= 0) fail("cannot read", path);
    done += part;
  }
  close(file);
  const uint64_t *header = (const uint64_t *)(const void *)bytes;
  event_count = header[0];
  block_count = header[1];
  thread_count = header[2];
  peak_live_bytes = header[3];
  starts = header + 4;
  requests = starts + thread_count + 1;
  blocks = (const int32_t *)(const void *)(requests + event_count);
  turns = blocks + event_count;
  addresses = mapped(block_count * sizeof *addresses);
  sizes = mapped(block_count * sizeof *sizes);
  turns_now = mapped(block_count * sizeof *turns_now);
}

/* --------------------------------------------------------------------------------------------------------- the marks */

static inline uint64_t word_of(int32_t block) { return ((uint64_t)block + 1) * 0x9E3779B97F4A7C15u; }

static inline void write_marks(unsigned char *at, uint64_t size, uint64_t word) {
  if (size < 8) {
    *at = (unsigned char)word;
    return;
  }
  put(at, word);
  for (uint64_t offset = 4096; offset + 16 <= size; offset += 4096) put(at + offset, word);
  if (size >= 16) put(at + size - 8, word);
}

static inline bool marks_are_there(const unsigned char *at, uint64_t size, uint64_t word) {
  if (size < 8) return *at == (unsigned char)word;
  uint64_t wrong = get(at) ^ word;
  for (uint64_t offset = 4096; offset + 16 <= size; offset += 4096) wrong |= get(at + offset) ^ word;
  if (size >= 16) wrong |= get(at + size - 8) ^ word;
  return wrong == 0;
}

static inline bool marks_are_kept(const unsigned char *at, uint64_t old_size, uint64_t new_size, uint64_t word) {
  if (new_size >= old_size) return marks_are_there(at, old_size, word);
  if (new_size < 8) return *at == (unsigned char)word;
  uint64_t wrong = get(at) ^ word;
  for (uint64_t offset = 4096; offset + 16 <= new_size; offset += 4096) wrong |= get(at + offset) ^ word;
  return wrong == 0;
}

/* ---------------------------------------------------------------------------------------------------------- the pass */

static inline void check(int32_t block) {
  if (!marks_are_there(addresses[block], sizes[block], word_of(block))) fail("a block has lost its content", NULL);
}

static inline unsigned char *zeroed(void *block, uint64_t size) {
  if (!marks_are_there(live(block), size, 0)) fail("memory of calloc is not zero", NULL);
  return block;
}

static inline void begin(int32_t block, void *address, uint64_t size) {
  addresses[block] = live(address);
  sizes[block] = size;
  write_marks(address, size, word_of(block));
}

static void *reallocate_aligned(void *old, uint64_t old_size, uint64_t size, uint64_t alignment) {
  void *moved = live(allocate_aligned(size, alignment));
  memcpy(moved, old, old_size < size ? old_size : size);
  release(old);
  return moved;
}

static void resize(int32_t block, uint64_t operation, uint64_t size, uint64_t alignment) {
  check(block);
  uint64_t old_size = sizes[block];
  unsigned char *moved = operation == REALLOC_ALIGNED
                             ? reallocate_aligned(addresses[block], old_size, size, alignment)
                             : live(reallocate(addresses[block], size));
  if (!marks_are_kept(moved, old_size, size, word_of(block))) fail("realloc has lost content", NULL);
  addresses[block] = moved;
  sizes[block] = size;
  write_marks(moved, size, word_of(block));
}

static void await(int32_t block, int32_t turn) {
  for (int spins = 1; atomic_load_explicit(&turns_now[block], memory_order_acquire) < turn; spins++) {
    if (spins % 200 == 0) sched_yield();
  }
}

static void run_events(uint64_t from, uint64_t to) {
  for (uint64_t event = from; event < to; event++) {
    uint64_t request = requests[event];
    int32_t block = blocks[event];
    if (request & WAITS) await(block, turns[event]);
    uint64_t size = request >> SIZE_SHIFT, alignment = 1ull << (request >> ALIGNMENT_SHIFT & 0xff);
    switch (request & OPERATION_MASK) {
      case ALLOC: begin(block, allocate(size), size); break;
      case CALLOC: begin(block, zeroed(allocate_zeroed(1, size), size), size); break;
      case ALLOC_ALIGNED: begin(block, allocate_aligned(size, alignment), size); break;
      case CALLOC_ALIGNED: begin(block, memset(live(allocate_aligned(size, alignment)), 0, size), size); break;
      case ALLOC_NODE: begin(block, allocate_aligned((size + 63) / 64 * 64, 64), size); break;
      case FREE:
      case FREE_UNSIZED:
        check(block);
        release(addresses[block]);
        addresses[block] = NULL;
        break;
      default: resize(block, request & OPERATION_MASK, size, alignment);
    }
    if (request & SIGNALS) atomic_store_explicit(&turns_now[block], turns[event] + 1, memory_order_release);
  }
}

/* ------------------------------------------------------------------------------------------------------- the threads */

static uint64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static _Atomic uint64_t cpu_nanos, ready, done;
static atomic_bool started;

static void *run_thread(void *argument) {
  const uint64_t *start = argument;
  atomic_fetch_add(&ready, 1);
  while (!atomic_load(&started)) sched_yield();
  uint64_t before = now(CLOCK_THREAD_CPUTIME_ID);
  run_events(start[0], start[1]);
  atomic_fetch_add(&cpu_nanos, now(CLOCK_THREAD_CPUTIME_ID) - before);
  atomic_fetch_add(&done, 1);
  return NULL;
}

static uint64_t run_in_threads(void) {
  pthread_t threads[thread_count];
  atomic_store(&ready, 0);
  atomic_store(&done, 0);
  atomic_store(&started, false);
  for (uint64_t i = 0; i < thread_count; i++) {
    union {
      const uint64_t *constant;
      void *plain;
    } start = {.constant = starts + i};
    if (pthread_create(&threads[i], NULL, run_thread, start.plain) != 0) fail("cannot start a thread", NULL);
  }
  while (atomic_load(&ready) < thread_count) sched_yield();
  uint64_t before = now(CLOCK_MONOTONIC);
  atomic_store(&started, true);
  while (atomic_load(&done) < thread_count) {
    struct timespec moment = {.tv_nsec = 20000};
    nanosleep(&moment, NULL);
  }
  uint64_t nanos = now(CLOCK_MONOTONIC) - before;
  for (uint64_t i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
  return nanos;
}

static uint64_t run_here(void) {
  uint64_t cpu_before = now(CLOCK_THREAD_CPUTIME_ID), before = now(CLOCK_MONOTONIC);
  run_events(starts[0], starts[1]);
  uint64_t nanos = now(CLOCK_MONOTONIC) - before;
  atomic_fetch_add(&cpu_nanos, now(CLOCK_THREAD_CPUTIME_ID) - cpu_before);
  return nanos;
}

/* A pass, and what it left given back. */
static uint64_t run_pass(void) {
  uint64_t nanos = thread_count == 1 ? run_here() : run_in_threads();
  for (uint64_t block = 0; block < block_count; block++) {
    if (addresses[block] != NULL) {
      check((int32_t)block);
      release(addresses[block]);
      addresses[block] = NULL;
    }
    atomic_store_explicit(&turns_now[block], 0, memory_order_relaxed);
  }
  return nanos;
}

/* ------------------------------------------------------------------------------------------------------- the figures */

static void time_plan(uint64_t warm_up_ms, int samples, uint64_t sample_ms) {
  uint64_t last = 0;
  double wall[samples], cpu[samples];
  for (uint64_t start = now(CLOCK_MONOTONIC); now(CLOCK_MONOTONIC) - start < warm_up_ms * 1000000u;) last = run_pass();
  for (int sample = 0; sample < samples; sample++) {
    uint64_t nanos = 0, events = 0, cpu_before = cpu_nanos;
    do {
      nanos += run_pass();
      events += event_count;
    } while (nanos < sample_ms * 1000000u);
    wall[sample] = (double)nanos / (double)events;
    cpu[sample] = (double)(cpu_nanos - cpu_before) / (double)events;
  }
  printf("{\"wallNanos\":[");
  for (int sample = 0; sample < samples; sample++) printf("%s%.4f", sample ? "," : "", wall[sample]);
  printf("],\"cpuNanos\":[");
  for (int sample = 0; sample < samples; sample++) printf("%s%.4f", sample ? "," : "", cpu[sample]);
  printf("],\"lastOfWarmUpNanos\":%.4f}\n", (double)last / (double)event_count);
}

/* Without stdio, which allocates. See proc(5). */
static uint64_t read_status(const char *name) {
  char text[8192];
  int file = open("/proc/self/status", O_RDONLY);
  ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (length < 0) fail("cannot read", "/proc/self/status");
  close(file);
  text[length] = 0;
  const char *line = strstr(text, name);
  if (line == NULL) fail("/proc/self/status lacks", name);
  return strtoull(line + strlen(name), NULL, 10) * 1024;
}

static void look_at_memory(void) {
  release(live(allocate(64)));
  int file = open("/proc/self/clear_refs", O_WRONLY);
  if (file < 0 || write(file, "5", 1) != 1) fail("cannot write", "/proc/self/clear_refs");
  close(file);
  uint64_t before = read_status("VmRSS:");
  run_pass();
  uint64_t peak = read_status("VmHWM:");
  printf("{\"residentBytes\":%llu,\"liveBytes\":%llu}\n", (unsigned long long)(peak - before),
         (unsigned long long)peak_live_bytes);
}

int main(int count, char **words) {
  if (count < 5) fail("expected LIBRARY PREFIX time|memory PLAN ...", NULL);
  load_library(words[1], words[2]);
  read_plan(words[4]);
  if (strcmp(words[3], "time") == 0 && count == 8) {
    time_plan(strtoull(words[5], NULL, 10), atoi(words[6]), strtoull(words[7], NULL, 10));
  } else if (strcmp(words[3], "memory") == 0) {
    look_at_memory();
  } else {
    fail("expected time or memory", words[3]);
  }
  return 0;
}
