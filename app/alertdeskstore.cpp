// SPDX-License-Identifier: GPL-3.0-or-later
// How the desk gets what it knows into the log.
#include "app/alertdesk.h"
#include "sqlite/setaside.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

/// While nothing can be stored: what a night of flapping makes, in some 10 MB. The oldest entries go first.
static constexpr std::size_t unsavedAtMost = 100'000;

static bool isDamage(const Error& error)
{
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::NotAHistory;
}

bool AlertDesk::openForWriting()
{
    auto opened = AlertLog::open(m_file, Database::Mode::Write);
    if (!opened && isDamage(opened.error()) && setDamagedAside())
        opened = AlertLog::open(m_file, Database::Mode::Write);
    if (!opened) {
        pause(opened.error());
        return false;
    }
    m_log = std::move(*opened);
    return true;
}

bool AlertDesk::setDamagedAside()
{
    m_log.reset();
    const auto path = setAside(m_file, m_clock->nowMs(), AlertLog::words());
    if (path)
        Q_EMIT damagedSetAside(*path);
    return path.ok();
}

void AlertDesk::keepUnsaved(AlertBatch&& batch)
{
    AlertBatch& to = m_unsaved;
    to.alerts.insert(to.alerts.end(), batch.alerts.begin(), batch.alerts.end());
    to.entries.insert(to.entries.end(), batch.entries.begin(), batch.entries.end());
    for (const auto& [key, progress] : batch.progress)
        to.progress[key] = progress;
    to.asOfMs = std::max(to.asOfMs, batch.asOfMs);
    if (to.entries.size() > unsavedAtMost)
        to.entries.erase(to.entries.begin(), to.entries.end() - unsavedAtMost);
    if (to.alerts.size() <= unsavedAtMost)
        return;
    // Each alert once, as it is now.
    std::map<qint64, Alert> newest;
    for (const Alert& alert : to.alerts)
        newest[alert.id] = alert;
    to.alerts.clear();
    for (const auto& [id, alert] : newest)
        to.alerts.push_back(alert);
}

bool AlertDesk::store()
{
    if (!m_writing || (!m_log && !openForWriting()))
        return false;
    auto done = m_log->store(m_unsaved);
    if (!done && isDamage(done.error()) && setDamagedAside() && openForWriting()) {
        beginAnew();
        done = m_log->store(m_unsaved);
    }
    if (!done) {
        pause(done.error());
        return false;
    }
    for (const auto& [key, progress] : m_unsaved.progress)
        m_storedProgress[key] = progress;
    std::erase_if(m_storedProgress, [](const auto& each) { return each.second.state == AlertState::Inactive; });
    m_unsaved = {};
    if (std::exchange(m_paused, false))
        Q_EMIT storingResumed();
    Q_EMIT stored();
    return true;
}

/// All that lasts goes into a new log.
void AlertDesk::beginAnew()
{
    m_book.touchAll();
    keepUnsaved(m_book.take());
    for (const auto& each : m_storedProgress)
        m_unsaved.progress.insert(each);
    for (const Silence& silence : m_book.silences())
        (void)m_log->put(silence);
    (void)m_log->setDoNotDisturb(m_book.doNotDisturbUntilMs());
}

void AlertDesk::pause(const Error& error)
{
    if (!std::exchange(m_paused, true))
        Q_EMIT storingPaused(error);
    if (error.code != ErrorCode::NewerVersion)
        m_retry.start();
}

} // namespace cacheledger
