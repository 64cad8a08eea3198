// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets.h"

class QPushButton;
class QToolButton;

namespace cacheledger
{

/// A line across a page that stays while something is wrong: what happened, what to do next, and a button that does it.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(Theme* theme, QWidget* parent = nullptr);
    /// `headline` in bold with the severity's shape; `actionText` empty: no button.
    void setContent(Severity severity, const QString& headline, const QString& text, const QString& actionText = {});
    /// Shows a button that asks for the banner to be put away.
    void setDismissable();

Q_SIGNALS:
    void activated();
    void dismissed(); ///< the owner hides it

private:
    void restyle();

    Theme* m_theme;
    Severity m_severity;
    QString m_headlineText;
    QLabel* m_headline;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
};

} // namespace cacheledger
