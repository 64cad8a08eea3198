// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/audit/auditkeeper.h"

#include "app/audit/auditfile.h"

#include <algorithm>

namespace cacheledger
{

class AuditKeeper::Writer
{
public:
    explicit Writer(QString path) : m_path(std::move(path)) {}

    Result<void> write(TimeMs nowMs)
    {
        const auto changes = CommandTally::ofProcess().takeChanges();
        m_unwritten.insert(m_unwritten.end(), changes.begin(), changes.end());
        keepBound();
        auto written = auditfile::add(m_path, m_unwritten, nowMs);
        if (written)
            m_unwritten.clear();
        return written;
    }

private:
    /// On a disk that stays full, one entry for each server and kind is enough.
    void keepBound()
    {
        if (m_unwritten.size() <= mostUnwritten)
            return;
        const auto place = [](const CommandTally::Change& change) { return std::tie(change.address, change.kind); };
        std::ranges::sort(m_unwritten, {}, place);
        std::vector<CommandTally::Change> summed;
        for (const CommandTally::Change& change : m_unwritten) {
            if (!summed.empty() && place(summed.back()) == place(change))
                summed.back().counts += change.counts;
            else
                summed.push_back(change);
        }
        m_unwritten = std::move(summed);
    }

    static constexpr std::size_t mostUnwritten = 10'000;
    QString m_path;
    std::vector<CommandTally::Change> m_unwritten;
};

AuditKeeper::AuditKeeper(const QString& path, std::shared_ptr<const Clock> clock, int writeEveryMs, QObject* parent)
    : QObject(parent),
      m_clock(std::move(clock)),
      m_everyMs(writeEveryMs),
      m_writer(std::make_shared<Writer>(path))
{
    m_pool.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        write();
        wait();
    });
    wait();
}

AuditKeeper::~AuditKeeper()
{
    m_pool.waitForDone();
    if (const auto written = m_writer->write(m_clock->nowMs()); !written && !m_told)
        Q_EMIT failed(written.error());
}

Result<void> AuditKeeper::writeNow(const QString& path, const Clock& clock)
{
    return Writer(path).write(clock.nowMs());
}

void AuditKeeper::wait()
{
    constexpr qint64 dayMs = 24LL * 3600 * 1000;
    constexpr qint64 beforeMidnightMs = 500;
    const qint64 toMidnightMs = dayMs - m_clock->nowMs() % dayMs;
    const qint64 lastOfDayMs = toMidnightMs > beforeMidnightMs ? toMidnightMs - beforeMidnightMs : toMidnightMs;
    m_timer.start(static_cast<int>(std::min<qint64>(m_everyMs, lastOfDayMs)));
}

void AuditKeeper::write()
{
    const auto job = [this, writer = m_writer, nowMs = m_clock->nowMs()] {
        const auto written = writer->write(nowMs);
        // The pool is waited for before this ends.
        QMetaObject::invokeMethod(
            this,
            [this, written] {
                const bool told = std::exchange(m_told, !written.ok());
                if (!written && !told)
                    Q_EMIT failed(written.error());
            },
            Qt::QueuedConnection);
    };
    m_pool.start(job);
}

} // namespace cacheledger
