/* The programs, and what they are given. */
#ifndef CCALLOC_PROGRAMS_H
#define CCALLOC_PROGRAMS_H

#include "crew.h"
#include "slots.h"

struct setting {
  int threads;
  uint64_t seed;
  int scale;
};

extern struct setting setting;

/* Opened once, which makes its tables; then run as often as one likes. */
struct program {
  const char *name;
  void (*open)(void);
  struct outcome (*run)(void);
};

extern const struct program SERVERS[], LOOPS[], JVM_PROGRAMS[];

/* Tables of so many slots, one for each thread. */
struct slot **new_tables(int slots);

#endif
