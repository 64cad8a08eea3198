// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportschedule.h"

#include "cost/currency.h"
#include "report/reportformat.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString presetOf(ReportEvery every)
{
    return every == ReportEvery::Week ? u"last-week"_s : u"last-month"_s;
}

std::optional<ReportPeriod> duePeriod(const ReportSchedule& schedule, const std::vector<MadeReport>& made, TimeMs nowMs,
                                      const QTimeZone& zone)
{
    const auto period = reportPeriod(presetOf(schedule.every), nowMs, zone);
    if (!period || period->toMs <= schedule.sinceMs)
        return {};
    const bool isMade = std::any_of(made.begin(), made.end(), [&](const MadeReport& report) {
        return report.schedule == schedule.id && report.period.toMs >= period->toMs;
    });
    return isMade ? std::nullopt : period;
}

static QString plainName(const QString& name)
{
    static const QRegularExpression unsafe(u"[^\\w.-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    QString plain = name;
    plain.replace(unsafe, u"-"_s);
    while (plain.startsWith(u'.') || plain.startsWith(u'-'))
        plain.remove(0, 1);
    constexpr qsizetype longest = 80;
    return plain.isEmpty() ? u"cache"_s : plain.left(longest);
}

QString reportFileName(const QString& cacheName, const ReportPeriod& period, ReportForm form, const QTimeZone& zone)
{
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(period.fromMs, zone);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(period.toMs, zone);
    const bool wholeMonth = from.date().day() == 1 && from.date().addMonths(1) == to.date() &&
                            from.time() == QTime(0, 0) && to.time() == QTime(0, 0);
    const QDate last = to.addMSecs(-1).date();
    const QString text = wholeMonth ? from.toString(u"yyyy-MM"_s)
                                    : from.toString(u"yyyy-MM-dd"_s) + u"-to-"_s + last.toString(Qt::ISODate);
    return plainName(cacheName) + u'-' + text + u'.' + reportFormName(form);
}

/// A word of ExecStart: % and $ mean something to systemd, so do spaces and quotes (systemd.service(5)).
static QString systemdWord(QString word)
{
    word.replace(u'%', u"%%"_s).replace(u'$', u"$$"_s);
    static const QRegularExpression plain(u"^[\\w./:=@+%$-]+$"_s);
    if (plain.match(word).hasMatch())
        return word;
    return u'"' + word.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

SystemdUnits systemdUnits(const ReportSchedule& schedule, const QString& cacheName, const QString& program,
                          const QStringList& arguments)
{
    const bool weekly = schedule.every == ReportEvery::Week;
    SystemdUnits units;
    units.name = u"cacheledger-report-%1-%2"_s.arg(plainName(cacheName), weekly ? u"weekly"_s : u"monthly"_s);
    QStringList words{systemdWord(program)};
    for (const QString& argument : arguments)
        words << systemdWord(argument);
    QString described = cacheName;
    described.replace(u'\n', u' ').replace(u'%', u"%%"_s);
    units.service = u"[Unit]\nDescription=Cost report of %1\n\n[Service]\nType=oneshot\nExecStart=%2\n"_s
                        .arg(described, words.join(u' '))
                        .toUtf8();
    // Persistent: what was missed while the machine was off is caught up once.
    units.timer = u"[Unit]\nDescription=Cost report of %1, %2\n\n[Timer]\nOnCalendar=%3\nPersistent=true\n\n"
                  "[Install]\nWantedBy=timers.target\n"_s
                      .arg(described, weekly ? u"every Monday"_s : u"on the first of each month"_s,
                           weekly ? u"Mon *-*-* 06:00:00"_s : u"*-*-01 06:00:00"_s)
                      .toUtf8();
    return units;
}

Result<void> checkReportSchedule(const ReportSchedule& schedule)
{
    const auto wrong = [](const char* what, const char* hint) {
        return Error{ErrorCode::InvalidArgument, reportText(what), reportText(hint)};
    };
    if (schedule.order.cache.isEmpty())
        return wrong("A schedule needs a cache.", "Choose the cache that the report is of.");
    if (!QDir::isAbsolutePath(schedule.folder))
        return wrong("A schedule needs a folder with its whole path.", "Choose the folder that reports go into.");
    if (!schedule.order.currency.isEmpty() && !Currency::fromCode(schedule.order.currency))
        return wrong("The currency of the schedule is not known.", "Choose EUR, GBP, INR, JPY or USD.");
    return {};
}

} // namespace cacheledger
