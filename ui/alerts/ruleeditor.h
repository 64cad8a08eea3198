// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QDialog>

class QLabel;
class QPushButton;

namespace cacheledger
{

class RuleBacktest;
class RuleForm;

/// Asks for a rule: its fields, what they mean in a sentence, and what it would have done.
class RuleEditor : public QDialog
{
    Q_OBJECT

public:
    RuleEditor(const PageContext& context, const Rule& rule, bool isNew, QWidget* parent);

    Rule rule() const;

private:
    QWidget* makePreview();
    void showRule();

    PageContext m_context;
    RuleForm* m_form;
    RuleBacktest* m_backtest;
    QLabel* m_sentence;
    QPushButton* m_save;
};

} // namespace cacheledger
