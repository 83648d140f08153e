/*
 * The programs of org.ccalloc.bench.program in C, on a library that is loaded when the program runs.
 *
 *   programs LIBRARY PREFIX once NAME THREADS SEED SCALE
 *   programs LIBRARY PREFIX time NAME THREADS SEED SCALE WARM_UP_MS SAMPLES SAMPLE_MS
 *   programs LIBRARY PREFIX latency THREADS SEED OPERATIONS
 *   programs LIBRARY PREFIX live COUNT SEED
 *
 * LIBRARY is a file, or - for the C library. All print one line of JSON: with "time", the nanoseconds of each sample for one
 * operation, wall clock and processor time of the program's threads; those of each run of the warm-up; and the peak of resident
 * memory while samples were taken, above what was resident before the first run.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "latency.h"
#include "live.h"
#include "programs.h"
#include "resident.h"

const char *const program_name = "programs";

struct setting setting;

static const struct program *program;
static struct outcome first;

static const struct program *find_program(const char *name) {
  const struct program *const lists[] = {SERVERS, LOOPS, JVM_PROGRAMS};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    for (const struct program *one = lists[i]; one->name != NULL; one++) {
      if (strcmp(one->name, name) == 0) return one;
    }
  }
  fail("no such program", name);
  return NULL;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Runs it once more; all runs must do the same. */
static struct outcome run_again(void) {
  struct outcome outcome = program->run();
  if (outcome.checksum != first.checksum || outcome.operations != first.operations) {
    fail("another checksum than in the first run", program->name);
  }
  return outcome;
}

struct sample {
  double wall, cpu;
};

/* As many runs as it takes. */
static struct sample take_sample(uint64_t least_ns) {
  uint64_t before = now(), elapsed;
  struct outcome sum = {0, 0, 0};
  do {
    sum = plus(sum, run_again());
    elapsed = now() - before;
  } while (elapsed < least_ns);
  double operations = (double)sum.operations;
  return (struct sample){(double)elapsed / operations, (double)sum.cpu_ns / operations};
}

static void print_array(const char *name, const struct sample *samples, int count, bool is_cpu) {
  printf("\"%s\":[", name);
  for (int i = 0; i < count; i++) printf("%s%.4f", i ? "," : "", is_cpu ? samples[i].cpu : samples[i].wall);
  printf("],");
}

static void print_outcome(void) {
  printf("\"checksum\":\"%llx\",\"operations\":%llu}\n", (unsigned long long)first.checksum,
         (unsigned long long)first.operations);
}

static void time_program(uint64_t warm_up_ns, int count, uint64_t sample_ns) {
  enum { MOST_RUNS = 10000, LEAST_RUNS = 5 };
  struct sample *warm_up = table(MOST_RUNS, sizeof *warm_up), *samples = table((size_t)count, sizeof *samples);
  uint64_t resident = resident_size(), begin = now();
  int runs = 0;
  first = program->run();
  while ((now() - begin < warm_up_ns || runs < LEAST_RUNS) && runs < MOST_RUNS) warm_up[runs++] = take_sample(0);
  reset_peak();
  for (int i = 0; i < count; i++) samples[i] = take_sample(sample_ns);
  uint64_t peak = peak_resident_size();
  printf("{");
  print_array("wallNanos", samples, count, false);
  print_array("cpuNanos", samples, count, true);
  print_array("warmUpNanos", warm_up, runs, false);
  uint64_t above = size_above(peak, resident);
  if (above > 0) printf("\"peakBytes\":%llu,", (unsigned long long)above);
  print_outcome();
}

static bool is_asked(const char *what, int expected, int count, char **words) {
  return count == expected && strcmp(words[3], what) == 0;
}

static struct setting setting_of(char **words, const char *scale) {
  return (struct setting){atoi(words[0]), strtoull(words[1], NULL, 10), atoi(scale)};
}

static void open_program(char **words) {
  program = find_program(words[0]);
  setting = setting_of(words + 1, words[3]);
  program->open();
}

int main(int count, char **words) {
  if (count < 4) fail("expected LIBRARY PREFIX, and what to do", NULL);
  load_library(words[1], words[2]);
  if (is_asked("once", 8, count, words)) {
    open_program(words + 4);
    first = program->run();
    printf("{");
    print_outcome();
  } else if (is_asked("time", 11, count, words)) {
    open_program(words + 4);
    time_program(strtoull(words[8], NULL, 10) * 1000000u, atoi(words[9]), strtoull(words[10], NULL, 10) * 1000000u);
  } else if (is_asked("latency", 7, count, words)) {
    setting = setting_of(words + 4, "1");
    print_latencies(atoi(words[6]));
  } else if (is_asked("live", 6, count, words)) {
    setting.seed = strtoull(words[5], NULL, 10);
    print_live_blocks(atoi(words[4]));
  } else {
    fail("wrong arguments to", words[3]);
  }
  return 0;
}
