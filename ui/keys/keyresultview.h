// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/keyadvice.h"

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

    /// What an analysis found, as advice takes it; there is one. `compared`: what the table compares it with; may be
    /// null.
    void setRecord(const KeyAdviceInput& input, const KeyRecord* compared);

private:
    void showFindings();
    QStringList lines() const;

    Theme* m_theme;
    KeyReport m_report;
    std::vector<KeyFinding> m_found;
    KeyScanResult m_result; // without its report
    bool m_isPriced = false;
    QLabel* m_findings;
    Treemap* m_treemap;
    FigureTable* m_prefixes;
    FigureTable* m_biggest;
    FigureTable* m_hottest;
    FigureTable* m_tracked;
    QLabel* m_whereFrom;
};

} // namespace cacheledger
