// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportformat.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QRegularExpression>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString reportText(const char* text)
{
    return QCoreApplication::translate("Report", text);
}

static QString whyNot(const QString& why)
{
    return why.isEmpty() ? reportText("not known") : why;
}

ReportValue ReportFormat::amount(const Money& amount, const QString& why) const
{
    if (!amount.isValid())
        return unknown(whyNot(why));
    const Money paid = amount.rounded();
    return {formatMoney(paid, m_locale), paid.toDecimalString(paid.currency().minorDigits()), paid.currency().code(),
            paid.toDouble()};
}

ReportValue ReportFormat::price(const Money& amount, const QString& why) const
{
    if (!amount.isValid())
        return unknown(whyNot(why));
    return {formatMoneyExact(amount, m_locale), amount.toDecimalString(), amount.currency().code(), amount.toDouble()};
}

ReportValue ReportFormat::shortAmount(const Money& amount) const
{
    return {formatMoneyShort(amount, m_locale), amount.toDecimalString(), amount.currency().code(), amount.toDouble()};
}

ReportValue ReportFormat::count(std::optional<double> count, const QString& unit, const QString& why) const
{
    if (!count)
        return unknown(whyNot(why));
    return {format::value(*count, Unit::Count, m_locale).joined(), format::raw(*count), unit, *count};
}

ReportValue ReportFormat::ratio(std::optional<double> ratio, const QString& why) const
{
    if (!ratio)
        return unknown(whyNot(why));
    return {format::value(*ratio, Unit::Ratio, m_locale).joined(), format::raw(*ratio), u"ratio"_s, *ratio};
}

ReportValue ReportFormat::milliseconds(std::optional<double> ms, const QString& why) const
{
    if (!ms)
        return unknown(whyNot(why));
    return {format::value(*ms, Unit::Milliseconds, m_locale).joined(), format::raw(*ms), u"ms"_s, *ms};
}

ReportValue ReportFormat::bytes(std::optional<double> bytes, const QString& why) const
{
    if (!bytes)
        return unknown(whyNot(why));
    return {format::value(*bytes, Unit::Bytes, m_locale).joined(), format::raw(*bytes), u"bytes"_s, *bytes};
}

ReportValue ReportFormat::months(std::optional<double> months, const QString& why) const
{
    if (!months)
        return unknown(whyNot(why));
    return {reportText("%1 months").arg(m_locale.toString(*months, 'f', 1)), format::raw(*months), u"months"_s,
            *months};
}

/// Names of months in the locale's language only where its letters are those of our print: others become ISO dates,
/// which everybody reads.
QString ReportFormat::named(const QDate& date, const QString& format) const
{
    return m_locale.script() == QLocale::LatinScript || m_locale == QLocale::c() ? m_locale.toString(date, format)
                                                                                 : QString();
}

/// As the locale writes a date in full, without the day of the week: "1. November 2026". In English the same for all of
/// its countries.
static QString dateFormat(const QLocale& locale)
{
    if (locale.language() == QLocale::English || locale == QLocale::c())
        return u"d MMMM yyyy"_s;
    static const QRegularExpression weekday(u"[,\\s]*dddd[,\\s]*"_s);
    return locale.dateFormat(QLocale::LongFormat).remove(weekday);
}

QString ReportFormat::date(TimeMs timeMs) const
{
    const QDate date = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date();
    const QString text = named(date, dateFormat(m_locale));
    return text.isEmpty() ? date.toString(Qt::ISODate) : text;
}

QString ReportFormat::dateTime(TimeMs timeMs) const
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone);
    return time.toString(u"yyyy-MM-dd HH:mm:ss "_s) + m_zone.abbreviation(time);
}

QString ReportFormat::month(TimeMs timeMs) const
{
    const QDate date = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date();
    const QString text = named(date, u"MMM yyyy"_s);
    return text.isEmpty() ? date.toString(u"yyyy-MM"_s) : text;
}

QString ReportFormat::dayOfMonth(TimeMs timeMs) const
{
    return QString::number(QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date().day());
}

QString ReportFormat::period(const ReportPeriod& period) const
{
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(period.fromMs, m_zone);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(period.toMs, m_zone);
    if (from != from.date().startOfDay(m_zone) || to != to.date().startOfDay(m_zone))
        return reportText("%1 to %2").arg(dateTime(period.fromMs), dateTime(period.toMs));
    const TimeMs lastDayMs = to.date().addDays(-1).startOfDay(m_zone).toMSecsSinceEpoch();
    return date(period.fromMs) == date(lastDayMs) ? date(lastDayMs)
                                                  : reportText("%1 to %2").arg(date(period.fromMs), date(lastDayMs));
}

} // namespace cacheledger
