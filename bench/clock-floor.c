/*
 * How punctual a program can be on this machine at all: it does nothing but look at the clock, and notes how late it sees each instant of an even schedule.
 * Usage: clock-floor RATE_PER_SECOND SECONDS. It prints, as JSON, the p99 of how late it was in milliseconds, and the coefficient of variation of the
 * gaps between the instants as it saw them.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  double gap_ns = 1e9 / atof(argv[1]);
  size_t count = (size_t)(atof(argv[2]) * 1e9 / gap_ns);
  double *late_ms = calloc(count, sizeof *late_ms);
  if (!late_ms || count < 2) return 2;

  uint64_t first_ns = now_ns() + 1000000, last_ns = 0;
  double squares = 0;
  for (size_t index = 0; index < count; index++) {
    uint64_t due_ns = first_ns + (uint64_t)((double)index * gap_ns), seen_ns;
    while ((seen_ns = now_ns()) < due_ns) continue;
    late_ms[index] = (double)(seen_ns - due_ns) / 1e6;
    if (index > 0) {
      double off = (double)(seen_ns - last_ns) / gap_ns - 1;
      squares += off * off;
    }
    last_ns = seen_ns;
  }
  qsort(late_ms, count, sizeof *late_ms, ascending);
  printf("{\"p99Ms\":%.6f,\"gapCv\":%.6f}\n", late_ms[(size_t)((double)(count - 1) * 0.99)], sqrt(squares / (double)(count - 1)));
  return 0;
}
