/* Resident memory of this process; 0 where the system does not tell. */
#ifndef CCALLOC_RESIDENT_H
#define CCALLOC_RESIDENT_H

#include <stdint.h>

uint64_t resident_size(void);

/* The most since the last reset. */
uint64_t peak_resident_size(void);
void reset_peak(void);

#endif
