// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/whatifcard.h"

#include "cost/moneyformat.h"
#include "ui/layers/funnel.h"
#include "ui/widgets.h"

#include <QtCore/QLocale>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSlider>

namespace cacheledger
{

using namespace Qt::StringLiterals;

WhatIfCard::WhatIfCard(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_result(widgets::label({}, theme, FontRole::Title, true, this))
{
    setObjectName(u"WhatIf"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("What if"), theme, FontRole::Body, true, this));
    head->addStretch(1);
    auto* back = widgets::button(tr("As it was"), this);
    back->setObjectName(u"WhatIfReset"_s);
    connect(back, &QPushButton::clicked, this, &WhatIfCard::reset);
    head->addWidget(back);
    column->addLayout(head);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metric::space3);
    grid->setColumnStretch(1, 1);
    m_hitRatio = addDriver(grid, 0, u"HitRatio"_s, tr("Hit ratio"), 100);
    m_volume = addDriver(grid, 1, u"Volume"_s, tr("Volume"), 200);
    m_price = addDriver(grid, 2, u"Price"_s, tr("Prices"), 100);
    column->addLayout(grid);
    m_result->setObjectName(u"WhatIfResult"_s);
    m_result->setWordWrap(true);
    column->addWidget(m_result);
    QLabel* note = widgets::dimLabel(
        tr("A calculation, not the ledger: nothing of it is kept. Gross and wrong hits follow all three, embeddings "
           "volume and prices; what the cache costs stays."),
        theme, FontRole::Small, this);
    note->setWordWrap(true);
    column->addWidget(note);
    column->addStretch(1);
    show();
}

WhatIfCard::Driver WhatIfCard::addDriver(QGridLayout* grid, int row, const QString& id, const QString& name, int most)
{
    Driver made{new QSlider(Qt::Horizontal, this), new QLabel(this)};
    made.slider->setObjectName(u"WhatIf."_s + id);
    made.slider->setAccessibleName(name);
    made.slider->setRange(-100, most); // per cent more or less
    made.slider->setSingleStep(1);
    made.slider->setPageStep(10);
    made.slider->setMinimumHeight(24);
    made.value->setObjectName(u"WhatIf.value."_s + id);
    made.value->setMinimumWidth(made.value->fontMetrics().horizontalAdvance(u"−100 % (100.0 % → 100.0 %)"_s));
    made.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* label = new QLabel(name, this);
    label->setBuddy(made.slider);
    grid->addWidget(label, row, 0);
    grid->addWidget(made.slider, row, 1);
    grid->addWidget(made.value, row, 2);
    connect(made.slider, &QSlider::valueChanged, this, &WhatIfCard::show);
    return made;
}

void WhatIfCard::setEntry(const std::optional<LedgerEntry>& entry)
{
    m_entry = entry;
    show();
}

void WhatIfCard::reset()
{
    for (const Driver& driver : {m_hitRatio, m_volume, m_price})
        driver.slider->setValue(0);
}

WhatIf WhatIfCard::factors() const
{
    const auto factor = [](const Driver& driver) {
        return Decimal(100 + driver.slider->value()).shifted(-2).value_or(Decimal(1));
    };
    return {factor(m_hitRatio), factor(m_volume), factor(m_price)};
}

static QString changedText(int percent)
{
    if (percent == 0)
        return WhatIfCard::tr("as it was");
    return (percent > 0 ? u"+"_s : u"−"_s) + QLocale().toString(std::abs(percent)) + u"\u00a0%"_s;
}

void WhatIfCard::show()
{
    if (!m_price.slider)
        return; // still being made
    for (const Driver& driver : {m_hitRatio, m_volume, m_price})
        driver.value->setText(changedText(driver.slider->value()));
    const WhatIf now = factors();
    if (m_entry && m_hitRatio.slider->value() != 0) {
        const auto before = hitRatioIf(*m_entry, Decimal(1));
        const auto after = hitRatioIf(*m_entry, now.hitRatio);
        if (before && after)
            m_hitRatio.value->setText(tr("%1 (%2 → %3)")
                                          .arg(changedText(m_hitRatio.slider->value()), ratioFigure(before, false).text,
                                               ratioFigure(after, false).text));
    }
    const Money net = m_entry ? m_entry->net : Money();
    const Money then = m_entry ? netIf(*m_entry, now) : Money();
    m_result->setText(tr("Net: %1 → %2").arg(formatMoney(net), formatMoney(then)));
}

} // namespace cacheledger
