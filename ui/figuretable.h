// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtWidgets/QTableView>

#include <vector>

namespace cacheledger
{

/// One cell of a table of figures.
struct Figure {
    QString text;        ///< as shown and spoken, translated
    bool number = false; ///< stands at the right of its column
    bool known = true;   ///< false: "unknown", "no traffic"; drawn dim
    bool strong = false; ///< a total: drawn bold
    QString note{};      ///< tool tip; empty: none
};

/// Rows of figures under headings, replaced as a whole; rows that only change keep the view's place and choice.
class FigureTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { KnownRole = Qt::UserRole, StrongRole };

    using QAbstractTableModel::QAbstractTableModel;
    /// Every row must have as many cells as there are headings.
    void setContent(const QStringList& headings, std::vector<std::vector<Figure>> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// What is shown, for spreadsheets (RFC 4180): headings, then rows.
    QString toCsv() const;

private:
    QStringList m_headings;
    std::vector<std::vector<Figure>> m_rows;
};

/// Figures in a page that scrolls itself: as high as its rows, up to `mostRows`, then with a bar of its own.
class FigureTable : public QTableView
{
    Q_OBJECT

public:
    /// `name` is the accessible name.
    explicit FigureTable(const QString& name, QWidget* parent = nullptr, int mostRows = 14);

    void setContent(const QStringList& headings, std::vector<std::vector<Figure>> rows);
    /// Columns that can be missed: in a narrow view they are not shown, the first ones first, as far as needed. Exports
    /// have them all.
    void setOptionalColumns(std::vector<int> columns);
    const FigureTableModel& figures() const { return *m_model; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fitColumns();
    int hideWhatCanBeMissed(int wanted);

    FigureTableModel* m_model;
    int m_mostRows;
    std::vector<int> m_optional;
    bool m_wide = false; // wider than the view: there is a scroll bar below the rows
};

} // namespace cacheledger
