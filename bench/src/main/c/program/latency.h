/* Times of single operations. */
#ifndef CCALLOC_LATENCY_H
#define CCALLOC_LATENCY_H

/* With the threads and the seed of the setting; prints a line of JSON. */
void print_latencies(int operations);

#endif
