// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layerdetails.h"

#include "ui/figuretable.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

LayerDetails::LayerDetails(Theme* theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    m_operations = make(u"Operations"_s, tr("Operations"));
    m_segments = make(u"Segments"_s, tr("Segments"));
    m_serving = make(u"Serving"_s, tr("Model serving"));
    m_items = make(u"Items"_s, tr("Busiest keys and prefixes"));
    for (const Detail& each : {m_operations, m_segments, m_serving, m_items})
        column->addWidget(each.card);
    // What can be missed where there is little room.
    m_operations.table->setOptionalColumns({8, 2, 7, 3, 9});
    m_segments.table->setOptionalColumns({5, 3});
}

LayerDetails::Detail LayerDetails::make(const QString& name, const QString& title)
{
    Detail made{new QFrame(this), nullptr};
    made.card->setObjectName(name + u"Card"_s);
    widgets::makeCard(made.card);
    auto* column = new QVBoxLayout(made.card);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(title, m_theme, FontRole::Body, true, made.card));
    made.table = new FigureTable(title, made.card);
    made.table->setObjectName(name + u"Table"_s);
    column->addWidget(made.table);
    made.card->hide();
    return made;
}

void LayerDetails::fill(const Detail& detail, const LayerTable& content)
{
    detail.card->setVisible(!content.rows.empty());
    detail.table->setContent(content.headings, content.rows);
}

void LayerDetails::showFigures(const LayerMetrics& metrics, const std::vector<StageConfig>& stages, const Frame* frame)
{
    fill(m_operations, operationTable(metrics, frame));
    fill(m_segments, segmentTable(metrics, stages, frame));
    fill(m_serving, servingTable(metrics, frame));
    fill(m_items, itemTable(metrics, frame));
}

} // namespace cacheledger
