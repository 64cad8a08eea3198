// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/nodes/nodelines.h"
#include "ui/widgets.h"

class QGridLayout;
class QVBoxLayout;

namespace cacheledger
{

class FigureTable;

/// One node in full: what the table has no room for.
class NodeDetails : public QFrame
{
    Q_OBJECT

public:
    NodeDetails(Theme* theme, QWidget* parent);

    void setLine(const NodeLine* line); ///< null: none is chosen
    /// What else is known of a node goes below its facts.
    QVBoxLayout* sections() const { return m_column; }

private:
    void setFact(std::size_t place, const QString& caption, const QString& value);

    Theme* m_theme;
    QVBoxLayout* m_column;
    ElidedLabel* m_title;
    SeverityLabel* m_state;
    QLabel* m_trouble;
    QGridLayout* m_grid;
    struct Fact {
        QLabel* caption = nullptr;
        QLabel* value = nullptr;
    };
    std::vector<Fact> m_facts; // made as they are needed, hidden when not
};

/// In which settings the nodes of a cache differ, or why that is not known.
class SettingsCard : public QFrame
{
    Q_OBJECT

public:
    SettingsCard(Theme* theme, QWidget* parent);

    /// `looking`: a look is under way; `canLook` false: nobody looks in this session.
    void setLines(const std::vector<NodeLine>& lines, bool looking, bool canLook);

private:
    QLabel* m_note;
    FigureTable* m_table;
};

} // namespace cacheledger
