// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleettable.h"

#include "ui/alerts/alerttable.h"
#include "ui/cachestate.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/theme.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStyledItemDelegate>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// The model says how bad a thing is; this gives it the theme's colours, and draws the strip. A worse cell is taller,
/// so that the strip can be read without colours.
class FleetDelegate : public QStyledItemDelegate
{
public:
    FleetDelegate(Theme* theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        if (index.data(FleetModel::GroupRole).toBool())
            painter->fillRect(option.rect, m_theme->colors().ground);
        QStyledItemDelegate::paint(painter, option, index);
        if (index.column() == FleetModel::Strip)
            paintStrip(painter, QRectF(option.rect).adjusted(6, 7, -10, -7),
                       index.data(FleetModel::StripRole).toByteArray());
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.data(FleetModel::GroupRole).toBool())
            option->font.setBold(true);
        if (index.data(FleetModel::DimRole).toBool())
            option->palette.setColor(QPalette::Text, m_theme->colors().dimText);
        const QVariant severity = index.data(FleetModel::SeverityRole);
        if (!severity.isValid())
            return;
        const auto known = static_cast<Severity>(severity.toInt());
        const bool isState = index.column() == FleetModel::State;
        if (isState || known == Severity::Warning || known == Severity::Critical)
            option->palette.setColor(QPalette::Text, m_theme->severityColor(known));
        else if (known == Severity::Unknown)
            option->palette.setColor(QPalette::Text, m_theme->colors().dimText);
    }

private:
    void paintStrip(QPainter* painter, const QRectF& area, const QByteArray& strip) const
    {
        painter->fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), m_theme->colors().line);
        const double width = area.width() / static_cast<double>(std::max<qsizetype>(1, strip.size()));
        for (qsizetype first = 0, end = 0; first < strip.size(); first = end) {
            while (end < strip.size() && strip[end] == strip[first])
                ++end;
            if (strip[first] == FleetFigures::noData || strip[first] == static_cast<char>(Severity::Unknown))
                continue;
            const auto severity = static_cast<Severity>(strip[first]);
            const double height = area.height() * (severity == Severity::Critical  ? 1.0
                                                   : severity == Severity::Warning ? 0.6
                                                                                   : 0.25);
            painter->fillRect(QRectF(area.left() + static_cast<double>(first) * width, area.bottom() - height,
                                     static_cast<double>(end - first) * width, height),
                              m_theme->severityColor(severity));
        }
    }

    Theme* m_theme;
};

} // namespace

FleetTable::FleetTable(FleetModel* model, Theme* theme, QWidget* parent) : QTableView(parent), m_model(model)
{
    setObjectName(u"FleetTable"_s);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &FleetTable::keepChoice);
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &FleetTable::restoreChoice); // after the view's own
    connect(model, &QAbstractItemModel::layoutChanged, this, &FleetTable::tellVisible);
    setItemDelegate(new FleetDelegate(theme, this));
    setUpAlertTable(this, tr("Nodes"), FleetModel::Trouble);
    setSelectionMode(SingleSelection);
    constexpr std::array<std::pair<int, int>, 9> widths{{{FleetModel::State, 14},
                                                         {FleetModel::Name, 21},
                                                         {FleetModel::Cache, 14},
                                                         {FleetModel::Labels, 16},
                                                         {FleetModel::HitRatio, 10},
                                                         {FleetModel::Memory, 10},
                                                         {FleetModel::Commands, 10},
                                                         {FleetModel::Latency, 11},
                                                         {FleetModel::Strip, 18}}};
    for (const auto& [column, characters] : widths)
        setColumnWidth(column, characters * fontMetrics().averageCharWidth());
    connect(this, &QAbstractItemView::doubleClicked, this, &FleetTable::activate);
}

void FleetTable::activate(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    if (index.data(FleetModel::GroupRole).toBool())
        m_model->toggle(index.row());
    else
        Q_EMIT opened(index.data(FleetModel::NodeRole).toString());
}

void FleetTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        activate(currentIndex());
    else
        QTableView::keyPressEvent(event);
}

/// The first ones go first.
void FleetTable::fitColumns()
{
    constexpr std::array optional{FleetModel::Labels, FleetModel::Commands, FleetModel::Latency,
                                  FleetModel::Cache,  FleetModel::Memory,   FleetModel::Strip};
    const int wordsWidth = 22 * fontMetrics().averageCharWidth();
    int wanted = wordsWidth;
    for (int column = 0; column < FleetModel::Trouble; ++column) {
        setColumnHidden(column, false);
        wanted += columnWidth(column);
    }
    for (const int column : optional) {
        if (wanted <= viewport()->width())
            break;
        wanted -= columnWidth(column);
        setColumnHidden(column, true);
    }
}

void FleetTable::tellVisible()
{
    const int last = rowAt(viewport()->height() - 1);
    const int first = rowAt(0);
    Q_EMIT visibleRowsChanged(first < 0 ? 0 : first, last < 0 ? m_model->rowCount() - 1 : last);
}

void FleetTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    tellVisible();
}

void FleetTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    tellVisible();
}

void FleetTable::keepChoice()
{
    if (currentIndex().isValid())
        m_chosen = currentIndex().data(FleetModel::KeyRole).toString();
}

void FleetTable::restoreChoice()
{
    const int row = m_chosen.isEmpty() ? -1 : m_model->rowOf(m_chosen);
    if (row >= 0)
        setCurrentIndex(m_model->index(row, FleetModel::Name));
    tellVisible();
}

} // namespace cacheledger
