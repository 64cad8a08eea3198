// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/nosourcescard.h"

#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

NoSourcesCard::NoSourcesCard(Theme* theme, bool canAdd, QWidget* parent) : QFrame(parent)
{
    setObjectName(u"NoSources"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addWidget(widgets::label(tr("No application metrics yet"), theme, FontRole::Title, true, this));
    QLabel* about = widgets::dimLabel(
        canAdd
            ? tr("The server knows its keys; only the application knows which layer answered a request, how long it "
                 "took and what that spared. Point CacheLedger at the application's counters: Redis lists or a hash, "
                 "a JSON address, or its /metrics. They are only read.")
            : tr("Application metrics are not read in this session."),
        theme, FontRole::Body, this);
    about->setWordWrap(true);
    column->addWidget(about);
    auto* add = widgets::primaryButton(tr("Add a source"), this);
    add->setObjectName(u"AddFirstSource"_s);
    add->setVisible(canAdd);
    connect(add, &QPushButton::clicked, this, &NoSourcesCard::addRequested);
    column->addWidget(add, 0, Qt::AlignLeft);
}

} // namespace cacheledger
