// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

#include <memory>

namespace cacheledger
{

/// Writes what this process sent into the audit log: every few minutes, before the day (UTC) ends, and at its own end,
/// in a thread of its own. What could not be written is tried again the next time; a kill loses the last minutes.
class AuditKeeper : public QObject
{
    Q_OBJECT

public:
    static constexpr int everyMs = 3 * 60'000;

    AuditKeeper(const QString& path, std::shared_ptr<const Clock> clock, int writeEveryMs = everyMs,
                QObject* parent = nullptr);
    ~AuditKeeper() override; ///< writes what is left

    /// In the calling thread, for a command that ends.
    static Result<void> writeNow(const QString& path, const Clock& clock);

Q_SIGNALS:
    /// Once, until it can be written again; also from the destructor.
    void failed(const cacheledger::Error& error);

private:
    class Writer;
    void write();
    void wait();

    std::shared_ptr<const Clock> m_clock;
    int m_everyMs;
    std::shared_ptr<Writer> m_writer; // used in the pool's one thread
    QThreadPool m_pool;
    QTimer m_timer;
    bool m_told = false;
};

} // namespace cacheledger
