// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/nodes/nodestable.h"

#include "ui/alerts/alerttable.h"
#include "ui/nodes/nodesmodel.h"
#include "ui/theme.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStyledItemDelegate>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

class NodesDelegate : public QStyledItemDelegate
{
public:
    NodesDelegate(Theme* theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto severity = static_cast<Severity>(index.data(NodesModel::SeverityRole).toInt());
        if (index.column() == NodesModel::State || severity == Severity::Warning || severity == Severity::Critical)
            option->palette.setColor(QPalette::Text, m_theme->severityColor(severity));
    }

private:
    Theme* m_theme;
};

} // namespace

NodesTable::NodesTable(NodesModel* model, Theme* theme, QWidget* parent) : QTableView(parent)
{
    setObjectName(u"NodesTable"_s);
    setModel(model);
    setItemDelegate(new NodesDelegate(theme, this));
    setUpAlertTable(this, tr("Nodes of the cache"), NodesModel::Slots);
    setSelectionMode(SingleSelection);
    constexpr std::array<std::pair<int, int>, 12> widths{{{NodesModel::State, 15},
                                                          {NodesModel::Name, 22},
                                                          {NodesModel::Role, 11},
                                                          {NodesModel::Link, 28},
                                                          {NodesModel::LagSeconds, 9},
                                                          {NodesModel::LagBytes, 11},
                                                          {NodesModel::Offset, 16},
                                                          {NodesModel::Keys, 11},
                                                          {NodesModel::Memory, 12},
                                                          {NodesModel::RoundTrip, 13},
                                                          {NodesModel::Server, 16},
                                                          {NodesModel::Uptime, 13}}};
    for (const auto& [column, characters] : widths)
        setColumnWidth(column, characters * fontMetrics().averageCharWidth());
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        updateGeometry();
        fitColumns();
    });
}

/// The first ones go first; slots that nobody has need no room.
void NodesTable::fitColumns()
{
    constexpr std::array optional{NodesModel::Offset, NodesModel::Keys,  NodesModel::Uptime, NodesModel::Server,
                                  NodesModel::Memory, NodesModel::Slots, NodesModel::Link,   NodesModel::LagBytes};
    const int slotsWidth = 18 * fontMetrics().averageCharWidth();
    int wanted = slotsWidth;
    for (int column = 0; column < NodesModel::ColumnCount; ++column) {
        setColumnHidden(column, false);
        if (column != NodesModel::Slots)
            wanted += columnWidth(column);
    }
    for (const int column : optional) {
        if (wanted <= viewport()->width())
            break;
        wanted -= column == NodesModel::Slots ? slotsWidth : columnWidth(column);
        setColumnHidden(column, true);
    }
    // Somebody has to take the room that is left.
    horizontalHeader()->setSectionResizeMode(
        NodesModel::Name, isColumnHidden(NodesModel::Slots) ? QHeaderView::Stretch : QHeaderView::Interactive);
}

QSize NodesTable::sizeHint() const
{
    const int rows = std::clamp(model()->rowCount(), 1, mostRows);
    const int row = verticalHeader()->defaultSectionSize();
    return {640, horizontalHeader()->sizeHint().height() + rows * row + 2 * frameWidth() + 2};
}

QSize NodesTable::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

void NodesTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

} // namespace cacheledger
