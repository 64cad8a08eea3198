// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/reviewwriter.h"

#include "incidents/incidentlife.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 beforeMs = 25LL * 60'000; // charts begin half an hour before the opening

QString reviewText(const char* text)
{
    return QCoreApplication::translate("Review", text);
}

static QString nobody(const QString& name)
{
    return name.isEmpty() ? reviewText("nobody") : name;
}

ReviewWriter::ReviewWriter(const ReviewInput& input)
    : m_input(input),
      m_incident(input.incident),
      m_context(incidentlife::contextOf(input.incident, input.nowMs))
{
    m_context.zone = input.zone;
    m_context.cost = input.cost;
    m_context.costReason = input.costReason;
    m_atOpening.addInfo(input.info);
    if (!input.charts.empty()) {
        m_atOpening.addCharts(input.charts.front().second, m_incident.openedMs);
        m_before.addCharts(input.charts.front().second, m_incident.openedMs - beforeMs);
    }
    m_context.live = &m_atOpening;
    m_before.setReason(reviewText("there is no sample from before"));
    m_context.before = &m_before;
}

QString ReviewWriter::write()
{
    heading(1, reviewText("Incident %1: %2").arg(m_incident.id, m_incident.title));
    writeFigures();
    writeMeaning();
    writeCause();
    writeAlerts();
    writeTimeline();
    writeChecklist();
    writeFollowUps();
    writeEvidence(); // the longest, for who wants to look closer
    return m_text;
}

void ReviewWriter::heading(int level, const QString& text)
{
    m_text += QString(level, u'#') + u' ' + markdownText(text) + u"\n\n"_s;
}

void ReviewWriter::paragraph(const QString& text)
{
    m_text += markdownText(text) + u"\n\n"_s;
}

void ReviewWriter::figure(const QString& name, const QString& value)
{
    m_text += u"- **"_s + markdownText(name) + u":** "_s + markdownText(value) + u'\n';
}

void ReviewWriter::row(const QStringList& cells, bool bold)
{
    m_text += u'|';
    for (const QString& cell : cells) {
        const QString text = markdownText(cell);
        m_text += bold && !text.isEmpty() ? u" **"_s + text + u"** |"_s : u' ' + text + u" |"_s;
    }
    m_text += u'\n';
}

void ReviewWriter::table(const QStringList& columns)
{
    row(columns);
    m_text += u'|' + QStringLiteral(" --- |").repeated(columns.size()) + u'\n';
}

QString ReviewWriter::clock(TimeMs timeMs) const
{
    return at(timeMs).toString(QStringLiteral("HH:mm:ss"));
}

QString ReviewWriter::moment(TimeMs timeMs) const
{
    const QDateTime time = at(timeMs);
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + m_input.zone.abbreviation(time);
}

QDateTime ReviewWriter::at(TimeMs timeMs) const
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, m_input.zone);
}

void ReviewWriter::writeFigures()
{
    const TimeMs endMs = m_incident.closedMs.value_or(m_input.nowMs);
    const QString state = m_incident.state == IncidentState::Open        ? reviewText("open")
                          : m_incident.state == IncidentState::Mitigated ? reviewText("mitigated")
                                                                         : reviewText("closed");
    figure(reviewText("Cache"), m_incident.cacheName);
    figure(reviewText("Tier"), reviewText("%1 of 3").arg(static_cast<int>(m_incident.tier)));
    figure(reviewText("State"), state);
    figure(reviewText("Opened"), moment(m_incident.openedMs));
    if (m_incident.mitigatedMs)
        figure(reviewText("Mitigated"), reviewText("%1, after %2")
                                            .arg(moment(*m_incident.mitigatedMs),
                                                 format::duration(*m_incident.mitigatedMs - m_incident.openedMs)));
    if (m_incident.closedMs)
        figure(reviewText("Closed"), moment(*m_incident.closedMs));
    figure(m_incident.closedMs ? reviewText("Lasted") : reviewText("Open for"),
           format::duration(endMs - m_incident.openedMs));
    std::optional<qint64> acknowledgedAfterMs;
    for (const IncidentAlert& alert : m_incident.alerts) {
        if (alert.acknowledgedMs)
            acknowledgedAfterMs = std::min(acknowledgedAfterMs.value_or(*alert.acknowledgedMs - alert.firedMs),
                                           *alert.acknowledgedMs - alert.firedMs);
    }
    if (!m_incident.alerts.empty())
        figure(reviewText("First acknowledgement"),
               acknowledgedAfterMs ? reviewText("after %1").arg(format::duration(*acknowledgedAfterMs))
                                   : reviewText("none"));
    figure(reviewText("Led by"), nobody(m_incident.roles.commander));
    figure(reviewText("Communications"), nobody(m_incident.roles.communications));
    figure(reviewText("Notes by"), nobody(m_incident.roles.scribe));
    figure(reviewText("What it cost"), m_context.fill(u"{{cost}}"_s).text);
    m_text += u'\n';
}

void ReviewWriter::writeMeaning()
{
    heading(2, reviewText("What happened"));
    if (m_incident.playbook) {
        paragraph(m_context.fill(m_incident.playbook->meaning).text);
        paragraph(m_context.fill(m_incident.playbook->impact).text);
        paragraph(reviewText("Playbook followed: %1 (revision %2).")
                      .arg(m_incident.playbook->title)
                      .arg(m_incident.playbook->revision));
    } else {
        paragraph(reviewText("No playbook was followed."));
    }
}

void ReviewWriter::writeAlerts()
{
    heading(2, reviewText("Alerts"));
    if (m_incident.alerts.empty()) {
        paragraph(reviewText("No alert belongs to this incident: it was opened by hand."));
        return;
    }
    table({reviewText("Fired"), reviewText("Ended"), reviewText("Rule"), reviewText("Node"), reviewText("What")});
    for (const IncidentAlert& alert : m_incident.alerts)
        row({clock(alert.firedMs), alert.endedMs ? clock(*alert.endedMs) : reviewText("still fires"), alert.ruleName,
             alert.address, alert.message});
    m_text += u'\n';
}

void ReviewWriter::writeTimeline()
{
    heading(2, reviewText("Timeline"));
    table({reviewText("Time"), reviewText("What"), reviewText("Who")});
    QDate day;
    for (const TimelineEntry& entry : m_incident.timeline) {
        const bool isNewDay = at(entry.timeMs).date() != day;
        day = at(entry.timeMs).date();
        row({isNewDay ? moment(entry.timeMs) : clock(entry.timeMs), entry.text, entry.by});
    }
    m_text += u'\n';
}

void ReviewWriter::writeChecklist()
{
    if (!m_incident.playbook)
        return;
    static constexpr std::array sections{
        std::pair("actions", QT_TRANSLATE_NOOP("Review", "Immediate actions")),
        std::pair("diagnosis", QT_TRANSLATE_NOOP("Review", "Diagnosis")),
        std::pair("mitigation", QT_TRANSLATE_NOOP("Review", "Mitigation")),
        std::pair("verification", QT_TRANSLATE_NOOP("Review", "Verification")),
        std::pair("prevention", QT_TRANSLATE_NOOP("Review", "Prevention")),
    };
    heading(2, reviewText("What was done"));
    for (const auto& [section, title] : sections) {
        QString lines;
        for (int i = 0;; ++i) {
            const ChecklistKey key{QString::fromLatin1(section), i};
            const QString text = incidentlife::stepText(*m_incident.playbook, key);
            if (text.isEmpty())
                break;
            const auto tick = m_incident.checklist.find(key);
            const bool done = tick != m_incident.checklist.end();
            lines += done ? u"- [x] "_s : u"- [ ] "_s;
            lines += markdownText(m_context.fill(text).text);
            if (done)
                lines += u" ("_s + clock(tick->second.atMs) +
                         (tick->second.by.isEmpty() ? QString() : u", "_s + markdownText(tick->second.by)) + u')';
            lines += u'\n';
        }
        if (!lines.isEmpty()) {
            heading(3, reviewText(title));
            m_text += lines + u'\n';
        }
    }
}

void ReviewWriter::writeCause()
{
    heading(2, reviewText("Cause"));
    paragraph(m_incident.cause.isEmpty() ? reviewText("Not written yet.") : m_incident.cause);
}

void ReviewWriter::writeFollowUps()
{
    heading(2, reviewText("Follow-ups"));
    for (const FollowUp& followUp : m_incident.followUps) {
        m_text += followUp.done ? u"- [x] "_s : u"- [ ] "_s;
        m_text += markdownText(followUp.text) + u" ("_s + markdownText(nobody(followUp.owner)) + u")\n"_s;
    }
    if (m_incident.followUps.empty())
        paragraph(reviewText("None."));
    m_text += u'\n';
}

} // namespace cacheledger
