// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/costreport.h"
#include "report/reportschedule.h"

#include <QtCore/QObject>

namespace cacheledger
{

/// How the user interface asks for reports, wherever they are made. Asynchronous: a request returns an id at once;
/// exactly one of its signals or failed() follows from the event loop, unless it was cancelled. GUI thread.
class ReportClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// reportReady() follows.
    virtual quint64 requestReport(const ReportOrder& order) = 0;
    /// Makes it anew and writes it; saved() follows. The file is replaced as a whole or not at all.
    virtual quint64 save(const ReportOrder& order, const QString& file) = 0;
    /// No signal follows for this id, and nothing is written any more. Unknown ids are ignored.
    virtual void cancel(quint64 id) = 0;
    virtual std::vector<MadeReport> made() const = 0; ///< the newest first
    virtual std::vector<ReportSchedule> schedules() const = 0;
    /// In place of one with the same id; on disk before it returns ok.
    virtual Result<void> setSchedule(const ReportSchedule& schedule) = 0;
    virtual Result<void> removeSchedule(const QString& id) = 0;

Q_SIGNALS:
    void reportReady(quint64 id, const cacheledger::CostReportPtr& report);
    void saved(quint64 id, const QString& file);
    void failed(quint64 id, const cacheledger::Error& error);
    void madeChanged();
    void schedulesChanged();
    /// A schedule could not be carried out; it is tried again within the hour.
    void scheduleFailed(const QString& schedule, const cacheledger::Error& error);
};

} // namespace cacheledger
