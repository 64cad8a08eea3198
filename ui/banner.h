// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets.h"

class QPushButton;
class QToolButton;

namespace cacheledger
{

/// A line across a page that stays while something is wrong: what happened, what to do next, and a button that does it.
/// Most never have anything to say: what is in it is made with its first content.
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
    void build();
    void restyle();

    Theme* m_theme;
    Severity m_severity;
    QString m_headlineText;
    bool m_dismissable = false;
    QLabel* m_headline = nullptr; // null until there is a content, like those below
    QLabel* m_text = nullptr;
    QPushButton* m_action = nullptr;
    QToolButton* m_close = nullptr;
};

} // namespace cacheledger
