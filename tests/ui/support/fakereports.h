// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/reportclient.h"

namespace cacheledger::testing
{

/// Answers when the test says so.
class FakeReports : public ReportClient
{
    Q_OBJECT

public:
    using ReportClient::ReportClient;
    quint64 requestReport(const ReportOrder& order) override
    {
        requested.push_back(order);
        return ++last;
    }
    quint64 save(const ReportOrder& order, const QString& file) override
    {
        requested.push_back(order);
        savedFile = file;
        return ++last;
    }
    void cancel(quint64 id) override { cancelled.push_back(id); }
    std::vector<MadeReport> made() const override { return madeReports; }
    std::vector<ReportSchedule> schedules() const override { return kept; }
    Result<void> setSchedule(const ReportSchedule& schedule) override
    {
        if (auto checked = checkReportSchedule(schedule); !checked)
            return checked;
        kept.push_back(schedule);
        Q_EMIT schedulesChanged();
        return {};
    }
    Result<void> removeSchedule(const QString& id) override
    {
        std::erase_if(kept, [&id](const ReportSchedule& each) { return each.id == id; });
        Q_EMIT schedulesChanged();
        return {};
    }

    std::vector<ReportOrder> requested;
    std::vector<quint64> cancelled;
    std::vector<MadeReport> madeReports;
    std::vector<ReportSchedule> kept;
    QString savedFile;
    quint64 last = 0;
};

} // namespace cacheledger::testing
