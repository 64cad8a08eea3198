// SPDX-License-Identifier: GPL-3.0-or-later
#include "powerloss.h"

namespace cacheledger::testing
{

namespace
{

constexpr qint64 sectorBytes = 512;

void put(QByteArray& contents, qint64 offset, QByteArrayView data)
{
    if (contents.size() < offset + data.size())
        contents.resize(offset + data.size(), '\0');
    std::copy(data.begin(), data.end(), contents.begin() + offset);
}

void carryOut(QByteArray& contents, const FileStep& step)
{
    if (step.operation == FileOperation::Truncate)
        contents.truncate(step.offset);
    else
        put(contents, step.offset, step.data);
}

void carryOutSomeSectors(QByteArray& contents, const FileStep& step, std::mt19937& random)
{
    for (qint64 done = 0; done < step.data.size();) {
        const qint64 length = std::min(sectorBytes - (step.offset + done) % sectorBytes, step.data.size() - done);
        if (random() % 2 == 0)
            put(contents, step.offset + done, QByteArrayView(step.data).sliced(done, length));
        done += length;
    }
}

} // namespace

void PowerLoss::apply(const FileStep& step)
{
    const bool isNew = !m_files.contains(step.file) || m_files[step.file].deleted;
    File& file = m_files[step.file];
    switch (step.operation) {
    case FileOperation::Open:
        if (isNew)
            file = {};
        // With the first sync of a new journal or log, but not of a database, SQLite syncs the folder too.
        file.created = isNew && step.file.contains(QLatin1Char('-'));
        break;
    case FileOperation::Delete:
        file.deleted = true;
        break;
    case FileOperation::Sync:
        sync(file);
        break;
    default:
        file.pending.push_back(step);
    }
}

void PowerLoss::sync(File& file)
{
    for (const FileStep& pending : file.pending)
        carryOut(file.durable, pending);
    file.pending.clear();
    if (std::exchange(file.created, false))
        std::erase_if(m_files, [](const auto& entry) { return entry.second.deleted; });
}

std::map<QString, QByteArray> PowerLoss::files(Fate fate, std::mt19937& random) const
{
    std::map<QString, QByteArray> files;
    for (const auto& [name, file] : m_files) {
        if (file.deleted && (fate == Fate::EverythingUnsynced || (fate == Fate::AnySectors && random() % 2 == 0)))
            continue;
        QByteArray contents = file.durable;
        for (const FileStep& step : file.pending) {
            const auto chance = fate == Fate::AnySectors ? random() % 3 : fate == Fate::EverythingUnsynced ? 0 : 1;
            if (chance == 0)
                carryOut(contents, step);
            else if (chance == 2 && step.operation == FileOperation::Write)
                carryOutSomeSectors(contents, step, random);
        }
        files[name] = contents;
    }
    return files;
}

} // namespace cacheledger::testing
