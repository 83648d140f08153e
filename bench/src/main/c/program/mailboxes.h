/* Batches of blocks that threads leave for each other: as Mailboxes.java has them. */
#ifndef CCALLOC_MAILBOXES_H
#define CCALLOC_MAILBOXES_H

#include <stdbool.h>

#include "crew.h"
#include "slots.h"

struct mailboxes;

struct mailboxes *new_mailboxes(int threads, int batch_size);
bool send_blocks(struct mailboxes *mailboxes, int member, struct slot *slots);
uint64_t receive_blocks(struct mailboxes *mailboxes, int member);
uint64_t empty_mailboxes(struct mailboxes *mailboxes);

#endif
