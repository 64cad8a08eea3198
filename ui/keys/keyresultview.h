// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"
#include "keyspace/keyrecord.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace cacheledger
{

class FigureTable;
class Theme;
class Treemap;

/// One analysis of keys: what is worth a look, the treemap, the table of prefixes and the biggest keys.
class KeyResultView : public QWidget
{
    Q_OBJECT

public:
    KeyResultView(Theme* theme, QWidget* parent);

    /// `before`: to compare with; may be null. No amount: the cost is not known.
    void setRecord(const KeyRecord& record, const KeyRecord* before, const Money& costPerMonth);

private:
    void showFindings();

    Theme* m_theme;
    KeyRecord m_record;
    QLabel* m_findings;
    Treemap* m_treemap;
    FigureTable* m_prefixes;
    FigureTable* m_biggest;
    FigureTable* m_hottest;
    QWidget* m_hottestCard = nullptr;
};

} // namespace cacheledger
