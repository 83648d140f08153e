#include "mailboxes.h"

enum { BATCHES_EACH = 4 };

struct mailboxes {
  int threads, batch_size;
  struct queue *unused, **boxes;
};

struct mailboxes *new_mailboxes(int threads, int batch_size) {
  struct mailboxes *mailboxes = table(1, sizeof *mailboxes);
  int batches = BATCHES_EACH * threads;
  mailboxes->threads = threads;
  mailboxes->batch_size = batch_size;
  mailboxes->unused = new_queue(batches);
  mailboxes->boxes = table((size_t)threads, sizeof *mailboxes->boxes);
  for (int i = 0; i < threads; i++) mailboxes->boxes[i] = new_queue(batches);
  for (int i = 0; i < batches; i++) queue_put(mailboxes->unused, new_slots(batch_size));
  return mailboxes;
}

bool send_blocks(struct mailboxes *mailboxes, int member, struct slot *slots) {
  struct slot *batch = queue_poll(mailboxes->unused);
  if (batch == NULL) return false;
  for (int i = 0; i < mailboxes->batch_size; i++) swap(slots + i, batch + i);
  /* There is room for all batches in each box. */
  queue_put(mailboxes->boxes[(member + 1) % mailboxes->threads], batch);
  return true;
}

static bool receive_batch(struct mailboxes *mailboxes, int member, uint64_t *sum) {
  struct slot *batch = queue_poll(mailboxes->boxes[member]);
  if (batch == NULL) return false;
  for (int i = mailboxes->batch_size - 1; i >= 0; i--) *sum += empty(batch + i);
  queue_put(mailboxes->unused, batch);
  return true;
}

uint64_t receive_blocks(struct mailboxes *mailboxes, int member) {
  uint64_t sum = 0;
  receive_batch(mailboxes, member, &sum);
  return sum;
}

uint64_t empty_mailboxes(struct mailboxes *mailboxes) {
  uint64_t sum = 0;
  for (int i = 0; i < mailboxes->threads; i++) {
    while (receive_batch(mailboxes, i, &sum)) {
    }
  }
  return sum;
}
