/* Programs whose threads pass blocks to each other. What each does is told by the class of the same name in Java. */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mailboxes.h"
#include "programs.h"

static struct slot **tables;

struct slot **new_tables(int slots) {
  struct slot **made = table((size_t)setting.threads, sizeof *made);
  for (int i = 0; i < setting.threads; i++) made[i] = new_slots(slots);
  return made;
}

/* ----------------------------------------------------------------------------------------------------- Larson */

enum { LARSON_SLOTS = 5000, LARSON_GENERATIONS = 4, LARSON_REPLACEMENTS = 2500, LARSON_GREATEST = 1000 };

struct larson_generation {
  int lane, number;
};

static struct outcome larson_generation(int unused, void *context) {
  (void)unused;
  struct larson_generation *generation = context;
  struct slot *window = tables[generation->lane];
  uint64_t x = start_of(setting.seed, generation->lane * LARSON_GENERATIONS + generation->number), sum = 0;
  int first = generation->number == 0 ? LARSON_SLOTS : 0;
  for (int i = 0; i < first; i++) {
    x = next(x);
    fill(window + i, between(x, LEAST_SIZE, LARSON_GREATEST), x);
  }
  int replacements = LARSON_REPLACEMENTS * setting.scale;
  for (int i = 0; i < replacements; i++) {
    x = next(x);
    struct slot *slot = window + below(x, LARSON_SLOTS);
    sum += empty(slot);
    fill(slot, between(x, LEAST_SIZE, LARSON_GREATEST), x);
  }
  if (generation->number == LARSON_GENERATIONS - 1) sum += empty_range(window, 0, LARSON_SLOTS);
  return outcome_of(sum, (uint64_t)(first + replacements));
}

static struct outcome larson_lane(int lane, void *context) {
  (void)context;
  struct outcome sum = {0, 0, 0};
  for (int i = 0; i < LARSON_GENERATIONS; i++) {
    struct larson_generation generation = {lane, i};
    sum = plus(sum, run_crew(1, larson_generation, &generation));
  }
  return sum;
}

static void open_larson(void) { tables = new_tables(LARSON_SLOTS); }

static struct outcome run_larson(void) { return run_crew(setting.threads, larson_lane, NULL); }

/* ---------------------------------------------------------------------------------------------------- Mstress */

enum { MSTRESS_GENERATIONS = 4, MSTRESS_SLOTS = 500, TRANSFERS = 256, MSTRESS_STEPS = 500, UNEQUAL = 4 };

static struct slot *transfer;
static atomic_flag transfer_locks[TRANSFERS];

static void exchange(struct slot *slot, int place) {
  while (atomic_flag_test_and_set_explicit(transfer_locks + place, memory_order_acquire)) {
  }
  swap(slot, transfer + place);
  atomic_flag_clear_explicit(transfer_locks + place, memory_order_release);
}

static inline uint64_t mstress_size(uint64_t x) {
  return (x & 0x3f) == 0 ? (uint64_t)8192 << ((x >> 6) & 3) : (uint64_t)8 << few_below(x >> 16, 10);
}

static struct outcome mstress_member(int member, void *context) {
  int generation = *(int *)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, generation * setting.threads + member), sum = 0;
  int steps = MSTRESS_STEPS * setting.scale * (1 + member % UNEQUAL);
  for (int i = 0; i < steps; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, MSTRESS_SLOTS);
    sum += empty(slot);
    fill(slot, mstress_size(x), x);
    if ((x & 0x700) == 0) exchange(slot, (int)(x >> 11) & (TRANSFERS - 1));
  }
  return outcome_of(sum + empty_range(slots, 0, MSTRESS_SLOTS), (uint64_t)steps);
}

static void open_mstress(void) {
  tables = new_tables(MSTRESS_SLOTS);
  transfer = new_slots(TRANSFERS);
  for (int i = 0; i < TRANSFERS; i++) atomic_flag_clear(transfer_locks + i);
}

static struct outcome run_mstress(void) {
  struct outcome sum = {0, 0, 0};
  for (int generation = 0; generation < MSTRESS_GENERATIONS; generation++) {
    sum = plus(sum, run_crew(setting.threads, mstress_member, &generation));
    for (int place = generation % 2; place < TRANSFERS; place += 2) sum.checksum += empty(transfer + place);
  }
  sum.checksum += empty_range(transfer, 0, TRANSFERS);
  return sum;
}

/* ----------------------------------------------------------------------------------------------- XmallocTest */

enum { XMALLOC_BATCH = 100, XMALLOC_BATCHES = 40, XMALLOC_LEAST_BITS = 3, XMALLOC_SIZES = 6 };

static struct queue *full_batches, *unused_batches;
static int producers;
static atomic_int batches_left;

static struct outcome xmalloc_produce(int member) {
  uint64_t x = start_of(setting.seed, member);
  int batches = XMALLOC_BATCHES * setting.scale;
  for (int i = 0; i < batches; i++) {
    struct slot *batch = queue_take(unused_batches);
    for (int slot = 0; slot < XMALLOC_BATCH; slot++) {
      x = next(x);
      fill(batch + slot, with_bits(x, XMALLOC_LEAST_BITS + below(x, XMALLOC_SIZES)), x);
    }
    queue_put(full_batches, batch);
  }
  return outcome_of(0, (uint64_t)batches * XMALLOC_BATCH);
}

static struct outcome xmalloc_member(int member, void *context) {
  (void)context;
  if (member < producers) return xmalloc_produce(member);
  uint64_t sum = 0;
  while (atomic_fetch_sub(&batches_left, 1) > 0) {
    struct slot *batch = queue_take(full_batches);
    sum += empty_range(batch, 0, XMALLOC_BATCH);
    queue_put(unused_batches, batch);
  }
  return outcome_of(sum, 0);
}

static void open_xmalloc(void) {
  int batches = 4 * setting.threads;
  producers = setting.threads / 2;
  full_batches = new_queue(batches);
  unused_batches = new_queue(batches);
  for (int i = 0; i < batches; i++) queue_put(unused_batches, new_slots(XMALLOC_BATCH));
}

static struct outcome run_xmalloc(void) {
  atomic_store(&batches_left, producers * XMALLOC_BATCHES * setting.scale);
  return run_crew(setting.threads, xmalloc_member, NULL);
}

/* ---------------------------------------------------------------------------------------------------- Rptest */

enum { RPTEST_SLOTS = 1000, RPTEST_BATCH = 50, RPTEST_LOOPS = 20, RPTEST_REPLACEMENTS = 100, RPTEST_GREATEST = 16000 };

static struct mailboxes *mailboxes;

static inline uint64_t rptest_size(uint64_t x) {
  uint64_t fraction = x & 0x7fffffff;
  return between((fraction * fraction) >> 31, LEAST_SIZE, RPTEST_GREATEST);
}

static struct outcome rptest_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0;
  int loops = RPTEST_LOOPS * setting.scale;
  for (int loop = 0; loop < loops; loop++) {
    for (int i = 0; i < RPTEST_REPLACEMENTS; i++) {
      x = next(x);
      struct slot *slot = slots + below(x, RPTEST_SLOTS);
      sum += empty(slot);
      fill(slot, rptest_size(x), x);
    }
    sum += receive_blocks(mailboxes, member);
    if (loop % 4 == 0) {
      send_blocks(mailboxes, member, slots + RPTEST_BATCH * below(x, RPTEST_SLOTS / RPTEST_BATCH));
    }
  }
  return outcome_of(sum + empty_range(slots, 0, RPTEST_SLOTS), (uint64_t)loops * RPTEST_REPLACEMENTS);
}

static void open_rptest(void) {
  tables = new_tables(RPTEST_SLOTS);
  mailboxes = new_mailboxes(setting.threads, RPTEST_BATCH);
}

static struct outcome run_rptest(void) {
  struct outcome sum = run_crew(setting.threads, rptest_member, NULL);
  sum.checksum += empty_mailboxes(mailboxes);
  return sum;
}

/* ----------------------------------------------------------------------------------------------------- Mleak */

enum { MLEAK_SLOTS = 1000, MLEAK_GENERATIONS = 4, MLEAK_GREATEST = 128 };

static struct outcome mleak_member(int member, void *context) {
  int generation = *(int *)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, generation * setting.threads + member);
  uint64_t sum = empty_range(slots, 0, MLEAK_SLOTS);
  for (int i = 0; i < MLEAK_SLOTS; i++) {
    x = next(x);
    fill(slots + i, between(x, LEAST_SIZE, MLEAK_GREATEST), x);
  }
  for (int i = 0; i < MLEAK_SLOTS; i += 2) sum += empty(slots + i);
  return outcome_of(sum, MLEAK_SLOTS);
}

static void open_mleak(void) { tables = new_tables(MLEAK_SLOTS); }

static struct outcome run_mleak(void) {
  struct outcome sum = {0, 0, 0};
  for (int generation = 0; generation < MLEAK_GENERATIONS * setting.scale; generation++) {
    sum = plus(sum, run_crew(setting.threads, mleak_member, &generation));
  }
  for (int i = 0; i < setting.threads; i++) sum.checksum += empty_range(tables[i], 0, MLEAK_SLOTS);
  return sum;
}

/* --------------------------------------------------------------------------------------------- SmartHeapRuns */

enum { RUN_SLOTS = 6000, RUN_BATCH = 100, RUN_GREATEST = 1000, RUN_SIZE = 10000 };

static uint64_t free_two_thirds(struct slot *slots, int from, int count) {
  int last = from + count - count / 3;
  uint64_t sum = empty_range(slots, from + count - 2 * (count / 3), last);
  for (int i = from + count - 1; i >= last; i--) sum += empty(slots + i);
  return sum;
}

static struct outcome run_member(int member, void *context) {
  bool is_shared = context != NULL;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0, operations = 0;
  int kept = 0;
  for (int i = 0; i < setting.scale; i++) {
    for (uint64_t size = LEAST_SIZE; size <= RUN_GREATEST; size += size / 8) {
      int count = (int)(RUN_SIZE / size);
      if (kept + count > RUN_SLOTS) {
        sum += empty_range(slots, 0, kept);
        kept = 0;
      }
      for (int slot = kept; slot < kept + count; slot++) {
        x = next(x);
        fill(slots + slot, size, x);
      }
      operations += (uint64_t)count;
      sum += free_two_thirds(slots, kept, count);
      kept += count - 2 * (count / 3);
      if (is_shared) {
        while (kept >= RUN_BATCH && send_blocks(mailboxes, member, slots + kept - RUN_BATCH)) kept -= RUN_BATCH;
        sum += receive_blocks(mailboxes, member);
      }
    }
  }
  return outcome_of(sum + empty_range(slots, 0, kept), operations);
}

static void open_runs(void) {
  tables = new_tables(RUN_SLOTS);
  mailboxes = new_mailboxes(setting.threads, RUN_BATCH);
}

static struct outcome run_sh6bench(void) { return run_crew(setting.threads, run_member, NULL); }

static struct outcome run_sh8bench(void) {
  struct outcome sum = run_crew(setting.threads, run_member, mailboxes);
  sum.checksum += empty_mailboxes(mailboxes);
  return sum;
}

const struct program SERVERS[] = {
    {"larson", open_larson, run_larson},      {"mstress", open_mstress, run_mstress},
    {"xmalloc-test", open_xmalloc, run_xmalloc}, {"rptest", open_rptest, run_rptest},
    {"mleak", open_mleak, run_mleak},         {"sh6bench", open_runs, run_sh6bench},
    {"sh8bench", open_runs, run_sh8bench},    {NULL, NULL, NULL},
};
