// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractTableModel>

#include <vector>

namespace cacheledger
{

/// Rows of texts that somebody edits; what they mean, whoever reads them says. GUI thread.
class EntryTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    EntryTableModel(QStringList headings, QObject* parent = nullptr);

    const std::vector<QStringList>& rows() const { return m_rows; }
    /// Rows shorter than the headings are filled up.
    void setRows(std::vector<QStringList> rows);
    /// Columns that stand at the right, as numbers do.
    void setNumberColumns(std::vector<int> columns) { m_numbers = std::move(columns); }
    int add(QStringList row); ///< at the end; where it stands
    void removeAt(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    QVariant alignmentOf(int column) const;

    QStringList m_headings;
    std::vector<QStringList> m_rows;
    std::vector<int> m_numbers;
};

} // namespace cacheledger
