import GRDB

/// The tables of a store.
///
/// One row a document: its tokens and sentences are a blob (``Segmentation``), its entities are
/// rows of `annotation`, its classes rows of `document_label`. The layer `gold` is what came with
/// the corpus; offsets are UTF-8 bytes. The views `entity` and `classification` show both with the
/// words in place.
enum Schema {
  /// "NLPc": marks a SQLite file as a corpus store, in the header field for this.
  static let applicationID = 0x4E4C_5063

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 corpora") { db in
      try db.execute(sql: tables)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    migrator.registerMigration("2 runs") { db in try db.execute(sql: runs) }
    migrator.registerMigration("3 scores of runs") { db in
      try db.execute(sql: scores)
      // What adds documents adds them to the index, too.
      try db.execute(sql: "DROP TRIGGER IF EXISTS document_text_added")
      if try db.tableExists("document_text") {
        try db.execute(sql: CorpusStore.fullTextSettings)
      }
    }
    migrator.registerMigration("4 repairs") { db in try db.execute(sql: repairs) }
    migrator.registerMigration("5 unindexed documents") { db in
      try db.execute(sql: CorpusStore.unindexedTable)
      // Which documents an older index has in full is unknown; a new one knows.
      if try db.tableExists("document_text") {
        try db.execute(sql: "INSERT INTO unindexed_document SELECT id FROM document")
      }
    }
    migrator.registerMigration("6 layers of tokens") { db in try db.execute(sql: tokenLayers) }
    migrator.registerMigration("7 targets and subwords") { db in try db.execute(sql: targets) }
    migrator.registerMigration("8 recordings") { db in try db.execute(sql: recordings) }
    return migrator
  }()

  private static let recordings = """
    -- The file of sound that a document is spoken in, or the label of; the samples stay where they are.
    CREATE TABLE recording (
      document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
      path TEXT NOT NULL CHECK (path <> ''),
      speaker TEXT NOT NULL,
      sample_rate INTEGER NOT NULL CHECK (sample_rate > 0),
      frames INTEGER NOT NULL CHECK (frames > 0),
      -- Of the file, in hexadecimal digits.
      sha256 TEXT NOT NULL
    ) STRICT;
    """

  private static let targets = """
    -- What the text of a document becomes, such as its translation.
    CREATE TABLE document_target (
      document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
      text TEXT NOT NULL CHECK (text <> '')
    ) STRICT;
    -- What texts are cut into; 0 is the end of a text, 1 to 256 are bytes.
    CREATE TABLE subword (
      corpus INTEGER NOT NULL REFERENCES corpus (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      word TEXT NOT NULL CHECK (word <> ''),
      PRIMARY KEY (corpus, number)
    ) STRICT, WITHOUT ROWID;
    CREATE VIEW sentence_pair AS
      SELECT corpus.name AS corpus, document.split, document.id AS document, document.identifier,
        document.text AS source, document_target.text AS target
      FROM document_target
      JOIN document ON document.id = document_target.document
      JOIN corpus ON corpus.id = document.corpus;
    """

  private static let tokenLayers = """
    -- What is known about each token: the value of a line is that of a token, an empty line is none.
    CREATE TABLE token_layer (
      document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
      layer TEXT NOT NULL,
      ordinal INTEGER NOT NULL,
      name TEXT NOT NULL CHECK (name <> ''),
      value_lines TEXT NOT NULL,
      PRIMARY KEY (document, layer, ordinal)
    ) STRICT, WITHOUT ROWID;
    """

  private static let repairs = """
    -- Tags of a source that cannot stand where they do, and how they were read.
    CREATE TABLE repaired (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
      line INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX repaired_by_source ON repaired (source);
    """

  private static let scores = """
    -- What runs scored, as `nlptool evaluate --into` stores it.
    CREATE VIEW run_score AS
      SELECT run.name AS run, corpus.name AS corpus, run.model, score.metric, score.value,
        score.signature
      FROM score JOIN run ON run.id = score.run JOIN corpus ON corpus.id = run.corpus;
    """

  /// What models said, beside the gold layer. A person may ask, for example, which entities a run
  /// missed: `SELECT label, count(*) FROM missed_entity WHERE run = 'first' GROUP BY label`.
  private static let runs = """
    -- The predictions of a model for documents of a corpus; its name is that of their layer.
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> '' AND name <> 'gold'),
      corpus INTEGER NOT NULL REFERENCES corpus (id) ON DELETE CASCADE,
      model TEXT NOT NULL,
      created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) STRICT;
    -- The documents that a run has been over: one without a prediction is there, too.
    CREATE TABLE run_document (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
      PRIMARY KEY (run, document)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE score (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      metric TEXT NOT NULL,
      value REAL,
      signature TEXT NOT NULL,
      PRIMARY KEY (run, metric, signature)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER run_removed AFTER DELETE ON run BEGIN
      DELETE FROM annotation WHERE layer = old.name;
      DELETE FROM document_label WHERE layer = old.name;
    END;

    ALTER TABLE vocabulary_word ADD COLUMN document_count INTEGER;
    -- Pretrained vectors of the words of a vocabulary: 32-bit floats, the least significant byte first.
    CREATE TABLE vector (
      vocabulary INTEGER NOT NULL REFERENCES vocabulary (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (vocabulary, number)
    ) STRICT, WITHOUT ROWID;

    -- Gold entities that a run did not find with the same bytes and label.
    CREATE VIEW missed_entity AS
      SELECT run.name AS run, entity.corpus, entity.split, entity.document, entity.identifier,
        entity.label, entity."start", entity."end", entity.words
      FROM run JOIN run_document ON run_document.run = run.id
      JOIN entity ON entity.document = run_document.document AND entity.layer = 'gold'
      WHERE NOT EXISTS (
        SELECT 1 FROM annotation AS found
        WHERE found.document = entity.document AND found.layer = run.name
          AND found."start" = entity."start" AND found."end" = entity."end"
          AND found.label = entity.label);
    -- Entities of a run that are not gold.
    CREATE VIEW spurious_entity AS
      SELECT run.name AS run, entity.corpus, entity.split, entity.document, entity.identifier,
        entity.label, entity.score, entity."start", entity."end", entity.words
      FROM run JOIN entity ON entity.layer = run.name
      WHERE NOT EXISTS (
        SELECT 1 FROM annotation AS gold
        WHERE gold.document = entity.document AND gold.layer = 'gold'
          AND gold."start" = entity."start" AND gold."end" = entity."end"
          AND gold.label = entity.label);
    -- The gold class of a document beside that of a run.
    CREATE VIEW compared_class AS
      SELECT run.name AS run, gold.corpus, gold.split, gold.document, gold.identifier,
        gold.label AS gold, predicted.label AS predicted, predicted.score, gold.text
      FROM run JOIN classification AS predicted ON predicted.layer = run.name
      JOIN classification AS gold ON gold.document = predicted.document AND gold.layer = 'gold';
    """

  private static let tables = """
    CREATE TABLE corpus (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> ''),
      created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) STRICT;

    -- A file that was ingested, or what came through standard input, and how far.
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL REFERENCES corpus (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      format TEXT NOT NULL,
      -- What it was read with, as JSON.
      settings TEXT NOT NULL,
      split TEXT NOT NULL,
      -- Everything before this offset is in the store; the digest is of the bytes before it.
      byte INTEGER NOT NULL DEFAULT 0,
      line INTEGER NOT NULL DEFAULT 0,
      digest INTEGER NOT NULL DEFAULT 0,
      -- Counts the writes, so that two processes notice each other.
      revision INTEGER NOT NULL DEFAULT 0,
      is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
      -- Whether lines added to the file later start a record of their own.
      ends_clean INTEGER NOT NULL DEFAULT 0 CHECK (ends_clean IN (0, 1)),
      -- Of the file when it was read to its end: bytes, and nanoseconds since 1970.
      size INTEGER,
      modified INTEGER,
      UNIQUE (corpus, path)
    ) STRICT;

    CREATE TABLE document (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL REFERENCES corpus (id) ON DELETE CASCADE,
      source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
      split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
      -- Where it starts in its source, from 1.
      line INTEGER NOT NULL,
      hash INTEGER NOT NULL,
      has_gold_tokens INTEGER NOT NULL CHECK (has_gold_tokens IN (0, 1)),
      token_count INTEGER NOT NULL,
      sentence_count INTEGER NOT NULL,
      identifier TEXT,
      segmentation BLOB NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX document_by_split ON document (corpus, split);

    CREATE TABLE annotation (
      document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
      layer TEXT NOT NULL,
      ordinal INTEGER NOT NULL,
      "start" INTEGER NOT NULL CHECK ("start" >= 0),
      "end" INTEGER NOT NULL CHECK ("end" > "start"),
      label TEXT NOT NULL,
      score REAL,
      PRIMARY KEY (document, layer, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE document_label (
      document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
      layer TEXT NOT NULL,
      ordinal INTEGER NOT NULL,
      label TEXT NOT NULL,
      score REAL,
      PRIMARY KEY (document, layer, ordinal)
    ) STRICT, WITHOUT ROWID;

    -- Records of a source that could not be used.
    CREATE TABLE rejected (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
      line INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rejected_by_source ON rejected (source);

    -- Words of the training split of a corpus; number 0 is the unknown word.
    CREATE TABLE vocabulary (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL UNIQUE REFERENCES corpus (id) ON DELETE CASCADE,
      -- What it was counted with, as JSON.
      settings TEXT NOT NULL,
      created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) STRICT;
    CREATE TABLE vocabulary_word (
      vocabulary INTEGER NOT NULL REFERENCES vocabulary (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      word TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (vocabulary, number)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW entity AS
      SELECT corpus.name AS corpus, document.split, document.id AS document, document.identifier,
        annotation.layer, annotation.label, annotation.score, annotation."start", annotation."end",
        CAST(substr(CAST(document.text AS BLOB), annotation."start" + 1,
          annotation."end" - annotation."start") AS TEXT) AS words
      FROM annotation
      JOIN document ON document.id = annotation.document
      JOIN corpus ON corpus.id = document.corpus;

    CREATE VIEW classification AS
      SELECT corpus.name AS corpus, document.split, document.id AS document, document.identifier,
        document_label.layer, document_label.label, document_label.score, document.text
      FROM document_label
      JOIN document ON document.id = document_label.document
      JOIN corpus ON corpus.id = document.corpus;
    """
}
