// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/pricetable.h"

#include "cost/moneyformat.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int millionDigits = 6;

QString priceDay(std::optional<TimeMs> timeMs, const QTimeZone& zone)
{
    return timeMs && *timeMs > 0 ? QDateTime::fromMSecsSinceEpoch(*timeMs, zone).date().toString(Qt::ISODate)
                                 : QString();
}

void PriceTableModel::setPrices(std::vector<PriceVersion> prices, TimeMs nowMs, const QTimeZone& zone)
{
    m_prices = std::move(prices);
    std::stable_sort(m_prices.begin(), m_prices.end(), [](const PriceVersion& a, const PriceVersion& b) {
        const int names = QString::compare(a.model, b.model, Qt::CaseInsensitive);
        return names != 0 ? names < 0 : a.fromMs > b.fromMs;
    });
    m_nowMs = nowMs;
    m_zone = zone;
    fill();
}

void PriceTableModel::setSearched(const QString& text)
{
    m_searched = text.trimmed();
    fill();
}

void PriceTableModel::fill()
{
    beginResetModel();
    m_rows.clear();
    for (std::size_t i = 0; i < m_prices.size(); ++i) {
        if (m_searched.isEmpty() || m_prices[i].model.contains(m_searched, Qt::CaseInsensitive) ||
            m_prices[i].source.contains(m_searched, Qt::CaseInsensitive))
            m_rows.push_back(i);
    }
    endResetModel();
}

const PriceVersion* PriceTableModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_prices[m_rows[static_cast<std::size_t>(row)]] : nullptr;
}

int PriceTableModel::rowOf(const PriceVersion& version) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row)->model == version.model && at(row)->fromMs == version.fromMs)
            return row;
    }
    return -1;
}

int PriceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PriceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

/// A price of a token is read and written for a million of them.
static QString amountOf(const PriceVersion& version, PriceKind kind)
{
    const auto& price = version.price(kind);
    if (!price)
        return {};
    const auto shown = version.unit == PriceUnit::Token ? price->shifted(millionDigits) : price;
    const Money money = shown ? Money::ofUnits(version.currency, *shown) : Money();
    return money.isValid() ? formatMoneyExact(money) : version.currency.code() + u' ' + price->toString();
}

QString PriceTableModel::text(const PriceVersion& version, int column) const
{
    switch (column) {
    case Model:
        return version.model;
    case Origin:
        return version.origin == PriceOrigin::Shipped    ? tr("▲ default, to be checked")
               : version.origin == PriceOrigin::Imported ? tr("imported")
                                                         : tr("entered");
    case Per:
        return version.unit == PriceUnit::Token ? tr("1M tokens") : tr("call");
    case From:
        return version.fromMs > 0 ? priceDay(version.fromMs, m_zone) : tr("ever since");
    case Until:
        return priceDay(version.toMs, m_zone);
    case Source:
        return version.source;
    default:
        return amountOf(version, static_cast<PriceKind>(column - Input));
    }
}

QVariant PriceTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PriceVersion& version = *at(index.row());
    if (role == Qt::TextAlignmentRole && index.column() >= Input && index.column() <= Embedding)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return tr("%1: %2").arg(version.model, version.source);
    return role == Qt::DisplayRole ? QVariant(text(version, index.column())) : QVariant();
}

QVariant PriceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Model:
        return tr("Model");
    case Origin:
        return tr("Who says so");
    case Input:
        return tr("Input");
    case Output:
        return tr("Output");
    case CacheRead:
        return tr("Cache read");
    case CacheWrite:
        return tr("Cache write");
    case Embedding:
        return tr("Embedding");
    case Per:
        return tr("For");
    case From:
        return tr("Valid from");
    case Until:
        return tr("until");
    default:
        return tr("Source");
    }
}

} // namespace cacheledger
