// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/livereports.h"

#include "app/reportmaking.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

LiveReports::LiveReports(Parts parts, QObject* parent) : ReportClient(parent), m_parts(std::move(parts))
{
    m_pool.setMaxThreadCount(2);
    m_check.setInterval(m_parts.checkMs);
    connect(&m_check, &QTimer::timeout, this, &LiveReports::checkSchedules);
}

LiveReports::~LiveReports()
{
    for (const auto& [id, cancelled] : m_running)
        *cancelled = true;
    m_pool.waitForDone();
}

void LiveReports::start()
{
    readFiles();
    checkSchedules();
    m_check.start();
}

void LiveReports::readFiles()
{
    auto schedules = loadReportSchedules(m_parts.profile.reportsFile());
    if (schedules)
        m_schedules = std::move(*schedules);
    else
        Q_EMIT scheduleFailed({}, schedules.error());
    if (auto made = loadMadeReports(m_parts.profile.madeReportsFile()))
        m_made = std::move(*made);
    Q_EMIT schedulesChanged();
    Q_EMIT madeChanged();
}

quint64 LiveReports::begin(std::function<std::function<void()>(const Cancelled&)> work)
{
    const quint64 id = ++m_last;
    auto cancelled = std::make_shared<std::atomic_bool>(false);
    m_running[id] = cancelled;
    m_pool.start([this, id, cancelled, work = std::move(work)] {
        std::function<void()> tell = work(cancelled);
        QMetaObject::invokeMethod(
            this,
            [this, id, tell = std::move(tell)] {
                if (m_running.erase(id) > 0) // else it was cancelled
                    tell();
            },
            Qt::QueuedConnection);
    });
    return id;
}

void LiveReports::failLater(quint64 id, const Error& error)
{
    QMetaObject::invokeMethod(
        this, [this, id, error] { Q_EMIT failed(id, error); }, Qt::QueuedConnection);
}

quint64 LiveReports::requestReport(const ReportOrder& order)
{
    auto gathering = m_parts.gathering(order.cache, order.currency);
    if (!gathering) {
        failLater(++m_last, gathering.error());
        return m_last;
    }
    gathering->nowMs = m_parts.clock->nowMs();
    const quint64 id = m_last + 1;
    return begin([this, id, order, given = *gathering](const Cancelled& cancelled) -> std::function<void()> {
        const auto input = gatherReport(given, order, cancelled.get());
        auto report = input ? buildCostReport(*input) : Result<CostReport>(input.error());
        if (!report)
            return [this, id, error = report.error()] { Q_EMIT failed(id, error); };
        const auto ready = std::make_shared<const CostReport>(std::move(*report));
        return [this, id, ready] { Q_EMIT reportReady(id, ready); };
    });
}

quint64 LiveReports::save(const ReportOrder& order, const QString& file)
{
    auto gathering = m_parts.gathering(order.cache, order.currency);
    if (!gathering) {
        failLater(++m_last, gathering.error());
        return m_last;
    }
    gathering->nowMs = m_parts.clock->nowMs();
    const quint64 id = m_last + 1;
    return begin([this, id, order, file, given = *gathering](const Cancelled& cancelled) -> std::function<void()> {
        const auto bytes = makeReport(given, order, cancelled.get());
        const auto written = !bytes       ? Result<void>(bytes.error())
                             : *cancelled ? Result<void>(Error{ErrorCode::Cancelled, {}, {}})
                                          : writeReport(file, *bytes);
        if (!written)
            return [this, id, error = written.error()] { Q_EMIT failed(id, error); };
        const MadeReport report{file, given.cacheName, order.period, given.nowMs, {}, {}};
        return [this, id, report] {
            remember(report);
            Q_EMIT saved(id, report.file);
        };
    });
}

void LiveReports::cancel(quint64 id)
{
    const auto running = m_running.find(id);
    if (running == m_running.end())
        return;
    *running->second = true;
    m_running.erase(running);
}

Result<void> LiveReports::setSchedule(const ReportSchedule& schedule)
{
    if (auto checked = checkReportSchedule(schedule); !checked)
        return checked;
    // What another process has written meanwhile stays.
    auto schedules = loadReportSchedules(m_parts.profile.reportsFile());
    if (!schedules)
        return schedules.error();
    std::erase_if(*schedules, [&schedule](const ReportSchedule& each) { return each.id == schedule.id; });
    schedules->push_back(schedule);
    if (auto saved = saveReportSchedules(m_parts.profile.reportsFile(), *schedules); !saved)
        return saved;
    m_schedules = std::move(*schedules);
    Q_EMIT schedulesChanged();
    return {};
}

Result<void> LiveReports::removeSchedule(const QString& id)
{
    auto schedules = loadReportSchedules(m_parts.profile.reportsFile());
    if (!schedules)
        return schedules.error();
    std::erase_if(*schedules, [&id](const ReportSchedule& each) { return each.id == id; });
    if (auto saved = saveReportSchedules(m_parts.profile.reportsFile(), *schedules); !saved)
        return saved;
    m_schedules = std::move(*schedules);
    Q_EMIT schedulesChanged();
    return {};
}

void LiveReports::checkSchedules()
{
    // `report schedule` and another window write these files, too.
    if (auto schedules = loadReportSchedules(m_parts.profile.reportsFile()); schedules) {
        const bool others = schedules->size() != m_schedules.size();
        m_schedules = std::move(*schedules);
        if (others)
            Q_EMIT schedulesChanged();
    }
    if (auto made = loadMadeReports(m_parts.profile.madeReportsFile()))
        m_made = std::move(*made);
    const TimeMs nowMs = m_parts.clock->nowMs();
    for (const ReportSchedule& schedule : m_schedules) {
        const auto tried = m_tried.find(schedule.id);
        if (tried != m_tried.end() && nowMs - tried->second < m_parts.retryMs)
            continue;
        const auto gathering = m_parts.gathering(schedule.order.cache, schedule.order.currency);
        const QTimeZone zone = gathering ? gathering->zone : QTimeZone::utc();
        const auto period = duePeriod(schedule, m_made, nowMs, zone);
        if (!period)
            continue;
        m_tried[schedule.id] = nowMs;
        if (gathering)
            makeScheduled(schedule, *period);
        else
            Q_EMIT scheduleFailed(schedule.id, gathering.error());
    }
}

/// The channel to send by; null: none is asked for. An error when it is gone.
static Result<std::optional<AlertChannel>> channelOf(const LiveReports::Parts& parts, const QString& id)
{
    if (id.isEmpty())
        return std::optional<AlertChannel>();
    for (const AlertChannel& channel : parts.channels ? parts.channels() : std::vector<AlertChannel>()) {
        if (channel.id == id)
            return std::optional(channel);
    }
    return Error{ErrorCode::InvalidArgument, LiveReports::tr("There is no mail channel “%1” any more.").arg(id),
                 LiveReports::tr("Choose another for the schedule.")};
}

void LiveReports::makeScheduled(const ReportSchedule& schedule, const ReportPeriod& period)
{
    auto gathering = m_parts.gathering(schedule.order.cache, schedule.order.currency);
    gathering->nowMs = m_parts.clock->nowMs();
    ReportOrder order = schedule.order;
    order.period = period;
    const QString file =
        QDir(schedule.folder).filePath(reportFileName(gathering->cacheName, period, order.form, gathering->zone));
    const auto channel = channelOf(m_parts, schedule.channel);
    const QString secret = m_parts.secretOf ? m_parts.secretOf(schedule.channel) : QString();
    begin([=, this, given = *gathering](const Cancelled& cancelled) -> std::function<void()> {
        const auto bytes = makeReport(given, order, cancelled.get());
        const auto written = bytes && !*cancelled
                                 ? writeReport(file, *bytes)
                                 : Result<void>(bytes ? Error{ErrorCode::Cancelled, {}, {}} : bytes.error());
        if (!written)
            return [this, id = schedule.id, error = written.error()] { Q_EMIT scheduleFailed(id, error); };
        QString problem = channel ? QString() : channel.error().text();
        if (channel && *channel)
            problem = mailReport(**channel, secret, file, *bytes, tr("Cost report of %1").arg(given.cacheName),
                                 given.nowMs, cancelled.get());
        const MadeReport report{file, given.cacheName, period, given.nowMs, schedule.id, problem};
        return [this, report] {
            remember(report);
            if (!report.problem.isEmpty())
                Q_EMIT scheduleFailed(report.schedule, Error{ErrorCode::Io, report.problem, {}});
        };
    });
}

void LiveReports::remember(const MadeReport& report)
{
    if (const auto kept = addMadeReport(m_parts.profile.madeReportsFile(), report); !kept) {
        m_made.insert(m_made.begin(), report); // at least until the end
        Q_EMIT scheduleFailed(report.schedule, kept.error());
    } else if (auto made = loadMadeReports(m_parts.profile.madeReportsFile())) {
        m_made = std::move(*made);
    }
    Q_EMIT madeChanged();
}

} // namespace cacheledger
