// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyrecordstore.h"

#include "keyspace/keyrecordfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QSaveFile>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 largestUnfinished = 64LL * 1024 * 1024;

static std::optional<KeyRecord> recordIn(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto record = keyrecordfile::parse(file.read(keyrecordfile::largestFile + 1), path);
    return record ? std::optional(*record) : std::nullopt;
}

/// Ids of caches are UUIDs; whatever else somebody made one of must not lead out of the folder.
QString KeyRecordStore::folderOf(const CacheId& cache) const
{
    return m_folder + u'/' + QString::fromLatin1(cache.value.toUtf8().toPercentEncoding().replace('.', "%2E"));
}

QStringList KeyRecordStore::filesOf(const CacheId& cache) const
{
    // Milliseconds since 1970 have 13 digits until the year 2286: names in order are times in order.
    QStringList files;
    const QDir folder(folderOf(cache));
    for (const QString& name : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name | QDir::Reversed))
        files << folder.filePath(name);
    return files;
}

QString KeyRecordStore::unfinishedFile(const CacheId& cache) const
{
    return folderOf(cache) + u"/unfinished.scan"_s;
}

Result<void> KeyRecordStore::write(const CacheId& cache, const QString& path, const QByteArray& bytes) const
{
    QSaveFile file(path);
    if (QDir().mkpath(folderOf(cache)) && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() &&
        file.commit())
        return {};
    return Error{file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull : ErrorCode::Io,
                 QCoreApplication::translate("KeyRecord", "%1 cannot be written: %2.").arg(path, file.errorString()),
                 QCoreApplication::translate("KeyRecord", "Check the disk and the permissions of the folder.")};
}

Result<void> KeyRecordStore::keep(const CacheId& cache, const KeyRecord& record) const
{
    const QString path = folderOf(cache) + u'/' + QString::number(record.timeMs).rightJustified(13, u'0') + u".json"_s;
    if (auto written = write(cache, path, keyrecordfile::toText(record)); !written)
        return written;
    const QStringList files = filesOf(cache);
    for (qsizetype i = mostRecords; i < files.size(); ++i)
        QFile::remove(files[i]);
    return {};
}

Result<void> KeyRecordStore::keepUnfinished(const CacheId& cache, KeySurveyState state, TimeMs nowMs) const
{
    state.timeMs = nowMs;
    return state.canGoOn() ? write(cache, unfinishedFile(cache), state.toBytes()) : Result<void>();
}

std::optional<KeySurveyState> KeyRecordStore::unfinished(const CacheId& cache) const
{
    QFile file(unfinishedFile(cache));
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestUnfinished)
        return {};
    return KeySurveyState::fromBytes(file.readAll());
}

void KeyRecordStore::dropUnfinished(const CacheId& cache) const
{
    QFile::remove(unfinishedFile(cache));
}

static QString namesOf(const QStringList& nodes, const QString& asked)
{
    static constexpr qsizetype mostNamed = 3;
    if (nodes.isEmpty())
        return asked;
    const QString names = nodes.mid(0, mostNamed).join(u", "_s);
    return nodes.size() <= mostNamed
               ? names
               : QCoreApplication::translate("KeyRecord", "%1 and %2 others").arg(names).arg(nodes.size() - mostNamed);
}

Result<void> KeyRecordStore::keepOutcome(const CacheId& cache, KeySurvey& survey, const Result<KeyScanResult>& result,
                                         const Endpoint& asked, TimeMs nowMs) const
{
    const KeySurveyState state = survey.takeState();
    const bool isOver = result.ok() && !result->cancelled;
    const bool isRefused = !result && result.error().code == ErrorCode::InvalidArgument;
    const QString at = state.server.isEmpty() ? asked.address() : state.server;
    const double sampled = survey.sampled();
    if (isOver || isRefused)
        dropUnfinished(cache);
    else if (auto kept = keepUnfinished(cache, state, nowMs); !kept)
        return kept;
    if (!result)
        return result.error();
    if (result->cancelled && result->report.keysLookedAt <= 0)
        return {};
    return keep(cache, {nowMs, namesOf(result->nodes, at), result->onReplicas, asked.database, sampled, *result});
}

std::vector<KeyRecord> KeyRecordStore::load(const CacheId& cache) const
{
    std::vector<KeyRecord> records;
    for (const QString& path : filesOf(cache))
        if (auto record = recordIn(path))
            records.push_back(std::move(*record));
    return records;
}

std::optional<KeyRecord> KeyRecordStore::newest(const CacheId& cache) const
{
    for (const QString& path : filesOf(cache))
        if (auto record = recordIn(path))
            return record;
    return {};
}

} // namespace cacheledger
