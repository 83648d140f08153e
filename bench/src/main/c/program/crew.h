/* Threads that begin at the same moment, and queues between them. */
#ifndef CCALLOC_CREW_H
#define CCALLOC_CREW_H

#include <stdint.h>

struct outcome {
  uint64_t checksum, operations, cpu_ns;
};

static inline struct outcome outcome_of(uint64_t checksum, uint64_t operations) {
  return (struct outcome){checksum, operations, 0};
}

static inline struct outcome plus(struct outcome one, struct outcome other) {
  return (struct outcome){one.checksum + other.checksum, one.operations + other.operations, one.cpu_ns + other.cpu_ns};
}

typedef struct outcome (*member)(int number, void *context);

struct outcome run_crew(int size, member work, void *context);

/* A ring under a lock. Who waits, waits for the other end. */
struct queue;

struct queue *new_queue(int capacity);
void queue_put(struct queue *queue, void *entry);
void *queue_take(struct queue *queue);
/* NULL if there is none. */
void *queue_poll(struct queue *queue);

#endif
