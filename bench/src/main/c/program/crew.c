#define _POSIX_C_SOURCE 200809L
#include "crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "library.h"

struct crew {
  pthread_mutex_t lock;
  pthread_cond_t ready;
  int missing;
  member work;
  void *context;
};

struct worker {
  pthread_t thread;
  struct crew *crew;
  int number;
  struct outcome outcome;
};

static void *run_worker(void *argument) {
  struct worker *worker = argument;
  struct crew *crew = worker->crew;
  pthread_mutex_lock(&crew->lock);
  if (--crew->missing == 0) pthread_cond_broadcast(&crew->ready);
  while (crew->missing > 0) pthread_cond_wait(&crew->ready, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
  worker->outcome = crew->work(worker->number, crew->context);
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  worker->outcome.cpu_ns += (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
  return NULL;
}

struct outcome run_crew(int size, member work, void *context) {
  struct crew crew = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, size, work, context};
  struct worker *workers = table((size_t)size, sizeof *workers);
  for (int i = 0; i < size; i++) {
    workers[i].crew = &crew;
    workers[i].number = i;
    if (pthread_create(&workers[i].thread, NULL, run_worker, workers + i) != 0) fail("cannot start a thread", NULL);
  }
  struct outcome sum = {0, 0, 0};
  for (int i = 0; i < size; i++) {
    pthread_join(workers[i].thread, NULL);
    sum = plus(sum, workers[i].outcome);
  }
  free(workers);
  return sum;
}

struct queue {
  pthread_mutex_t lock;
  pthread_cond_t not_empty, not_full;
  int capacity, first, count;
  void **entries;
};

struct queue *new_queue(int capacity) {
  struct queue *queue = table(1, sizeof *queue);
  pthread_mutex_init(&queue->lock, NULL);
  pthread_cond_init(&queue->not_empty, NULL);
  pthread_cond_init(&queue->not_full, NULL);
  queue->capacity = capacity;
  queue->entries = table((size_t)capacity, sizeof *queue->entries);
  return queue;
}

void queue_put(struct queue *queue, void *entry) {
  pthread_mutex_lock(&queue->lock);
  while (queue->count == queue->capacity) pthread_cond_wait(&queue->not_full, &queue->lock);
  queue->entries[(queue->first + queue->count++) % queue->capacity] = entry;
  pthread_cond_signal(&queue->not_empty);
  pthread_mutex_unlock(&queue->lock);
}

static void *take_locked(struct queue *queue) {
  void *entry = queue->entries[queue->first];
  queue->first = (queue->first + 1) % queue->capacity;
  queue->count--;
  pthread_cond_signal(&queue->not_full);
  return entry;
}

void *queue_take(struct queue *queue) {
  pthread_mutex_lock(&queue->lock);
  while (queue->count == 0) pthread_cond_wait(&queue->not_empty, &queue->lock);
  void *entry = take_locked(queue);
  pthread_mutex_unlock(&queue->lock);
  return entry;
}

void *queue_poll(struct queue *queue) {
  pthread_mutex_lock(&queue->lock);
  void *entry = queue->count == 0 ? NULL : take_locked(queue);
  pthread_mutex_unlock(&queue->lock);
  return entry;
}
