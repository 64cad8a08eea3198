// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowstore.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <sqlite3.h>

#include <cmath>

namespace bench
{

using namespace cacheledger;

namespace
{

bool run(sqlite3* database, const char* sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

qint64 pragma(sqlite3* database, const char* sql)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    const qint64 value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

} // namespace

RowStore::RowStore(const QString& path)
{
    sqlite3_open(QFile::encodeName(path).constData(), &m_database);
    run(m_database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "CREATE TABLE sample(series INTEGER, time INTEGER, value REAL, PRIMARY KEY(series, time)) "
                    "WITHOUT ROWID");
    sqlite3_prepare_v2(m_database, "INSERT INTO sample VALUES(?, ?, ?)", -1, &m_insert, nullptr);
}

RowStore::~RowStore()
{
    sqlite3_finalize(m_insert);
    sqlite3_close(m_database);
}

int RowStore::seriesOf(const std::string& name)
{
    return m_series.emplace(name, static_cast<int>(m_series.size()) + 1).first->second;
}

bool RowStore::append(std::span<const SnapshotPtr> snapshots)
{
    bool ok = run(m_database, "BEGIN");
    for (const SnapshotPtr& snapshot : snapshots) {
        if (snapshot->layout != m_layout) {
            m_layout = snapshot->layout;
            m_columns.clear();
            for (const std::string& name : m_layout->names())
                m_columns.push_back(seriesOf(name));
        }
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (std::isnan(snapshot->values[i]))
                continue;
            sqlite3_bind_int(m_insert, 1, m_columns[i]);
            sqlite3_bind_int64(m_insert, 2, snapshot->timeMs);
            sqlite3_bind_double(m_insert, 3, snapshot->values[i]);
            ok = sqlite3_step(m_insert) == SQLITE_DONE && ok;
            sqlite3_reset(m_insert);
        }
    }
    return run(m_database, "COMMIT") && ok;
}

qint64 RowStore::bytes()
{
    return pragma(m_database, "PRAGMA page_count") * pragma(m_database, "PRAGMA page_size");
}

qint64 blockBytes(const QString& path, const char* condition)
{
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.db"));
    QFile::copy(path, copy);
    sqlite3* database = nullptr;
    sqlite3_open(QFile::encodeName(copy).constData(), &database);
    const QByteArray sql = QByteArrayLiteral("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; DELETE FROM hot;"
                                             "DELETE FROM hotbucket; DELETE FROM block WHERE NOT (") +
                           condition + "); COMMIT";
    const bool ok = run(database, sql.constData());
    const qint64 pages = pragma(database, "PRAGMA page_count") - pragma(database, "PRAGMA freelist_count");
    sqlite3_close(database);
    return ok ? pages * 4096 : 0;
}

} // namespace bench
