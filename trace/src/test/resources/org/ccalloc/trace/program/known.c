/* Allocates what ProgramRecordingTest knows; all that libraries do by themselves is smaller than 1000 bytes, or larger than 20000. */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile kept;

static void *other(void *block) {
  free(block);
  kept = malloc(1008);
  return kept;
}

static void many(void) {
  /* More than one chunk of events. */
  for (int i = 0; i < 10000; i++) {
    void *volatile block = malloc(9000);
    free(block);
  }
}

int main(int count, char **words) {
  void *a = malloc(1001);
  void *b = calloc(2, 501);
  void *c = aligned_alloc(64, 1024);
  void *d;
  if (posix_memalign(&d, 4096, 1004) != 0) return 1;
  void *e = memalign(32, 1005);
  void *f = valloc(1006);
  void *g = pvalloc(1007);
  a = realloc(a, 2001);
  a = reallocarray(a, 3, 1001);
  if (reallocarray(a, SIZE_MAX / 2, 3) != NULL) return 1;
  if (realloc(a, SIZE_MAX / 4) != NULL || malloc(SIZE_MAX / 4) != NULL) return 1;
  if (malloc_usable_size(a) < 3003) return 1;

  pthread_t thread;
  void *from_thread;
  if (pthread_create(&thread, NULL, other, b) != 0) return 1;
  pthread_join(thread, &from_thread);
  free(from_thread);

  free(c);
  free(d);
  free(e);
  free(f);
  free(g);
  void *h = realloc(NULL, 1009);
  kept = realloc(h, 0);

  pid_t child = fork();
  if (child == 0) {
    kept = malloc(1010);
    if (count > 1) execv(words[0], words + 1); /* as its own child: one word less */
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  if (status != 0 && count <= 1) return 1;
  many();
  kept = malloc(1011);
  _exit(count > 1 ? atoi(words[1]) : 0); /* no destructor, no handler */
}
