// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "ui/pagecontext.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QTimeZone>
#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace cacheledger
{

/// Silences as a table, those that end first on top. GUI thread.
class SilencesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Scope, Rules, From, Until, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    /// `ruleNames` by id: what rules are called.
    void setSilences(std::vector<Silence> silences, std::map<QString, QString> ruleNames);
    void setNow(TimeMs nowMs, const QTimeZone& zone);
    const Silence& at(int row) const { return m_silences.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const Silence& silence, int column) const;

    std::vector<Silence> m_silences;
    std::map<QString, QString> m_ruleNames;
    TimeMs m_nowMs = 0;
    QTimeZone m_zone = QTimeZone::utc();
};

/// The silences that last or are to come: what they cover, until when and why. They can be added and ended.
class SilenceList : public QWidget
{
    Q_OBJECT

public:
    SilenceList(const PageContext& context, QWidget* parent);

    /// Asks for a new one; that starts from `alert`'s scope and rule, where there is one.
    void add(const Alert* alert = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void takeSilences();
    void endChosen();
    void updateButtons();

    PageContext m_context;
    SilencesModel* m_model;
    QTableView* m_table;
    QLabel* m_none;
    QPushButton* m_end;
};

} // namespace cacheledger
