// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywriter.h"

#include "history/historyerror.h"
#include "history/historywriterimpl.h"
#include "history/schema.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>

#include <sqlite3.h>

namespace cacheledger
{

HistoryWriter::HistoryWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

HistoryWriter::~HistoryWriter()
{
    try {
        if (!m_impl->isAbandoned())
            (void)m_impl->flush();
    } catch (...) {
        // What was appended is in the file; compacting it can wait for the next start.
        return;
    }
}

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::open(const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    auto lock = FileLock::take(path);
    if (!lock)
        return lock.error();
    auto database = Database::open(path, Database::Mode::Write, historyWords());
    if (!database)
        return database.error();
    if (auto prepared = schema::prepareForWriting(**database); !prepared)
        return prepared.error();
    std::unique_ptr<HistoryWriter> writer(
        new HistoryWriter(std::make_unique<Impl>(std::move(*lock), std::move(*database))));
    if (auto kept = writer->m_impl->keepLayoutCopies(); !kept) {
        writer->abandon();
        return kept.error();
    }
    return writer;
}

Result<void> HistoryWriter::registerNode(const KnownNode& node)
{
    return m_impl->registerNode(node);
}

Result<void> HistoryWriter::append(std::span<const SnapshotPtr> snapshots)
{
    return m_impl->append(snapshots);
}

Result<void> HistoryWriter::appendEvents(std::span<const Event> events)
{
    return m_impl->appendEvents(events);
}

Result<void> HistoryWriter::removeEvents(std::span<const Event> events)
{
    return m_impl->removeEvents(events);
}

Result<bool> HistoryWriter::retain(const RetentionPolicy& policy, TimeMs nowMs, std::chrono::microseconds budget)
{
    return m_impl->retain(policy, nowMs, budget);
}

qint64 HistoryWriter::refusedSamples() const
{
    return m_impl->refused();
}

Result<void> HistoryWriter::compact()
{
    return m_impl->compact();
}

Result<bool> HistoryWriter::compactFor(std::chrono::milliseconds budget)
{
    if (auto done = m_impl->compact(std::chrono::steady_clock::now() + budget); !done)
        return done.error();
    return m_impl->takeJoined();
}

Result<void> HistoryWriter::checkPlace()
{
    return m_impl->checkPlace();
}

Result<void> HistoryWriter::sync()
{
    return m_impl->sync();
}

Result<void> HistoryWriter::flush()
{
    return m_impl->flush();
}

Result<void> HistoryWriter::merge(const SalvagePart& part)
{
    return m_impl->merge(part);
}

Result<void> HistoryWriter::joinSeam(const NodeId& node, TimeMs lastMs)
{
    return m_impl->joinSeam(node, lastMs);
}

Result<bool> HistoryWriter::rebuildMissing()
{
    return m_impl->rebuildMissing();
}

Result<void> HistoryWriter::setMeta(const QString& key, const QString& value)
{
    return m_impl->setMeta(key, value);
}

QString HistoryWriter::meta(const QString& key) const
{
    return m_impl->meta(key);
}

void HistoryWriter::abandon()
{
    m_impl->abandon();
}

Result<void> HistoryWriter::Impl::transact(const std::function<Result<void>()>& work)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    auto done = work();
    if (done)
        done = (*transaction)->commit();
    if (!done)
        forget();
    return done;
}

/// What is known without asking may not be so after a rollback.
void HistoryWriter::Impl::forget()
{
    m_states.clear();
    m_layouts.forget();
    m_retention.restart();
    m_loaded = false;
}

Result<void> HistoryWriter::Impl::setMeta(const QString& key, const QString& value)
{
    return transact([&] {
        return value.isEmpty()
                   ? Query(*m_database, "DELETE FROM meta WHERE key=?", key).run()
                   : Query(*m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", key, value).run();
    });
}

QString HistoryWriter::Impl::meta(const QString& key)
{
    Query query(*m_database, "SELECT value FROM meta WHERE key=?", key);
    return query.next() ? query.text(0) : QString();
}

Result<void> HistoryWriter::Impl::keepLayoutCopies()
{
    return transact([&] { return m_layouts.keepCopies(); });
}

void HistoryWriter::Impl::abandon()
{
    m_abandoned = true;
    sqlite3_db_config(m_database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<void> HistoryWriter::Impl::checkPlace()
{
    if (!m_place.isLost())
        return {};
    // What is in the log goes along with the file, wherever that is now; if it does not, it is on its own anyway.
    (void)m_database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return Error{ErrorCode::Io,
                 QCoreApplication::translate("History",
                                             "The history file %1 was moved, deleted or replaced while it was written.")
                     .arg(m_database->path()),
                 QCoreApplication::translate(
                     "History", "What is collected from now on goes into the file that is there, or a new one.")};
}

Result<bool> HistoryWriter::Impl::retain(const RetentionPolicy& policy, TimeMs nowMs, std::chrono::microseconds budget)
{
    // What can be closed is closed first.
    if (!m_loaded)
        if (auto done = compact(); !done)
            return done.error();
    auto more = m_retention.step(policy, nowMs, budget);
    if (!more)
        forget();
    if (m_retention.sweep().takeNodesRemoved()) {
        m_states.clear();
        m_loaded = false;
    }
    return more;
}

Result<void> HistoryWriter::Impl::flush()
{
    // Each on its own: on a full disk the checkpoint may make room in the log for what could not be compacted.
    const auto compacted = compact();
    const auto synced = sync();
    // Not waiting for readers: what they still need stays in the log, which is part of the file.
    Query checkpoint(*m_database, "PRAGMA wal_checkpoint(PASSIVE)");
    checkpoint.next();
    return !compacted ? compacted : !synced ? synced : checkpoint.result();
}

} // namespace cacheledger
