/* Resident memory of this process; 0 where the system does not tell. */
#ifndef CCALLOC_RESIDENT_H
#define CCALLOC_RESIDENT_H

#include <stdint.h>

uint64_t resident_size(void);

/* The most since the last reset. */
uint64_t peak_resident_size(void);
void reset_peak(void);

/* How much more it is; 0 if that is less than a MiB, as in Java, where less cannot be told from what the JVM does. */
uint64_t size_above(uint64_t size, uint64_t before);

#endif
