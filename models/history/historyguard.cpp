// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyguard.h"

#include "history/damagedhistory.h"
#include "history/historyerror.h"
#include "sqlite/setaside.h"

#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>
#include <QtCore/QTimeZone>

#include <chrono>

namespace cacheledger
{

namespace
{

/// Read through in a fraction of a second, so there is nothing to spare.
constexpr qint64 smallFileBytes = 64LL << 20;
constexpr qint64 checkEveryMs = 24LL * 3600'000;
/// The start comes first: a window is drawn and its charts are read meanwhile.
constexpr int checkDelayMs = 5000;
constexpr std::chrono::minutes suspectEvery(10);

const QString salvageKey = QStringLiteral("salvage");
const QString checkKey = QStringLiteral("last_check");

/// "2026-11-21T10:46:00.000Z ok"; 0: none.
TimeMs checkTime(const QString& value)
{
    const QDateTime time = QDateTime::fromString(value.section(QLatin1Char(' '), 0, 0), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

} // namespace

bool isCheckDue(qint64 fileBytes, bool closedWell, TimeMs lastCheckMs, TimeMs nowMs)
{
    return fileBytes <= smallFileBytes || !closedWell || lastCheckMs > nowMs || nowMs - lastCheckMs >= checkEveryMs;
}

HistoryGuard::HistoryGuard(QString path, std::function<void()> wake) : m_path(std::move(path)), m_wake(std::move(wake))
{
}

HistoryGuard::~HistoryGuard()
{
    stop();
}

bool HistoryGuard::isDamage(const Error& error)
{
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::NotAHistory;
}

Result<std::unique_ptr<HistoryWriter>> HistoryGuard::open()
{
    m_setAsidePath.clear();
    const bool closedWell = QFileInfo(m_path + QStringLiteral("-wal")).size() == 0;
    auto writer = HistoryWriter::open(m_path);
    if (!writer && isDamage(writer.error()) && DamagedHistory::isHistory(m_path))
        return replace(nullptr);
    if (!writer)
        return writer;
    if (const QString damaged = (*writer)->meta(salvageKey); !damaged.isEmpty()) {
        m_setAsidePath = QFileInfo(m_path).absolutePath() + QLatin1Char('/') + damaged;
        beginSalvage(**writer);
    }
    if (isCheckDue(QFileInfo(m_path).size(), closedWell, checkTime((*writer)->meta(checkKey)), SystemClock().nowMs()))
        beginCheck(CheckDepth::Structure, checkDelayMs);
    return writer;
}

Result<void> HistoryGuard::introduce(HistoryWriter& writer) const
{
    for (const auto& [id, node] : m_nodes)
        if (auto known = writer.registerNode(node); !known)
            return known;
    return {};
}

Result<std::unique_ptr<HistoryWriter>> HistoryGuard::replace(std::unique_ptr<HistoryWriter> writer)
{
    stop();
    m_salvage.reset();
    m_salvaging = false;
    if (writer)
        writer->abandon();
    writer.reset();
    const auto damaged = setAside(m_path, SystemClock().nowMs(), historyWords());
    if (!damaged)
        return damaged.error();
    auto fresh = HistoryWriter::open(m_path);
    if (!fresh)
        return fresh;
    if (auto known = introduce(**fresh); !known)
        return known.error();
    m_setAsidePath = *damaged;
    // Written before the first step, so that the next start goes on where this run ended.
    if (auto kept = (*fresh)->setMeta(salvageKey, QFileInfo(*damaged).fileName()); !kept)
        return kept.error();
    beginSalvage(**fresh);
    return fresh;
}

void HistoryGuard::beginSalvage(HistoryWriter& writer)
{
    m_report = {};
    auto salvage = Salvage::open(m_setAsidePath);
    if (!salvage) {
        // It was taken away: nothing is left to bring over.
        (void)writer.setMeta(salvageKey, {});
        m_setAsidePath.clear();
        return;
    }
    m_salvage = std::move(*salvage);
    m_salvaging = true;
}

Result<HistoryGuard::Outcome> HistoryGuard::tend(HistoryWriter& writer)
{
    if (m_checked)
        return takeCheck(writer);
    if (!m_salvage)
        return Outcome::Nothing;
    const auto done = m_salvage->step(writer);
    if (!done)
        return done.error();
    if (!*done)
        return Outcome::Nothing;
    if (auto forgotten = writer.setMeta(salvageKey, {}); !forgotten)
        return forgotten.error();
    m_report = m_salvage->report();
    m_salvage.reset();
    m_salvaging = false;
    return Outcome::SalvageEnded;
}

void HistoryGuard::suspect()
{
    // What cannot be read is asked for again and again; one look at everything is enough for a while.
    const auto now = std::chrono::steady_clock::now();
    if (m_suspected && now - *m_suspected < suspectEvery)
        return;
    m_suspected = now;
    beginCheck(CheckDepth::Everything, 0);
}

void HistoryGuard::beginCheck(CheckDepth depth, int delayMs)
{
    stop();
    m_checker.reset(QThread::create([this, depth, delayMs] {
        {
            std::unique_lock lock(m_mutex);
            if (m_ended.wait_for(lock, std::chrono::milliseconds(delayMs), [this] { return m_cancelled.load(); }))
                return;
        }
        const auto report = checkHistory(m_path, depth, &m_cancelled);
        m_sound = report ? std::optional(report->sound()) : std::nullopt;
        m_checked = true;
        m_wake();
    }));
    m_checker->setObjectName(QStringLiteral("history-check"));
    m_checker->start(QThread::LowestPriority);
}

void HistoryGuard::stop()
{
    if (m_checker) {
        {
            const std::lock_guard lock(m_mutex);
            m_cancelled = true;
        }
        m_ended.notify_all();
        m_checker->wait();
        m_checker.reset();
    }
    m_cancelled = false;
    m_checked = false;
}

Result<HistoryGuard::Outcome> HistoryGuard::takeCheck(HistoryWriter& writer)
{
    m_checker->wait();
    m_checked = false;
    if (!m_sound)
        return Outcome::Nothing;
    if (!*m_sound)
        return Outcome::Damaged;
    const QString now =
        QDateTime::fromMSecsSinceEpoch(SystemClock().nowMs(), QTimeZone::utc()).toString(Qt::ISODateWithMs);
    auto told = writer.setMeta(checkKey, now + QStringLiteral(" ok"));
    return told ? Result<Outcome>(Outcome::Nothing) : told.error();
}

} // namespace cacheledger
