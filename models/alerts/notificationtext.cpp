// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/notificationtext.h"

#include "alerts/alertmessage.h"
#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "metrics/metrictext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace cacheledger
{

struct NotificationTr {
    Q_DECLARE_TR_FUNCTIONS(Notification)
};

static constexpr qsizetype longestTitle = 200;

static QString limitText(const Alert& alert)
{
    const QString limit = ruleValueText(alert.metric, alert.function, alert.threshold);
    switch (alert.comparison) {
    case Comparison::Above:
        return NotificationTr::tr("above %1").arg(limit);
    case Comparison::AtLeast:
        return NotificationTr::tr("%1 or more").arg(limit);
    case Comparison::Below:
        return NotificationTr::tr("below %1").arg(limit);
    case Comparison::AtMost:
        return NotificationTr::tr("%1 or less").arg(limit);
    case Comparison::Equal:
        return NotificationTr::tr("equal to %1").arg(limit);
    case Comparison::NotEqual:
        return NotificationTr::tr("other than %1").arg(limit);
    }
    return limit;
}

/// One line, without what would begin another one or end a text.
static QString oneLine(QString text)
{
    for (QChar& c : text)
        if (c.unicode() < 0x20 || c.unicode() == 0x7f || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    return text.size() > longestTitle ? text.left(longestTitle - 1) + QChar(0x2026) : text;
}

static QString ofAlerts(const Notification& notification)
{
    if (notification.alerts.empty())
        return {};
    const Alert& first = notification.alerts.front();
    const QString what = NotificationTr::tr("%1 on %2").arg(first.ruleName, first.cacheName);
    const qint64 more = static_cast<qint64>(notification.alerts.size()) - 1 + notification.moreAlerts;
    return more == 0 ? what : NotificationTr::tr("%1 and %2 more").arg(what, QLocale().toString(more));
}

QString notificationtext::tierName(AlertTier tier)
{
    switch (tier) {
    case AlertTier::Critical:
        return NotificationTr::tr("Critical");
    case AlertTier::Warning:
        return NotificationTr::tr("Warning");
    case AlertTier::Information:
        return NotificationTr::tr("Information");
    }
    return {};
}

QString notificationtext::title(const Notification& notification)
{
    switch (notification.event) {
    case NotificationEvent::Fired:
        return notification.alerts.empty()
                   ? QString()
                   : oneLine(tierName(notification.alerts.front().tier) + QLatin1String(": ") + ofAlerts(notification));
    case NotificationEvent::Acknowledged:
        return oneLine(NotificationTr::tr("Acknowledged: %1").arg(ofAlerts(notification)));
    case NotificationEvent::Ended:
        return oneLine(NotificationTr::tr("Ended: %1").arg(ofAlerts(notification)));
    case NotificationEvent::Digest:
        return NotificationTr::tr("CacheLedger: %n notice(s) of the last day", nullptr,
                                  static_cast<int>(notification.alerts.size()) +
                                      static_cast<int>(notification.moreAlerts));
    case NotificationEvent::Test:
        return NotificationTr::tr("CacheLedger: this is a test");
    case NotificationEvent::Message:
        return oneLine(notification.title);
    }
    return {};
}

QString notificationtext::condition(const Alert& alert, TimeMs nowMs)
{
    const QString metric = catalogue::metricName(alert.metric);
    const std::optional<double> value = alert.newestValue ? alert.newestValue : alert.firedValue;
    const qint64 lastsMs = std::max<qint64>(0, alert.endedMs.value_or(nowMs) - alert.sinceMs);
    const QString lasts = format::duration(lastsMs);
    if (alert.metric == Condition::up)
        return alert.endedMs ? NotificationTr::tr("Did not answer for %1.").arg(lasts)
                             : NotificationTr::tr("No answer for %1.").arg(lasts);
    if (alert.noData || alert.function == RuleFunction::Absence)
        return NotificationTr::tr("%1 has no value for %2.").arg(metric, lasts);
    const QString text = ruleValueText(alert.metric, alert.function, value);
    if (text == zeroText(alert.metric)) // "no limit (limit: equal to no limit)" helps nobody
        return NotificationTr::tr("%1: %2 for %3.").arg(metric, text, lasts);
    return NotificationTr::tr("%1 is %2 (limit: %3) for %4.").arg(metric, text, limitText(alert), lasts);
}

std::vector<std::pair<QString, QString>> notificationtext::facts(const Alert& alert, TimeMs nowMs)
{
    std::vector<std::pair<QString, QString>> facts{
        {NotificationTr::tr("Cache"), alert.cacheName},
        {NotificationTr::tr("Node"), alert.address},
        {NotificationTr::tr("Measured"), condition(alert, nowMs)},
    };
    if (!alert.message.isEmpty())
        facts.emplace_back(NotificationTr::tr("Means"), alert.message);
    if (!alert.playbook.isEmpty())
        facts.emplace_back(NotificationTr::tr("Playbook"), alert.playbook);
    for (auto& [name, text] : facts)
        text.truncate(1000);
    return facts;
}

QString notificationtext::duplicateNote(const Notification& notification)
{
    return notification.possiblyDuplicate
               ? NotificationTr::tr("Possibly a duplicate: an earlier attempt to send this was cut off.")
               : QString();
}

QString notificationtext::restNote(const Notification& notification)
{
    const qint64 rest = static_cast<qint64>(notification.alerts.size()) -
                        static_cast<qint64>(std::min(notification.alerts.size(), listedAtMost)) +
                        notification.moreAlerts;
    return rest == 0 ? QString() : NotificationTr::tr("And %1 more.").arg(QLocale().toString(rest));
}

QString notificationtext::body(const Notification& notification)
{
    QStringList lines;
    if (notification.event == NotificationEvent::Test)
        lines << NotificationTr::tr("Notifications through this channel arrive.");
    if (notification.event == NotificationEvent::Message)
        lines << notification.text;
    for (std::size_t i = 0; i < std::min(notification.alerts.size(), listedAtMost); ++i) {
        const Alert& alert = notification.alerts[i];
        lines << oneLine(tierName(alert.tier) + QLatin1String(": ") + alert.ruleName);
        for (const auto& [name, text] : facts(alert, notification.timeMs))
            lines << QLatin1String("  ") + name + QLatin1String(": ") + text;
        lines << QString();
    }
    for (const QString& note : {restNote(notification), duplicateNote(notification)})
        if (!note.isEmpty())
            lines << note;
    return lines.join(QLatin1Char('\n')).trimmed() + QLatin1Char('\n');
}

} // namespace cacheledger
