// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alerttable.h"

#include "ui/alerts/alertsmodel.h"
#include "ui/alerts/alertwords.h"
#include "ui/theme.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStyledItemDelegate>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int narrowTable = 900;

namespace
{

/// The model says how bad and how urgent; this gives it the theme's colours.
class AlertDelegate : public QStyledItemDelegate
{
public:
    AlertDelegate(Theme* theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const QVariant tier = index.data(AlertsModel::TierRole);
        const bool quiet = index.data(AlertsModel::QuietRole).toBool();
        if (tier.isValid()) {
            option->font.setBold(!quiet);
            option->palette.setColor(QPalette::Text,
                                     alertwords::tierColor(*m_theme, static_cast<AlertTier>(tier.toInt())));
        } else if (quiet) {
            option->palette.setColor(QPalette::Text, m_theme->colors().dimText);
        }
        option->features &= ~QStyleOptionViewItem::HasCheckIndicator;
    }

private:
    Theme* m_theme;
};

} // namespace

void setUpAlertTable(QTableView* table, const QString& name, int stretched)
{
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false); // Tab leaves the table
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setCornerButtonEnabled(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(std::max(30, table->fontMetrics().height() + 12));
    QHeaderView* header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(48);
    header->setSectionResizeMode(stretched, QHeaderView::Stretch);
}

AlertTable::AlertTable(AlertsModel* model, Theme* theme, const QString& name, QWidget* parent)
    : QTableView(parent),
      m_model(model)
{
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &AlertTable::keepChoice);
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &AlertTable::restoreChoice); // after the view's own
    setItemDelegate(new AlertDelegate(theme, this));
    setUpAlertTable(this, name, AlertsModel::State);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    constexpr std::array<std::pair<int, int>, 7> widths{{{AlertsModel::Tier, 14},
                                                         {AlertsModel::Name, 25},
                                                         {AlertsModel::Cache, 13},
                                                         {AlertsModel::Node, 15},
                                                         {AlertsModel::Value, 25},
                                                         {AlertsModel::Since, 10},
                                                         {AlertsModel::Lasted, 14}}};
    for (const auto& [column, characters] : widths)
        setColumnWidth(column, characters * fontMetrics().averageCharWidth());
    connect(this, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT opened(currentId()); });
}

void AlertTable::setAlerts(std::vector<Alert> alerts)
{
    const int top = verticalScrollBar()->value() > 0 ? rowAt(0) : -1;
    const qint64 topId = top < 0 ? 0 : m_model->at(top).id;
    m_model->setAlerts(std::move(alerts));
    const int row = topId == 0 ? -1 : m_model->rowOf(topId);
    if (row >= 0 && row != top)
        scrollTo(m_model->index(row, 0), PositionAtTop);
}

std::vector<int> AlertTable::chosenRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

qint64 AlertTable::currentId() const
{
    return currentIndex().isValid() ? m_model->at(currentIndex().row()).id : 0;
}

void AlertTable::keepChoice()
{
    m_kept.clear();
    for (const int row : chosenRows())
        m_kept.insert(m_model->at(row).id);
    m_keptCurrent = currentId();
}

void AlertTable::restoreChoice()
{
    QItemSelection selection;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_kept.contains(m_model->at(row).id))
            selection.select(m_model->index(row, 0), m_model->index(row, AlertsModel::ColumnCount - 1));
    }
    if (const int row = m_model->rowOf(m_keptCurrent); row >= 0)
        selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    Q_EMIT chosenChanged();
}

void AlertTable::resizeEvent(QResizeEvent* event)
{
    for (const int column : {AlertsModel::Node, AlertsModel::Lasted})
        setColumnHidden(column, width() < narrowTable);
    setColumnHidden(AlertsModel::Cache, width() < narrowTable / 2);
    QTableView::resizeEvent(event);
}

void AlertTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const qint64 id = currentId())
            Q_EMIT opened(id);
        return;
    }
    QTableView::keyPressEvent(event);
}

void AlertTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT chosenChanged();
}

} // namespace cacheledger
