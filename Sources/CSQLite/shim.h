// What of SQLite cannot be called from Swift: functions with any number of arguments.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/// Keeps a database that may come from anybody from harming this process: its schema calls no function
/// that could, and nothing writes to SQLite's own tables. `connection` is a `sqlite3 *`.
static inline void csqlite_defend(void *connection, int readonly) {
  sqlite3 *db = (sqlite3 *)connection;
#ifdef SQLITE_DBCONFIG_DEFENSIVE
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
#endif
  // Triggers keep the full-text index, and SQLite runs those of virtual tables for a trusted schema only.
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
  if (readonly) sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
#endif
  // Statements of ours are short, and triggers of ours call no others.
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
  sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 16);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 30);
}

#endif
