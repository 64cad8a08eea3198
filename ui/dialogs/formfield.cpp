// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/formfield.h"

#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

FormField::FormField(const QString& label, QWidget* editor, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_message(widgets::label({}, theme, FontRole::Small, false, this))
{
    QLabel* name = widgets::dimLabel(label, theme, FontRole::Small, this);
    name->setBuddy(editor->focusProxy() ? editor->focusProxy() : editor); // a plain container takes no focus itself
    m_message->setProperty("problem", true);
    m_message->setWordWrap(true);
    m_message->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(name);
    column->addWidget(editor);
    column->addWidget(m_message);
    column->addStretch(1); // beside a field that says more, it stays in line
    QString spoken = label;
    editor->setAccessibleName(spoken.remove(u'&'));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FormField::setProblem(const QString& problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    showMessage();
    QWidget* field = m_editor->focusProxy() ? m_editor->focusProxy() : m_editor;
    field->setAccessibleDescription(problem);
    widgets::setStyleProperty(field, "invalid", !problem.isEmpty());
}

void FormField::setHint(const QString& hint)
{
    if (hint == m_hint)
        return;
    m_hint = hint;
    showMessage();
}

void FormField::showMessage()
{
    widgets::setStyleProperty(m_message, "problem", !m_problem.isEmpty());
    widgets::setStyleProperty(m_message, "dim", m_problem.isEmpty());
    m_message->setText(m_problem.isEmpty() ? m_hint : u"▲ "_s + m_problem);
    m_message->setVisible(!m_message->text().isEmpty());
}

} // namespace cacheledger
