// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QWidget>

class QPushButton;
class QTreeView;

namespace cacheledger
{

class Banner;
class RulesModel;

/// All rules by tier: switched on and off, made, changed, taken back. What was done can be undone.
class RuleList : public QWidget
{
    Q_OBJECT

public:
    RuleList(const PageContext& context, QWidget* parent);

    void addRule(); ///< opens the editor with a new one

protected:
    void showEvent(QShowEvent* event) override;

private:
    void setUpTree();
    QWidget* makeButtons();
    void takeRules();
    void updateButtons();
    const ListedRule* current() const;
    void edit(const Rule& rule, bool isNew);
    void editCurrent();
    void duplicateCurrent();
    void removeCurrent();
    void switchRule(const QString& id, bool on);
    /// Saves it, or takes the user's away where it is as it was shipped.
    void keep(const Rule& rule);

    PageContext m_context;
    RulesModel* m_model;
    QTreeView* m_tree;
    Banner* m_problems;
    QPushButton* m_edit;
    QPushButton* m_duplicate;
    QPushButton* m_remove;
};

} // namespace cacheledger
