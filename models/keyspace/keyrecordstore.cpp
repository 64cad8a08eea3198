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

Result<void> KeyRecordStore::keep(const CacheId& cache, const KeyRecord& record) const
{
    const QString path = folderOf(cache) + u'/' + QString::number(record.timeMs).rightJustified(13, u'0') + u".json"_s;
    const QByteArray text = keyrecordfile::toText(record);
    QSaveFile file(path);
    if (!QDir().mkpath(folderOf(cache)) || !file.open(QIODevice::WriteOnly) || file.write(text) != text.size() ||
        !file.commit())
        return Error{
            file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull : ErrorCode::Io,
            QCoreApplication::translate("KeyRecord", "%1 cannot be written: %2.").arg(path, file.errorString()),
            QCoreApplication::translate("KeyRecord", "Check the disk and the permissions of the folder.")};
    const QStringList files = filesOf(cache);
    for (qsizetype i = mostRecords; i < files.size(); ++i)
        QFile::remove(files[i]);
    return {};
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
