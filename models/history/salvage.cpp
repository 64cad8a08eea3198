// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/salvage.h"

#include "history/damagedhistory.h"
#include "history/filelock.h"
#include "history/historycheck.h"
#include "history/historyerror.h"
#include "sqlite/setaside.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr qint64 stepMs = 50;
constexpr std::uint32_t pagesAStep = 256;
constexpr std::size_t blocksAPart = 64;
constexpr std::size_t freshAPart = 500;

} // namespace

Salvage::Salvage(std::unique_ptr<DamagedHistory> damaged)
    : m_damaged(std::move(damaged)),
      m_part(std::make_unique<SalvagePart>())
{
}

Salvage::~Salvage() = default;

Result<std::unique_ptr<Salvage>> Salvage::open(const QString& damagedPath)
{
    auto damaged = DamagedHistory::open(damagedPath);
    if (!damaged)
        return damaged.error();
    return std::unique_ptr<Salvage>(new Salvage(std::move(*damaged)));
}

Result<bool> Salvage::step(HistoryWriter& writer)
{
    QElapsedTimer timer;
    for (timer.start(); m_phase != Phase::Done && timer.elapsed() < stepMs;)
        if (auto done = advance(writer); !done)
            return done.error();
    return m_phase == Phase::Done;
}

Result<void> Salvage::advance(HistoryWriter& writer)
{
    switch (m_phase) {
    case Phase::Head:
        if (m_damaged->readHead(pagesAStep))
            m_phase = Phase::Known;
        return {};
    case Phase::Known: {
        const SalvagePart part{m_damaged->nodes(), m_damaged->texts(), m_damaged->events(), {}, {}, {}, {}};
        if (auto merged = writer.merge(part); !merged)
            return merged;
        m_report.events = static_cast<qint64>(part.events.size());
        m_phase = Phase::Blocks;
        return {};
    }
    case Phase::Blocks:
        return mergeBlocks(writer);
    case Phase::Fresh:
        return mergeFresh(writer);
    case Phase::Tiers: {
        const auto all = writer.rebuildMissing();
        if (!all)
            return all.error();
        if (*all)
            m_phase = Phase::Done;
        return {};
    }
    case Phase::Done:
        return {};
    }
    return {};
}

void Salvage::noteNewest(const NodeId& node, TimeMs lastMs)
{
    const auto [newest, isFirst] = m_newest.try_emplace(node, lastMs);
    newest->second = std::max(newest->second, lastMs);
}

Result<void> Salvage::mergeBlocks(HistoryWriter& writer)
{
    if (!m_lastPart && m_part->blocks.size() < blocksAPart)
        m_lastPart = m_damaged->readBlocks(
            pagesAStep, [this](SalvagedBlock&& block) { m_part->blocks.push_back(std::move(block)); });
    if (!m_lastPart && m_part->blocks.size() < blocksAPart)
        return {};
    // In order of time, so that what overlaps is put right once.
    std::ranges::stable_sort(m_part->blocks, {}, &SalvagedBlock::first);
    if (auto merged = writer.merge(*m_part); !merged)
        return merged;
    for (const SalvagedBlock& block : m_part->blocks) {
        ++m_report.blocks;
        if (block.tier != Tier::Raw)
            continue;
        m_report.samples += block.count;
        noteNewest(block.node, block.last);
    }
    m_report.unreadableBlocks = m_damaged->unreadableBlocks();
    m_part = std::make_unique<SalvagePart>();
    if (m_lastPart)
        m_phase = Phase::Fresh;
    return {};
}

Result<void> Salvage::mergeFresh(HistoryWriter& writer)
{
    // Samples first: of a bucket that is there already, the one that is there stays.
    const auto& samples = m_damaged->samples();
    const auto& buckets = m_damaged->buckets();
    const auto part = [&](const auto& rows, std::size_t from) {
        const auto first = rows.begin() + static_cast<std::ptrdiff_t>(from);
        return std::vector(first, first + static_cast<std::ptrdiff_t>(std::min(freshAPart, rows.size() - from)));
    };
    SalvagePart next;
    if (m_freshMerged < samples.size())
        next.samples = part(samples, m_freshMerged);
    else
        next.buckets = part(buckets, m_freshMerged - samples.size());
    if (auto merged = writer.merge(next); !merged)
        return merged;
    for (const SnapshotPtr& sample : next.samples)
        noteNewest(sample->node, sample->timeMs);
    m_freshMerged += next.samples.size() + next.buckets.size();
    m_report.samples += static_cast<qint64>(next.samples.size());
    if (m_freshMerged < samples.size() + buckets.size())
        return writer.compact();
    if (auto joined = joinSeams(writer); !joined)
        return joined;
    // Last: behind a mark, samples that change a bucket are refused.
    SalvagePart marks;
    marks.keptFrom = m_damaged->keptFrom();
    if (auto merged = writer.merge(marks); !merged)
        return merged;
    m_phase = Phase::Tiers;
    return {};
}

Result<void> Salvage::joinSeams(HistoryWriter& writer)
{
    for (const auto& [node, lastMs] : m_newest)
        if (auto joined = writer.joinSeam(node, lastMs); !joined)
            return joined;
    return {};
}

namespace
{

/// Everything from a damaged file into a new one.
Result<SalvageReport> salvageAll(const QString& damagedPath, const QString& target)
{
    auto salvage = Salvage::open(damagedPath);
    if (!salvage)
        return salvage.error();
    const auto writer = HistoryWriter::open(target);
    if (!writer)
        return writer.error();
    for (;;) {
        const auto done = (*salvage)->step(**writer);
        if (!done)
            return done.error();
        if (*done)
            break;
    }
    if (auto flushed = (*writer)->flush(); !flushed)
        return flushed.error();
    return (*salvage)->report();
}

void removeDatabase(const QString& path)
{
    for (const char* part : {"", "-wal", "-shm", ".lock"})
        QFile::remove(path + QLatin1String(part));
}

} // namespace

Result<RepairReport> repairHistory(const QString& path, TimeMs nowMs)
{
    if (!QFileInfo::exists(path))
        return Database::open(path, Database::Mode::Read, historyWords()).error();
    const auto lock = FileLock::take(path);
    if (!lock)
        return lock.error();
    RepairReport report;
    const auto checked = checkHistory(path, CheckDepth::Everything);
    if (!checked && (checked.error().code != ErrorCode::NotAHistory || !DamagedHistory::isHistory(path)))
        return checked.error();
    report.wasSound = checked && checked->sound();
    if (report.wasSound)
        return report;
    const QString fresh = path + QStringLiteral(".repaired");
    removeDatabase(fresh); // of a repair that was interrupted
    const auto salvaged = salvageAll(path, fresh);
    if (!salvaged) {
        removeDatabase(fresh);
        return salvaged.error();
    }
    report.salvaged = *salvaged;
    const auto aside = setAside(path, nowMs, historyWords());
    if (!aside)
        return aside.error();
    report.damagedPath = *aside;
    if (auto renamed = renameFile(fresh, path, historyWords()); !renamed)
        return renamed.error();
    QFile::remove(fresh + QStringLiteral(".lock"));
    return report;
}

} // namespace cacheledger
