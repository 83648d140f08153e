#include "resident.h"

#include <stdio.h>
#include <string.h>

/* A line of Linux's /proc/self/status, which counts in KiB. */
static uint64_t status_line(const char *name) {
  char line[256];
  unsigned long long value = 0;
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, name, strlen(name)) == 0 && sscanf(line + strlen(name), ": %llu", &value) == 1) break;
  }
  fclose(file);
  return (uint64_t)value * 1024;
}

uint64_t resident_size(void) { return status_line("VmRSS"); }

uint64_t peak_resident_size(void) { return status_line("VmHWM"); }

/* proc(5): 5 sets the peak to what is resident now. */
void reset_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file == NULL) return;
  fputs("5", file);
  fclose(file);
}

uint64_t size_above(uint64_t size, uint64_t before) {
  enum { LEAST = 1 << 20 };
  return size < before + LEAST ? 0 : size - before;
}
