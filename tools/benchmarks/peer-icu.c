// Word boundaries by ICU's own iterator over UTF-8, as a C program would find them: the raw speed that
// tools/benchmark compares with.
//   cc -O2 tools/benchmarks/peer-icu.c -licuuc -o peer-icu && ./peer-icu FILE LOCALE RUNS
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare(const void *left, const void *right) {
  double l = *(const double *)left, r = *(const double *)right;
  return (l > r) - (l < r);
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  FILE *file = fopen(arguments[1], "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return 66;
  long length = ftell(file);
  rewind(file);
  char *text = malloc((size_t)length + 1);
  if (text == NULL || fread(text, 1, (size_t)length, file) != (size_t)length) return 74;
  int runs = atoi(arguments[3]);
  double *seconds = calloc((size_t)runs + 1, sizeof *seconds);
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, arguments[2], NULL, 0, &error);
  UText source = UTEXT_INITIALIZER;
  long words = 0;
  // The first run warms up.
  for (int run = 0; run <= runs; run++) {
    double start = now();
    utext_openUTF8(&source, text, length, &error);
    ubrk_setUText(iterator, &source, &error);
    if (U_FAILURE(error)) return 70;
    words = 0;
    ubrk_first(iterator);
    while (ubrk_next(iterator) != UBRK_DONE)
      words += ubrk_getRuleStatus(iterator) >= UBRK_WORD_NONE_LIMIT;
    seconds[run] = now() - start;
  }
  qsort(seconds + 1, (size_t)runs, sizeof *seconds, compare);
  printf(
      "{\"found\":%ld,\"runs\":%d,\"megabytes_per_second\":%.5g}\n", words, runs,
      (double)length / 1e6 / seconds[1 + runs / 2]);
  return 0;
}
