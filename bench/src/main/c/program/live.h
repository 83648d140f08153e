/* Many live blocks. */
#ifndef CCALLOC_LIVE_H
#define CCALLOC_LIVE_H

/* With the seed of the setting; prints a line of JSON. */
void print_live_blocks(int count);

#endif
