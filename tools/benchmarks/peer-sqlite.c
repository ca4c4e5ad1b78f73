// Inserts the lines of a file into a table of SQLite, as a C program would that does nothing else: the raw
// speed that tools/benchmark compares ingestion with. One transaction, a prepared statement, write-ahead log.
//   cc -O2 tools/benchmarks/peer-sqlite.c -lsqlite3 -o peer-sqlite && ./peer-sqlite FILE STORE full-text?
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void run(sqlite3 *store, const char *statement) {
  if (sqlite3_exec(store, statement, NULL, NULL, NULL) == SQLITE_OK) return;
  fprintf(stderr, "%s: %s\n", statement, sqlite3_errmsg(store));
  exit(74);
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  FILE *file = fopen(arguments[1], "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return 66;
  long length = ftell(file);
  rewind(file);
  char *text = malloc((size_t)length + 1);
  if (text == NULL || fread(text, 1, (size_t)length, file) != (size_t)length) return 74;
  text[length] = 0;
  int has_index = arguments[3][0] == 'y';
  remove(arguments[2]);
  sqlite3 *store;
  if (sqlite3_open(arguments[2], &store) != SQLITE_OK) return 73;
  run(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
  run(store, "CREATE TABLE document (id INTEGER PRIMARY KEY, label INTEGER, text TEXT)");
  sqlite3_stmt *insert, *add = NULL;
  sqlite3_prepare_v2(store, "INSERT INTO document VALUES (?, ?, ?)", -1, &insert, NULL);
  if (has_index) {
    run(store,
        "CREATE VIRTUAL TABLE words USING fts5 (text, content = 'document', content_rowid = 'id')");
    sqlite3_prepare_v2(store, "INSERT INTO words (rowid, text) VALUES (?, ?)", -1, &add, NULL);
  }
  double start = now();
  long rows = 0;
  run(store, "BEGIN");
  for (char *line = text; *line != 0;) {
    char *end = strchr(line, '\n');
    if (end == NULL) end = line + strlen(line);
    if (end > line) {
      rows++;
      sqlite3_bind_int64(insert, 1, rows);
      sqlite3_bind_int64(insert, 2, rows % 9);
      sqlite3_bind_text(insert, 3, line, (int)(end - line), SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) return 74;
      sqlite3_reset(insert);
      if (has_index) {
        sqlite3_bind_int64(add, 1, rows);
        sqlite3_bind_text(add, 2, line, (int)(end - line), SQLITE_STATIC);
        if (sqlite3_step(add) != SQLITE_DONE) return 74;
        sqlite3_reset(add);
      }
    }
    line = *end == 0 ? end : end + 1;
  }
  run(store, "COMMIT");
  double seconds = now() - start;
  printf("{\"documents\":%ld,\"documents_per_second\":%.6g}\n", rows, (double)rows / seconds);
  return 0;
}
