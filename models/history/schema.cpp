// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/schema.h"

#include "history/historyerror.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger::schema
{

namespace
{

// What the columns mean is in docs/history-format.md.
constexpr const char* createVersion1 = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cache(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE node(id INTEGER PRIMARY KEY, cache INTEGER NOT NULL REFERENCES cache(id), uid TEXT NOT NULL UNIQUE,
                  address TEXT NOT NULL);
CREATE TABLE layout(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, names BLOB NOT NULL);
CREATE INDEX layout_hash ON layout(hash);
CREATE TABLE hot(id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), time INTEGER NOT NULL,
                 interval INTEGER NOT NULL, layout INTEGER NOT NULL REFERENCES layout(id), flags INTEGER NOT NULL,
                 data BLOB NOT NULL);
CREATE UNIQUE INDEX hot_time ON hot(node, time);
CREATE TABLE block(id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), tier INTEGER NOT NULL,
                   first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
                   layout INTEGER NOT NULL REFERENCES layout(id), interval INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX block_first ON block(node, tier, first);
CREATE TABLE hotbucket(id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), tier INTEGER NOT NULL,
                       start INTEGER NOT NULL, layout INTEGER NOT NULL REFERENCES layout(id),
                       interval INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX hotbucket_start ON hotbucket(node, tier, start);
CREATE TABLE event(id INTEGER PRIMARY KEY, cache INTEGER NOT NULL REFERENCES cache(id), time INTEGER NOT NULL,
                   node INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE UNIQUE INDEX event_once ON event(cache, time, node, kind, text);
CREATE TABLE text(node INTEGER NOT NULL REFERENCES node(id), field TEXT NOT NULL, time INTEGER NOT NULL, value TEXT,
                  PRIMARY KEY(node, field, time)) WITHOUT ROWID;
)";

// Sizes are known without reading the blocks, layouts can go without a scan, and the file says who can read it.
constexpr const char* createVersion2 = R"(
CREATE INDEX block_layout ON block(layout);
CREATE INDEX hot_layout ON hot(layout);
CREATE INDEX hotbucket_layout ON hotbucket(layout);
CREATE TABLE usage(node INTEGER NOT NULL REFERENCES node(id), tier INTEGER NOT NULL, day INTEGER NOT NULL,
                   blocks INTEGER NOT NULL, samples INTEGER NOT NULL, bytes INTEGER NOT NULL,
                   PRIMARY KEY(node, tier, day)) WITHOUT ROWID;
INSERT INTO usage SELECT node, tier, first / 86400000, count(*), sum(count), sum(length(data)) FROM block
    GROUP BY node, tier, first / 86400000;
CREATE TRIGGER block_added AFTER INSERT ON block BEGIN
    INSERT INTO usage VALUES(new.node, new.tier, new.first / 86400000, 1, new.count, length(new.data))
        ON CONFLICT(node, tier, day) DO UPDATE SET blocks = blocks + 1, samples = samples + excluded.samples,
        bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER block_removed AFTER DELETE ON block BEGIN
    UPDATE usage SET blocks = blocks - 1, samples = samples - old.count, bytes = bytes - length(old.data)
        WHERE node = old.node AND tier = old.tier AND day = old.first / 86400000;
    DELETE FROM usage WHERE node = old.node AND tier = old.tier AND day = old.first / 86400000 AND blocks = 0;
END;
INSERT OR REPLACE INTO meta VALUES('min_reader', '2');
)";

// Long blocks of buckets are denser, and which layouts a range has is known without reading its blocks.
constexpr const char* createVersion3 = R"(
DROP INDEX block_layout;
DROP INDEX hot_layout;
DROP INDEX hotbucket_layout;
CREATE INDEX block_layout ON block(layout, node, tier, first);
CREATE INDEX hot_layout ON hot(layout, node, time);
CREATE INDEX hotbucket_layout ON hotbucket(layout, node, tier, start);
INSERT OR REPLACE INTO meta VALUES('min_reader', '3');
)";

/// migrations[n] brings a file from version n to n + 1.
constexpr std::array<const char*, version> migrations = {createVersion1, createVersion2, createVersion3};

Result<qint64> number(Database& database, const char* sql)
{
    Query query(database, sql);
    const qint64 value = query.next() ? query.integer(0) : 0;
    if (auto result = query.result(); !result)
        return result.error();
    return value;
}

/// The schema's version; 0 for a file without anything in it.
Result<qint64> recognise(Database& database)
{
    auto tables = number(database, "SELECT count(*) FROM sqlite_master");
    if (!tables)
        return tables;
    auto application = number(database, "PRAGMA application_id");
    if (!application)
        return application;
    auto found = number(database, "PRAGMA user_version");
    if (!found)
        return found;
    if (*tables == 0 && *application == 0 && *found == 0)
        return 0;
    if (*application != applicationId)
        return historyError(ErrorCode::NotAHistory, database.path());
    return found;
}

/// The lowest version that can read a newer file; 0 where it does not say so.
qint64 minReader(Database& database)
{
    Query query(database, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='min_reader'");
    return query.next() ? query.integer(0) : 0;
}

Error tooNew(const Database& database, qint64 found, bool readable)
{
    Error error = historyError(ErrorCode::NewerVersion, database.path());
    error.message =
        QCoreApplication::translate("History", "The history file %1 was written by a newer CacheLedger: its "
                                               "version is %2, this one writes version %3.")
            .arg(database.path())
            .arg(found)
            .arg(version);
    if (readable)
        error.hint = QCoreApplication::translate(
            "History", "It can be read, but not continued: update CacheLedger, or choose another profile.");
    return error;
}

Result<void> setUp(Database& database, bool empty)
{
    // Page size and auto_vacuum hold only if set before the first page is written, which WAL mode does.
    if (empty)
        if (auto set = database.exec("PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL"); !set)
            return set;
    Query mode(database, "PRAGMA journal_mode=WAL");
    const bool wal = mode.next() && mode.text(0) == QLatin1String("wal");
    if (auto result = mode.result(); !result)
        return result;
    if (!wal)
        return Error{ErrorCode::Unsupported,
                     QCoreApplication::translate("History", "The file system of %1 cannot keep a write-ahead log.")
                         .arg(database.path()),
                     QCoreApplication::translate("History", "Put the profile on a local disk.")};
    return database.exec("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=16777216");
}

Result<void> migrate(Database& database, qint64 from)
{
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    if (auto done = database.exec(migrations[static_cast<std::size_t>(from)]); !done)
        return done;
    const QString mark =
        QStringLiteral("PRAGMA application_id=%1; PRAGMA user_version=%2").arg(applicationId).arg(from + 1);
    if (auto marked = database.exec(mark.toLatin1().constData()); !marked)
        return marked;
    return (*transaction)->commit();
}

} // namespace

Result<void> prepareForWriting(Database& database)
{
    auto found = recognise(database);
    if (!found)
        return found.error();
    if (*found > version)
        return tooNew(database, *found, minReader(database) > 0 && minReader(database) <= version);
    if (auto set = setUp(database, *found == 0); !set)
        return set;
    for (qint64 from = *found; from < version; ++from)
        if (auto migrated = migrate(database, from); !migrated)
            return migrated;
    return {};
}

Result<void> checkForReading(Database& database)
{
    const auto found = recognise(database);
    if (!found)
        return found.error();
    if (*found == 0)
        return historyError(ErrorCode::Io, database.path());
    if (const qint64 needed = *found > version ? minReader(database) : version; needed == 0 || needed > version)
        return tooNew(database, *found, false);
    return {};
}

} // namespace cacheledger::schema
