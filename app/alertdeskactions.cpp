// SPDX-License-Identifier: GPL-3.0-or-later
// What the user asks of the desk.
#include "alerts/alertstatistics.h"
#include "app/alertdesk.h"

namespace cacheledger
{

static constexpr int followQuicklyMs = 200;
static constexpr int quickLooks = 25; // five seconds: then it is followed as usual

/// Another process keeps the alerts.
void AlertDesk::ask(const AlertRequest& request)
{
    if (const auto asked = alertrequests::ask(m_file, request); !asked) {
        Q_EMIT failed(0, asked.error());
        return;
    }
    m_quickLooks = quickLooks;
    m_follow.start(followQuicklyMs);
}

/// What other processes ask for. Forgotten only when it is stored, since nothing of it is harmed by being done twice.
bool AlertDesk::takeRequests()
{
    if (!m_log)
        return false; // cannot be written: tried again with the next storing
    const auto waiting = alertrequests::waiting(m_log->database());
    if (!waiting)
        return false;
    if (waiting->second == 0)
        return true;
    for (const AlertRequest& request : waiting->first)
        grant(request);
    return m_log && !m_paused && alertrequests::forget(m_log->database(), waiting->second);
}

void AlertDesk::grant(const AlertRequest& request)
{
    switch (request.action) {
    case AlertAction::Acknowledge:
        return acknowledge(request.alert);
    case AlertAction::Snooze:
        return snooze(request.alert, request.value.value_or(0));
    case AlertAction::FalsePositive:
        return markFalsePositive(request.alert, request.value.value_or(0) != 0);
    case AlertAction::Incident:
        return setIncident(request.alert, request.text);
    case AlertAction::Silence:
        return request.silence ? addSilence(*request.silence) : void();
    case AlertAction::EndSilence:
        return endSilence(request.text);
    case AlertAction::DoNotDisturb:
        return setDoNotDisturb(request.value);
    }
}

/// An alert that does not last any more is only in the log.
template <typename Change>
void AlertDesk::changeEnded(qint64 id, const Change& change)
{
    if (AlertLog* log = logToRead(0)) {
        const auto found = log->find(id);
        if (!found) {
            Q_EMIT failed(0, found.error());
            return;
        }
        if (*found) {
            Alert alert = **found;
            change(alert);
            m_unsaved.alerts.push_back(alert);
        }
    }
}

void AlertDesk::acknowledge(qint64 alert)
{
    if (!m_writing)
        return ask({AlertAction::Acknowledge, alert});
    if (!m_book.acknowledge(alert, m_clock->nowMs()))
        changeEnded(alert, [this](Alert& ended) {
            if (!ended.acknowledgedMs)
                ended.acknowledgedMs = m_clock->nowMs();
        });
    settle();
}

void AlertDesk::snooze(qint64 alert, TimeMs untilMs)
{
    if (!m_writing)
        return ask({AlertAction::Snooze, alert, untilMs});
    m_book.snooze(alert, untilMs, m_clock->nowMs());
    settle();
}

void AlertDesk::markFalsePositive(qint64 alert, bool on)
{
    if (!m_writing)
        return ask({AlertAction::FalsePositive, alert, on ? 1 : 0});
    if (!m_book.markFalsePositive(alert, on))
        changeEnded(alert, [on](Alert& ended) { ended.falsePositive = on; });
    settle();
}

void AlertDesk::setIncident(qint64 alert, const QString& incident)
{
    if (!m_writing)
        return ask({AlertAction::Incident, alert, {}, incident});
    if (!m_book.setIncident(alert, incident))
        changeEnded(alert, [&](Alert& ended) { ended.incident = incident; });
    settle();
}

void AlertDesk::addSilence(const Silence& silence)
{
    if (silence.id.isEmpty() || silence.endMs <= silence.startMs || silence.reason.trimmed().isEmpty()) {
        Q_EMIT failed(0, Error{ErrorCode::InvalidArgument, tr("The silence has no reason, or ends before it begins."),
                               tr("Give it a reason and an end.")});
        return;
    }
    if (!m_writing)
        return ask({AlertAction::Silence, 0, {}, {}, silence});
    m_book.addSilence(silence, m_clock->nowMs());
    if (m_log)
        if (const auto put = m_log->put(silence); !put)
            Q_EMIT failed(0, put.error());
    showStanding();
    settle();
}

void AlertDesk::endSilence(const QString& id)
{
    if (!m_writing)
        return ask({AlertAction::EndSilence, 0, {}, id});
    const auto ended = m_book.endSilence(id, m_clock->nowMs());
    if (ended && m_log)
        if (const auto put = m_log->put(*ended); !put)
            Q_EMIT failed(0, put.error());
    showStanding();
    settle();
}

void AlertDesk::setDoNotDisturb(std::optional<TimeMs> untilMs)
{
    if (!m_writing)
        return ask({AlertAction::DoNotDisturb, 0, untilMs});
    m_book.setDoNotDisturb(untilMs, m_clock->nowMs());
    if (m_log)
        if (const auto put = m_log->setDoNotDisturb(m_book.doNotDisturbUntilMs()); !put)
            Q_EMIT failed(0, put.error());
    showStanding();
    settle();
}

/// The log to answer a question from; failed() where there is none.
AlertLog* AlertDesk::logToRead(quint64 request)
{
    if (!m_log && !m_writing)
        follow();
    if (!m_log) {
        const auto opened = AlertLog::open(m_file, Database::Mode::Read);
        Q_EMIT failed(request, opened ? AlertLog::words().missing : opened.error());
    }
    return m_log.get();
}

void AlertDesk::readLog(quint64 request, const AlertQuery& query)
{
    if (const AlertLog* log = logToRead(request)) {
        if (const auto alerts = log->read(query))
            Q_EMIT logReady(request, *alerts);
        else
            Q_EMIT failed(request, alerts.error());
    }
}

void AlertDesk::readStatistics(quint64 request, int days)
{
    if (const AlertLog* log = logToRead(request)) {
        const TimeMs nowMs = m_clock->nowMs();
        if (const auto alerts = log->firedSince(nowMs - days * NodeSeries::dayMs))
            Q_EMIT statisticsReady(request, statisticsOf(*alerts, days, nowMs));
        else
            Q_EMIT failed(request, alerts.error());
    }
}

} // namespace cacheledger
