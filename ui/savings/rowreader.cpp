// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/rowreader.h"

#include "cost/costaccrual.h"
#include "ui/savings/costplanrows.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace cacheledger
{

QString RowReader::translated(const char* text)
{
    return QCoreApplication::translate("CostPlanRows", text);
}

void RowReader::fail(const QString& problem)
{
    if (m_problem.isEmpty())
        m_problem = problem;
}

void RowReader::failChoice(int column)
{
    fail(translated(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is not one of the choices.")).arg(text(column)));
}

QString RowReader::needed(int column)
{
    if (text(column).isEmpty())
        fail(translated(QT_TRANSLATE_NOOP("CostPlanRows", "The first entry is empty.")));
    return text(column);
}

Decimal RowReader::decimal(int column)
{
    if (text(column).isEmpty())
        return {};
    const auto value = Decimal::parse(text(column));
    if (!value || value->sign() < 0)
        fail(translated(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is no number of 0 or more.")).arg(text(column)));
    return value.value_or(Decimal());
}

Money RowReader::money(int column)
{
    if (text(column).isEmpty())
        return {};
    const auto value = costplanrows::parseAmount(text(column), m_plan.currency);
    if (!value)
        fail(value.error().text());
    return value ? *value : Money();
}

std::optional<TimeMs> RowReader::date(int column)
{
    if (text(column).isEmpty())
        return {};
    const QDate date = QDate::fromString(text(column), Qt::ISODate);
    if (!date.isValid())
        fail(translated(QT_TRANSLATE_NOOP("CostPlanRows", "“%1” is no date like 2026-05-01.")).arg(text(column)));
    return date.isValid() ? std::optional(date.startOfDay(ledgerZone(m_plan.timeZone)).toMSecsSinceEpoch())
                          : std::nullopt;
}

Currency RowReader::currency(int column)
{
    const auto known = Currency::parse(text(column));
    if (!known)
        fail(known.error().text());
    return known ? *known : Currency();
}

} // namespace cacheledger
