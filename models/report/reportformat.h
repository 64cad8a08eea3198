// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"
#include "report/costreport.h"
#include "report/reportperiod.h"

#include <QtCore/QLocale>
#include <QtCore/QTimeZone>

#include <optional>

namespace cacheledger
{

/// A translated text of the report.
QString reportText(const char* text);

/// Makes the report's values: the text and the raw form of each from one and the same number. A value that is not known
/// says why.
class ReportFormat
{
public:
    ReportFormat(QLocale locale, QTimeZone zone) : m_locale(std::move(locale)), m_zone(std::move(zone)) {}

    static ReportValue unknown(const QString& why) { return {why, {}, {}, 0}; }
    static ReportValue text(const QString& text) { return {text, {}, {}, 0}; }
    /// Rounded to what is paid; no amount is not known.
    ReportValue amount(const Money& amount, const QString& why = {}) const;
    /// With all its digits: prices.
    ReportValue price(const Money& amount, const QString& why = {}) const;
    /// Short, for axes.
    ReportValue shortAmount(const Money& amount) const;
    ReportValue count(std::optional<double> count, const QString& unit, const QString& why = {}) const;
    ReportValue ratio(std::optional<double> ratio, const QString& why = {}) const;
    ReportValue milliseconds(std::optional<double> ms, const QString& why = {}) const;
    ReportValue bytes(std::optional<double> bytes, const QString& why = {}) const;
    /// With one digit behind the point.
    ReportValue months(std::optional<double> months, const QString& why = {}) const;

    QString date(TimeMs timeMs) const;
    QString dateTime(TimeMs timeMs) const;   ///< with the zone
    QString month(TimeMs timeMs) const;      ///< "Nov 2026"
    QString dayOfMonth(TimeMs timeMs) const; ///< "7"
    /// "1 to 30 November 2026" where it is whole days, else with times.
    QString period(const ReportPeriod& period) const;

    const QLocale& locale() const { return m_locale; }
    const QTimeZone& zone() const { return m_zone; }

private:
    QString named(const QDate& date, const QString& format) const;

    QLocale m_locale;
    QTimeZone m_zone;
};

} // namespace cacheledger
