// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/reportgather.h"
#include "report/reportclient.h"
#include "ui/services.h"

#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

#include <atomic>
#include <functional>
#include <map>

namespace cacheledger
{

/// Makes reports for the window, and those of the schedules while it runs: in threads of its own, the files as whole
/// ones or not at all. Main thread.
class LiveReports : public ReportClient
{
    Q_OBJECT

public:
    struct Parts {
        Profile profile;
        std::shared_ptr<const Clock> clock;
        /// All but the time, for a cache; the ledger in a currency (empty: the plan's). Called in the main thread; what
        /// it returns is used in others.
        std::function<Result<ReportGathering>(const CacheId&, const QString& currency)> gathering;
        std::function<std::vector<AlertChannel>()> channels;     ///< may be null: no mail
        std::function<QString(const QString& channel)> secretOf; ///< of a channel; may be null
        int checkMs = 60'000;                                    ///< how often the schedules are looked at
        int retryMs = 3'600'000;                                 ///< after one that failed
    };
    explicit LiveReports(Parts parts, QObject* parent = nullptr);
    ~LiveReports() override; ///< what runs is cancelled and waited for

    /// Reads the files and begins with the schedules.
    void start();

    quint64 requestReport(const ReportOrder& order) override;
    quint64 save(const ReportOrder& order, const QString& file) override;
    void cancel(quint64 id) override;
    std::vector<MadeReport> made() const override { return m_made; }
    std::vector<ReportSchedule> schedules() const override { return m_schedules; }
    Result<void> setSchedule(const ReportSchedule& schedule) override;
    Result<void> removeSchedule(const QString& id) override;

private:
    using Cancelled = std::shared_ptr<std::atomic_bool>;
    /// Runs `work` in the pool, then what it returned in this thread unless it was cancelled meanwhile.
    quint64 begin(std::function<std::function<void()>(const Cancelled&)> work);
    void failLater(quint64 id, const Error& error);
    void readFiles();
    void checkSchedules();
    void makeScheduled(const ReportSchedule& schedule, const ReportPeriod& period);
    void remember(const MadeReport& report);

    Parts m_parts;
    std::vector<ReportSchedule> m_schedules;
    std::vector<MadeReport> m_made;
    std::map<QString, TimeMs> m_tried; // schedules, when last
    std::map<quint64, Cancelled> m_running;
    QTimer m_check;
    QThreadPool m_pool;
    quint64 m_last = 0;
};

} // namespace cacheledger
