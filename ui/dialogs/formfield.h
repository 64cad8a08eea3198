// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace cacheledger
{

/// A label, an editor and, under it, what is wrong with the entry. The label is the editor's buddy and its accessible
/// name.
class FormField : public QWidget
{
    Q_OBJECT

public:
    FormField(const QString& label, QWidget* editor, Theme* theme, QWidget* parent = nullptr);

    QWidget* editor() const { return m_editor; }
    /// Empty: the entry is good.
    void setProblem(const QString& problem);
    QString problem() const { return m_problem; }
    /// Said in place of a problem while there is none: what the entry means. Empty: nothing.
    void setHint(const QString& hint);

private:
    void showMessage();

    QWidget* m_editor;
    QLabel* m_message;
    QString m_problem;
    QString m_hint;
};

} // namespace cacheledger
