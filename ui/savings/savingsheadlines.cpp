// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/savingsheadlines.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"
#include "ui/layers/funnel.h"
#include "ui/savings/ledgerview.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int leastTileWidth = 170;
static constexpr int mostTileColumns = 6;

SavingsHeadlines::SavingsHeadlines(Theme* theme, QWidget* parent)
    : FlowGrid(leastTileWidth, mostTileColumns, parent),
      m_theme(theme)
{
    setBreaksTexts(true);
    setCells({makeTile(u"net"_s, tr("Net saving")), makeTile(u"gross"_s, tr("Gross avoided")),
              makeTile(u"thousand"_s, tr("Saved per 1,000 requests")),
              makeTile(u"breakEvenVolume"_s, tr("Break-even requests a month")),
              makeTile(u"breakEvenRatio"_s, tr("Break-even hit ratio")), makeTile(u"latency"_s, tr("Waiting spared"))});
}

/// Captions and notes break into lines where there is no room: what qualifies a figure must not be cut off.
QWidget* SavingsHeadlines::makeTile(const QString& id, const QString& caption)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space3, 2);
    QLabel* name = widgets::dimLabel(caption, m_theme, FontRole::Small, card);
    name->setWordWrap(true);
    auto* value = new ElidedLabel(card);
    value->setFont(m_theme->font(FontRole::Title, true));
    value->setObjectName(u"Savings."_s + id);
    QLabel* note = widgets::dimLabel({}, m_theme, FontRole::Small, card);
    note->setObjectName(u"Savings.note."_s + id);
    note->setWordWrap(true);
    column->addWidget(name);
    column->addWidget(value);
    column->addWidget(note);
    column->addStretch(1);
    m_headlines[id] = {value, note};
    return card;
}

void SavingsHeadlines::set(const QString& id, const QString& value, const QString& note)
{
    const Headline& headline = m_headlines.at(id);
    headline.value->setText(value);
    headline.value->setAccessibleName(value);
    headline.note->setText(note);
}

void SavingsHeadlines::setLedger(const Ledger& ledger, TimeMs askedFromMs)
{
    const LedgerEntry& total = ledger.total;
    const QString unknown = format::value({}, Unit::Count).joined();
    const QString sure = ledgerview::confidence(total.confidence);
    const QString covered = ratioFigure(ledger.coverageSince(askedFromMs), false).text;
    set(u"net"_s, formatMoney(total.net),
        total.apart.empty() ? tr("%1 · coverage %2").arg(sure, covered) : tr("a rate of exchange is missing"));
    set(u"gross"_s, formatMoney(total.gross),
        total.answered ? tr("%1 requests answered").arg(countFigure(total.answered).text) : QString());
    set(u"thousand"_s, ledger.perThousandRequests ? formatMoney(*ledger.perThousandRequests) : unknown, tr("net"));
    set(u"breakEvenVolume"_s, countFigure(ledger.breakEvenRequestsPerMonth).text,
        total.requests ? tr("%1 in this range").arg(countFigure(total.requests).text) : QString());
    const auto ratio = ledger.breakEvenHitRatio;
    const auto now = hitRatioIf(total, Decimal(1));
    set(u"breakEvenRatio"_s, ratio && *ratio > 1 ? tr("not reached") : ratioFigure(ratio, false).text,
        now ? tr("now %1").arg(ratioFigure(now, false).text) : QString());
    set(u"latency"_s, total.latencySavedMs ? format::duration(static_cast<qint64>(*total.latencySavedMs)) : unknown,
        tr("for those who asked"));
}

} // namespace cacheledger
