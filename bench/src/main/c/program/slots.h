/* Blocks by number, and random numbers: as Slots.java and RandomNumbers.java have them. */
#ifndef CCALLOC_SLOTS_H
#define CCALLOC_SLOTS_H

#include "library.h"

enum { LEAST_SIZE = 8 };

struct slot {
  char *block;
  uint64_t size;
};

static inline struct slot *new_slots(int count) { return table((size_t)count, sizeof(struct slot)); }

static inline void put_block(struct slot *slot, char *block, uint64_t size, uint64_t x) {
  slot->block = block;
  slot->size = size;
  put(block, x);
  block[size - 1] = (char)x;
}

static inline void fill(struct slot *slot, uint64_t size, uint64_t x) { put_block(slot, live(allocate(size)), size, x); }

static inline void fill_aligned(struct slot *slot, uint64_t size, uint64_t alignment, uint64_t x) {
  put_block(slot, live(allocate_aligned(size, alignment)), size, x);
}

static inline void grow(struct slot *slot, uint64_t size, uint64_t x) {
  slot->block = live(reallocate(slot->block, size));
  memset(slot->block + slot->size, (char)x, size - slot->size);
  slot->size = size;
}

/* Bytes are signed, as in Java. */
static inline uint64_t empty(struct slot *slot) {
  char *block = slot->block;
  if (block == NULL) return 0;
  uint64_t sum = (get(block) ^ slot->size) + (uint64_t)(signed char)block[slot->size - 1];
  slot->block = NULL;
  release(block);
  return sum;
}

static inline uint64_t empty_range(struct slot *slots, int from, int to) {
  uint64_t sum = 0;
  for (int i = from; i < to; i++) sum += empty(slots + i);
  return sum;
}

static inline void swap(struct slot *one, struct slot *other) {
  struct slot kept = *one;
  *one = *other;
  *other = kept;
}

static inline uint64_t start_of(uint64_t seed, int member) {
  uint64_t z = seed + (uint64_t)(member + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (z ^ (z >> 31)) | 1;
}

static inline uint64_t next(uint64_t x) {
  x ^= x << 13;
  x ^= x >> 7;
  return x ^ (x << 17);
}

static inline int below(uint64_t x, int count) { return (int)(((x >> 33) * (uint64_t)count) >> 31); }

static inline int few_below(uint64_t x, int count) { return (int)(((x & 0xffff) * (uint64_t)count) >> 16); }

static inline uint64_t between(uint64_t x, uint64_t least, uint64_t greatest) {
  return least + (((x & 0x7fffffff) * (greatest - least + 1)) >> 31);
}

static inline uint64_t with_bits(uint64_t x, int bits) {
  uint64_t first = (uint64_t)1 << bits;
  return first + (x & (first - 1));
}

#endif
