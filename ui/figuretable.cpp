// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figuretable.h"

#include "ui/alerts/alerttable.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void FigureTableModel::setContent(const QStringList& headings, std::vector<std::vector<Figure>> rows)
{
    const bool sameShape = headings.size() == m_headings.size() && rows.size() == m_rows.size();
    if (!sameShape)
        beginResetModel();
    const bool sameHeadings = headings == m_headings;
    m_headings = headings;
    m_rows = std::move(rows);
    if (!sameShape) {
        endResetModel();
        return;
    }
    if (!sameHeadings && !m_headings.isEmpty())
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (!m_rows.empty() && !m_headings.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int FigureTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FigureTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant FigureTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::vector<Figure>& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<std::size_t>(index.column());
    if (column >= row.size())
        return {};
    const Figure& figure = row[column];
    switch (role) {
    case Qt::DisplayRole:
        return figure.text;
    case Qt::ToolTipRole:
        return figure.note.isEmpty() ? QVariant() : QVariant(figure.note);
    case Qt::TextAlignmentRole:
        return static_cast<int>((figure.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case KnownRole:
        return figure.known;
    case StrongRole:
        return figure.strong;
    default:
        return {};
    }
}

QVariant FigureTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_headings.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_headings[section];
    if (role == Qt::TextAlignmentRole && !m_rows.empty()) {
        const auto column = static_cast<std::size_t>(section);
        const bool number = column < m_rows.front().size() && m_rows.front()[column].number;
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

static QString csvField(QString text)
{
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    return u'"' + text.replace(u"\""_s, u"\"\""_s) + u'"';
}

QString FigureTableModel::toCsv() const
{
    const auto line = [](const QStringList& fields) {
        QStringList quoted;
        for (const QString& field : fields)
            quoted << csvField(field);
        return quoted.join(u',') + u"\r\n"_s;
    };
    QString text = line(m_headings);
    for (const std::vector<Figure>& row : m_rows) {
        QStringList fields;
        for (const Figure& figure : row)
            fields << figure.text;
        text += line(fields);
    }
    return text;
}

namespace
{

/// The model says what is known and what is a total; this gives it weight and the theme's colours.
class FigureDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font.setBold(index.data(FigureTableModel::StrongRole).toBool());
        if (!index.data(FigureTableModel::KnownRole).toBool())
            option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
    }
};

} // namespace

FigureTable::FigureTable(const QString& name, QWidget* parent, int mostRows)
    : QTableView(parent),
      m_model(new FigureTableModel(this)),
      m_mostRows(mostRows)
{
    m_model->setContent({QString()}, {}); // the first column, which is set up below, must be there
    setModel(m_model);
    setItemDelegate(new FigureDelegate(this));
    setUpAlertTable(this, name, 0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

void FigureTable::setContent(const QStringList& headings, std::vector<std::vector<Figure>> rows)
{
    const auto before = std::pair(m_model->rowCount(), m_model->columnCount());
    m_model->setContent(headings, std::move(rows));
    fitColumns();
    if (before != std::pair(m_model->rowCount(), m_model->columnCount()))
        updateGeometry();
}

/// Each as wide as its widest text; the first takes the rest, and at least what its own texts need of a narrow page.
void FigureTable::fitColumns()
{
    QHeaderView* header = horizontalHeader();
    if (m_model->columnCount() == 0)
        return;
    for (const int column : m_optional)
        setColumnHidden(column, false);
    int others = 0;
    for (int column = 1; column < m_model->columnCount(); ++column) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        const int wanted = std::max(sizeHintForColumn(column), header->sectionSizeHint(column)) + metric::space2;
        header->resizeSection(column, wanted);
        others += wanted;
    }
    const int first = std::max(std::min(sizeHintForColumn(0), 220), header->sectionSizeHint(0)) + metric::space2;
    others -= hideWhatCanBeMissed(first + others);
    header->setSectionResizeMode(0, QHeaderView::Fixed);
    header->resizeSection(0, std::max(first, viewport()->width() - others));
    const bool wide = first + others > viewport()->width();
    if (std::exchange(m_wide, wide) != wide)
        updateGeometry();
}

/// As many columns as it takes for the rest to fit; how wide these were.
int FigureTable::hideWhatCanBeMissed(int wanted)
{
    int hidden = 0;
    for (const int column : m_optional) {
        if (wanted - hidden <= viewport()->width() || column >= m_model->columnCount())
            break;
        hidden += columnWidth(column);
        setColumnHidden(column, true);
    }
    return hidden;
}

void FigureTable::setOptionalColumns(std::vector<int> columns)
{
    m_optional = std::move(columns);
    fitColumns();
}

QSize FigureTable::sizeHint() const
{
    const int rows = std::clamp(m_model->rowCount(), 1, m_mostRows);
    const int bar = m_wide ? horizontalScrollBar()->sizeHint().height() : 0;
    return {320, horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() +
                     2 * frameWidth() + bar};
}

QSize FigureTable::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void FigureTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void FigureTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        verticalHeader()->setDefaultSectionSize(std::max(30, fontMetrics().height() + 12));
        fitColumns();
        updateGeometry();
    }
}

} // namespace cacheledger
