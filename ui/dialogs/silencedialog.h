// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QDialog>

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cacheledger
{

/// Asks for a silence: what it covers, until when, and why.
class SilenceDialog : public QDialog
{
    Q_OBJECT

public:
    /// Starts from the alert's rule and node; null: covers everything.
    SilenceDialog(const PageContext& context, const Alert* alert, QWidget* parent);

    /// Starts now, under a new id.
    Silence silence() const;

private:
    QComboBox* makeBox(const QString& object, const QString& name, const QString& all);
    void fill(const Alert* alert);
    void fillNodes();
    void setUp();
    void validate();

    PageContext m_context;
    QComboBox* m_cache;
    QComboBox* m_node;
    QComboBox* m_tag;
    QComboBox* m_rule;
    QDateTimeEdit* m_end;
    TimeMs m_endMs;
    QLineEdit* m_reason;
    QLabel* m_message;
    QPushButton* m_add;
};

} // namespace cacheledger
