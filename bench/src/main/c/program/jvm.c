/* What programs on the JVM use off-heap memory for. What each does is told by the class of the same name in Java. */
#define _POSIX_C_SOURCE 200809L
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "programs.h"

static struct slot **tables;

/* --------------------------------------------------------------------------------------------- GrowingBuffers */

enum { BUFFER_SLOTS = 64, BUFFER_STEPS = 500, BUFFER_FIRST = 64, BUFFER_LAST = 1 << 20 };

static struct outcome buffer_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0;
  int steps = BUFFER_STEPS * setting.scale;
  for (int i = 0; i < steps; i++) {
    x = next(x);
    struct slot *slot = slots + below(x, BUFFER_SLOTS);
    if (slot->block != NULL && slot->size < BUFFER_LAST) {
      grow(slot, slot->size + slot->size / 2, x);
    } else {
      sum += empty(slot);
      fill(slot, BUFFER_FIRST, x);
    }
  }
  return outcome_of(sum + empty_range(slots, 0, BUFFER_SLOTS), (uint64_t)steps);
}

static void open_buffers(void) { tables = new_tables(BUFFER_SLOTS); }

static struct outcome run_buffers(void) { return run_crew(setting.threads, buffer_member, NULL); }

/* -------------------------------------------------------------------------------------------- ColumnarBatches */

enum { COLUMNS = 4, LIVE_BATCHES = 3, COLUMN_BATCHES = 6, COLUMN_ALIGNMENT = 64, LIVE_COLUMNS = LIVE_BATCHES * COLUMNS };

static uint64_t finish_column(struct slot *slot) {
  if (slot->block == NULL) return 0;
  uint64_t sum = 0;
  for (const char *at = slot->block; at < slot->block + slot->size; at += COLUMN_ALIGNMENT) sum += get(at);
  return sum + empty(slot);
}

static struct outcome column_member(int member, void *context) {
  (void)context;
  struct slot *slots = tables[member];
  uint64_t x = start_of(setting.seed, member), sum = 0;
  int vectors = COLUMN_BATCHES * COLUMNS * setting.scale;
  for (int i = 0; i < vectors; i++) {
    x = next(x);
    struct slot *slot = slots + i % LIVE_COLUMNS;
    sum += finish_column(slot);
    uint64_t size = between(x, 1 << 14, 1 << 15) * COLUMN_ALIGNMENT;
    fill_aligned(slot, size, COLUMN_ALIGNMENT, x);
    memset(slot->block, (char)x, size);
  }
  for (int i = 0; i < LIVE_COLUMNS; i++) sum += finish_column(slots + i);
  return outcome_of(sum, (uint64_t)vectors);
}

static void open_columns(void) { tables = new_tables(LIVE_COLUMNS); }

static struct outcome run_columns(void) { return run_crew(setting.threads, column_member, NULL); }

/* ------------------------------------------------------------------------------------------------- QueueNodes */

enum { NODES = 2000, AHEAD = 512, NODE_BATCH = 64, NODE_BATCHES = 16, NODE_SIZE = 40, SPINS = 200 };

#if defined(__APPLE__) && defined(__aarch64__)
enum { CACHE_LINE = 128 };
#else
enum { CACHE_LINE = 64 };
#endif

/* Counters of different threads are so many apart. */
enum { APART = 16 };

struct node {
  struct node *_Atomic next;
  uint64_t value;
  uint64_t producer;
};

static _Atomic(struct node *) tail;
static struct queue *retired, *unused_lists;
/* How many nodes of each producer were taken out. */
static _Atomic uint64_t *taken;

static struct node *new_node(uint64_t value, uint64_t producer) {
  size_t padded = (NODE_SIZE + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  struct node *node = live(allocate_aligned(padded, CACHE_LINE));
  atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
  node->value = value;
  node->producer = producer;
  return node;
}

static uint64_t free_node(struct node *node) {
  uint64_t sum = node->value ^ NODE_SIZE;
  release(node);
  return sum;
}

static inline void pause_a_little(int *spins) {
  if (++*spins % SPINS == 0) sched_yield();
}

static struct outcome produce_nodes(int producer) {
  uint64_t x = start_of(setting.seed, producer);
  uint64_t nodes = (uint64_t)NODES * (uint64_t)setting.scale;
  for (uint64_t i = 0; i < nodes; i++) {
    x = next(x);
    for (int spins = 0; (int64_t)(i - atomic_load_explicit(taken + APART * producer, memory_order_acquire)) >= AHEAD;) {
      pause_a_little(&spins);
    }
    struct node *node = new_node(x, (uint64_t)(APART * producer));
    struct node *before = atomic_exchange(&tail, node);
    atomic_store_explicit(&before->next, node, memory_order_release);
  }
  return outcome_of(0, nodes);
}

static struct outcome consume_nodes(struct node *head) {
  uint64_t sum = 0, count = (uint64_t)(setting.threads - 2) * NODES * (uint64_t)setting.scale;
  struct node **list = queue_take(unused_lists);
  int filled = 0;
  for (uint64_t i = 0; i < count; i++) {
    struct node *after;
    for (int spins = 0; (after = atomic_load_explicit(&head->next, memory_order_acquire)) == NULL;) {
      pause_a_little(&spins);
    }
    sum += after->value;
    _Atomic uint64_t *of_producer = taken + after->producer;
    uint64_t before = atomic_load_explicit(of_producer, memory_order_relaxed);
    atomic_store_explicit(of_producer, before + 1, memory_order_release);
    list[filled++] = head;
    head = after;
    if (filled == NODE_BATCH) {
      queue_put(retired, list);
      list = queue_take(unused_lists);
      filled = 0;
    }
  }
  list[filled] = NULL;
  queue_put(retired, list);
  return outcome_of(sum, 0);
}

/* The last list is the one that is not full. */
static struct outcome reclaim_nodes(void) {
  uint64_t sum = 0;
  for (bool last = false; !last;) {
    struct node **list = queue_take(retired);
    for (int i = 0; i < NODE_BATCH && !last; i++) {
      last = list[i] == NULL;
      if (!last) sum += free_node(list[i]);
    }
    queue_put(unused_lists, list);
  }
  return outcome_of(sum, 0);
}

static struct outcome node_member(int member, void *context) {
  switch (member) {
    case 0:
      return consume_nodes(context);
    case 1:
      return reclaim_nodes();
    default:
      return produce_nodes(member - 2);
  }
}

static void open_nodes(void) {
  retired = new_queue(NODE_BATCHES);
  unused_lists = new_queue(NODE_BATCHES);
  for (int i = 0; i < NODE_BATCHES; i++) queue_put(unused_lists, table(NODE_BATCH, sizeof(struct node *)));
  taken = table((size_t)(APART * setting.threads), sizeof *taken);
}

static struct outcome run_nodes(void) {
  struct node *first = new_node(0, 0);
  atomic_store(&tail, first);
  for (int i = 0; i < setting.threads; i++) atomic_store(taken + APART * i, 0);
  struct outcome sum = run_crew(setting.threads, node_member, first);
  /* Whose node is the last is a matter of chance. */
  return plus(sum, outcome_of(free_node(atomic_load(&tail)), 1));
}

const struct program JVM_PROGRAMS[] = {
    {"growing-buffers", open_buffers, run_buffers},
    {"columnar-batches", open_columns, run_columns},
    {"queue-nodes", open_nodes, run_nodes},
    {NULL, NULL, NULL},
};
