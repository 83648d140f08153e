/*
 * Records what a program allocates: a library for LD_PRELOAD (Linux, glibc).
 *
 * Started with CCALLOC_RECORD=DIRECTORY in the environment, each recorded process writes events into a file of its own,
 * DIRECTORY/PID-NUMBER, from which ProgramRecording makes a trace. With CCALLOC_RECORD_FOLLOW=1, children are recorded as
 * well, forked and executed ones; without, both variables and this library's place in LD_PRELOAD are taken out of the
 * environment at the start, so that programs which this one executes do not know of them, and a forked child stops.
 *
 * The file is mapped, not written: what a thread has recorded is in it, however the process ends (exit, _exit, exec, abort,
 * a signal). It consists of chunks of CHUNK bytes, each filled by one thread.
 *
 * The order of events is that of their numbers, from one counter. That a block is given back gets its number before the real
 * free, that it was allocated after the real malloc: whoever gets an address next also has the greater number. A realloc has
 * two numbers, one before and one after, since the old address may belong to somebody else before it returns.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------------------ the file of events */

/* As RawEvents in Java reads them. */
enum operation {
  OP_NONE, /* nothing was written here */
  OP_MALLOC,
  OP_CALLOC,
  OP_ALIGNED,
  OP_FREE,
  OP_BEGIN_REALLOC, /* the old address */
  OP_END_REALLOC,   /* the new address and size */
  OP_FAIL_REALLOC,  /* the old address: it is still a block */
  OP_END_THREAD
};

struct event {
  uint64_t number;
  uint64_t address;
  uint64_t size;
  uint32_t thread;
  _Atomic uint8_t operation; /* written last */
  uint8_t alignment_shift;
  uint8_t reserved[2];
};

enum { CHUNK = 1 << 16, EVENTS = CHUNK / (int)sizeof(struct event) };
_Static_assert(sizeof(struct event) == 32, "as RawEvents has it");

enum { UNTRIED, RECORDING, STOPPED };

static _Atomic int state = UNTRIED;
static _Atomic bool starting;
static _Atomic uint64_t next_number = 1;
static _Atomic uint64_t file_end;
static _Atomic uint32_t next_thread;
static int file = -1;
static char directory[4096];
static bool follow;
static pthread_key_t thread_key;

/* Initial-exec: other models of thread-local memory may call malloc. */
#define OF_THREAD static _Thread_local __attribute__((tls_model("initial-exec")))
OF_THREAD struct event *chunk;
OF_THREAD int used;
OF_THREAD uint32_t thread_number; /* from 1; 0: none yet */
OF_THREAD bool inside;            /* a hook: what it calls, and a signal handler that interrupts it, is not recorded */

static const char zeros[CHUNK];

/* One more chunk at the end of the file. It is written, not just mapped, so that a full disk is an error and no signal. */
static struct event *new_chunk(void) {
  uint64_t offset = atomic_fetch_add(&file_end, CHUNK);
  for (size_t done = 0; done < CHUNK;) {
    ssize_t written = pwrite(file, zeros + done, CHUNK - done, (off_t)(offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return NULL;
    done += (size_t)written;
  }
  void *mapped = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED, file, (off_t)offset);
  return mapped == MAP_FAILED ? NULL : mapped;
}

/* Tells of it on standard error: the recording is not whole. */
static void stop(const char *why) {
  atomic_store(&state, STOPPED);
  dprintf(STDERR_FILENO, "ccalloc record: %s: %s; nothing more is recorded\n", why, strerror(errno));
}

static void append(enum operation operation, uint64_t number, const void *address, size_t size, int alignment_shift) {
  if (chunk == NULL || used == EVENTS) {
    if (chunk != NULL) munmap(chunk, CHUNK);
    chunk = new_chunk();
    if (chunk == NULL) {
      stop("the events cannot be written");
      return;
    }
    used = 0;
    if (thread_number == 0) thread_number = atomic_fetch_add(&next_thread, 1) + 1;
    pthread_setspecific(thread_key, chunk); /* so that end_thread is called, also if this thread is ending already */
  }
  struct event *event = chunk + used++;
  event->number = number;
  event->address = (uintptr_t)address;
  event->size = size;
  event->thread = thread_number - 1;
  event->alignment_shift = (uint8_t)alignment_shift;
  atomic_store_explicit(&event->operation, operation, memory_order_release);
}

static uint64_t take_number(void) { return atomic_fetch_add(&next_number, 1); }

static void end_thread(void *unused) {
  (void)unused;
  if (inside || atomic_load(&state) != RECORDING) return;
  int error = errno;
  inside = true;
  append(OP_END_THREAD, take_number(), NULL, 0, 0);
  if (chunk != NULL) munmap(chunk, CHUNK);
  chunk = NULL;
  inside = false;
  errno = error;
}

/* --------------------------------------------------------------------------------------------------- start and forks */

/* The value of a variable. Not getenv: programs may replace it, and bash does. */
static char *variable(const char *name) {
  size_t length = strlen(name);
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
  }
  return NULL;
}

static void remove_variable(const char *name) {
  char *value = variable(name);
  char **to = environ;
  for (char **from = environ; value != NULL && *from != NULL; from++) {
    if (*from + strlen(name) + 1 != value) *to++ = *from;
  }
  if (value != NULL) *to = NULL;
}

/* This library is the first in LD_PRELOAD; what comes after it is the user's. */
static void hide(void) {
  remove_variable("CCALLOC_RECORD");
  char *preload = variable("LD_PRELOAD");
  if (preload == NULL) return;
  char *rest = strpbrk(preload, ": ");
  if (rest == NULL) {
    remove_variable("LD_PRELOAD");
  } else {
    memmove(preload, rest + 1, strlen(rest + 1) + 1);
  }
}

/* A program that is executed has the process of the one before: the number is then another. */
static bool open_file(void) {
  for (int number = 0; number < 1000; number++) {
    char path[sizeof directory + 64];
    snprintf(path, sizeof path, "%s/%ld-%d", directory, (long)getpid(), number);
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
      /* Out of the way of programs that close what they take for theirs, or expect the least number that is free. */
      int moved = fcntl(file, F_DUPFD_CLOEXEC, 700);
      if (moved >= 0) {
        close(file);
        file = moved;
      }
      return true;
    }
    if (errno != EEXIST) break;
  }
  return false;
}

static void begin_child(void) {
  if (atomic_load(&state) != RECORDING) return;
  /* The chunk is the parent's, too. */
  if (chunk != NULL) munmap(chunk, CHUNK);
  chunk = NULL;
  close(file);
  if (!follow) {
    atomic_store(&state, STOPPED);
    return;
  }
  atomic_store(&file_end, 0);
  atomic_store(&next_thread, 0);
  thread_number = 0;
  if (!open_file()) stop("no file for the events of a forked child");
}

static void start(void) {
  if (environ == NULL || atomic_exchange(&starting, true)) return; /* too early, or another thread does it */
  const char *given = variable("CCALLOC_RECORD");
  if (given == NULL || strlen(given) >= sizeof directory) {
    atomic_store(&state, STOPPED);
    return;
  }
  strcpy(directory, given);
  follow = variable("CCALLOC_RECORD_FOLLOW") != NULL;
  if (!follow) hide();
  if (!open_file() || pthread_key_create(&thread_key, end_thread) != 0 || pthread_atfork(NULL, NULL, begin_child) != 0) {
    stop("no file for the events");
    return;
  }
  atomic_store(&state, RECORDING);
}

/* ----------------------------------------------------------------------------------------------------- the real ones */

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static int (*real_posix_memalign)(void **, size_t, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);
static void *(*real_memalign)(size_t, size_t);
static void *(*real_valloc)(size_t);
static void *(*real_pvalloc)(size_t);
static size_t (*real_malloc_usable_size)(void *);

/* For what dlsym itself asks for while the real ones are looked up; never given back. */
static struct {
  alignas(16) char bytes[1 << 16];
  _Atomic size_t used;
} early;
OF_THREAD bool looking_up;

static bool is_early(const void *block) {
  return (uintptr_t)block - (uintptr_t)early.bytes < sizeof early.bytes;
}

static void *allocate_early(size_t size) {
  size_t rounded = (size + 31) & ~(size_t)15; /* 16 more for the size */
  size_t offset = size < sizeof early.bytes ? atomic_fetch_add(&early.used, rounded) : sizeof early.bytes;
  if (offset + rounded > sizeof early.bytes) return NULL;
  memcpy(early.bytes + offset, &size, sizeof size);
  return early.bytes + offset + 16;
}

static size_t early_size(const void *block) {
  size_t size;
  memcpy(&size, (const char *)block - 16, sizeof size);
  return size;
}

/* Through a union: ISO C has no cast from a pointer to data to one to a function. */
static void find(const char *name, void *function) {
  union {
    void *data;
    void (*code)(void);
  } found = {.data = dlsym(RTLD_NEXT, name)};
  memcpy(function, &found.code, sizeof found.code);
}

static void look_up(void) {
  looking_up = true;
  find("malloc", &real_malloc);
  find("calloc", &real_calloc);
  find("realloc", &real_realloc);
  find("posix_memalign", &real_posix_memalign);
  find("aligned_alloc", &real_aligned_alloc);
  find("memalign", &real_memalign);
  find("valloc", &real_valloc);
  find("pvalloc", &real_pvalloc);
  find("malloc_usable_size", &real_malloc_usable_size);
  find("free", &real_free); /* the last: that it is known means that all are */
  looking_up = false;
}

/* Whether the real ones can be called; if not, this is dlsym asking for memory. */
static inline bool ready(void) {
  if (__builtin_expect(real_free == NULL, 0)) {
    if (looking_up) return false;
    look_up();
  }
  return true;
}

/* Whether to record what is about to be done; if so, leave is called afterwards. */
static inline bool enter(void) {
  if (inside) return false;
  int now = atomic_load_explicit(&state, memory_order_acquire);
  if (now == STOPPED) return false;
  inside = true;
  if (now == UNTRIED) {
    start();
    if (atomic_load(&state) != RECORDING) {
      inside = false;
      return false;
    }
  }
  return true;
}

static inline void leave(int error) {
  inside = false;
  errno = error;
}

/* A request for nothing that got a block got a byte. */
static inline size_t at_least_one(size_t size) { return size == 0 ? 1 : size; }

static void *allocated(enum operation operation, void *block, size_t size, size_t alignment) {
  if (block != NULL && enter()) {
    int error = errno;
    int shift = 0;
    while (shift < 63 && (size_t)1 << shift < alignment) shift++; /* memalign rounds up, too */
    append(operation, take_number(), block, at_least_one(size), shift);
    leave(error);
  }
  return block;
}

/* ------------------------------------------------------------------------------------------------------------- hooks */

#define EXPORT __attribute__((visibility("default")))

EXPORT void *malloc(size_t size) {
  return ready() ? allocated(OP_MALLOC, real_malloc(size), size, 1) : allocate_early(size);
}

EXPORT void *calloc(size_t count, size_t size) {
  if (!ready()) return count == 0 || size <= SIZE_MAX / count ? allocate_early(count * size) : NULL; /* zeros */
  return allocated(OP_CALLOC, real_calloc(count, size), count * size, 1);
}

EXPORT void free(void *block) {
  if (block == NULL || is_early(block) || !ready()) return;
  if (enter()) {
    int error = errno;
    append(OP_FREE, take_number(), block, 0, 0);
    leave(error);
  }
  real_free(block);
}

EXPORT void *realloc(void *block, size_t size) {
  if (block == NULL) return malloc(size);
  if (is_early(block)) {
    void *moved = malloc(size);
    if (moved != NULL) memcpy(moved, block, early_size(block) < size ? early_size(block) : size);
    return moved;
  }
  if (!ready()) return NULL;
  bool recorded = enter();
  if (recorded) {
    int error = errno;
    append(size == 0 ? OP_FREE : OP_BEGIN_REALLOC, take_number(), block, 0, 0);
    errno = error;
  }
  void *moved = real_realloc(block, size);
  if (recorded) {
    int error = errno;
    if (moved != NULL) {
      append(size == 0 ? OP_MALLOC : OP_END_REALLOC, take_number(), moved, at_least_one(size), 0);
    } else if (size != 0) {
      append(OP_FAIL_REALLOC, take_number(), block, 0, 0);
    }
    leave(error);
  }
  return moved;
}

EXPORT void *reallocarray(void *block, size_t count, size_t size) {
  size_t product;
  if (__builtin_mul_overflow(count, size, &product)) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(block, product);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t size) {
  if (!ready()) return ENOMEM;
  int result = real_posix_memalign(block, alignment, size);
  if (result == 0) allocated(OP_ALIGNED, *block, size, alignment);
  return result;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
  return ready() ? allocated(OP_ALIGNED, real_aligned_alloc(alignment, size), size, alignment) : NULL;
}

EXPORT void *memalign(size_t alignment, size_t size) {
  return ready() ? allocated(OP_ALIGNED, real_memalign(alignment, size), size, alignment) : NULL;
}

EXPORT void *valloc(size_t size) {
  return ready() ? allocated(OP_ALIGNED, real_valloc(size), size, (size_t)sysconf(_SC_PAGESIZE)) : NULL;
}

EXPORT void *pvalloc(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t rounded = size > SIZE_MAX - page ? size : (size + page - 1) / page * page;
  return ready() ? allocated(OP_ALIGNED, real_pvalloc(size), rounded, page) : NULL;
}

/* Of C23: libraries that have them may not come by free. */
EXPORT void free_sized(void *block, size_t size) {
  (void)size;
  free(block);
}

EXPORT void free_aligned_sized(void *block, size_t alignment, size_t size) {
  (void)alignment;
  (void)size;
  free(block);
}

EXPORT size_t malloc_usable_size(void *block) {
  if (block == NULL) return 0;
  return is_early(block) ? early_size(block) : ready() ? real_malloc_usable_size(block) : 0;
}

/* A program that allocates nothing is recorded, too. */
__attribute__((constructor)) static void begin(void) {
  if (enter()) leave(errno);
}
