// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For the forms of the connection dialog: what is wrong with their fields, said only where the user has been.

#include "ui/dialogs/formfield.h"

#include <QtWidgets/QLineEdit>

namespace cacheledger
{

/// One round over a form's fields: shows each problem beside its field where the user has been in it (`all`: beside
/// all), and keeps the first.
class FieldCheck
{
public:
    explicit FieldCheck(bool all) : m_all(all) {}

    /// From now on it is remembered whether the user typed in `line`.
    static void follow(QLineEdit* line)
    {
        QObject::connect(line, &QLineEdit::textEdited, line, [line] { setTouched(line); });
    }
    static void setTouched(QLineEdit* line) { line->setProperty("touched", true); }

    void operator()(FormField* field, const QLineEdit* line, const QString& problem)
    {
        if (m_first.isEmpty())
            m_first = problem;
        field->setProblem(m_all || line->property("touched").toBool() ? problem : QString());
    }
    const QString& first() const { return m_first; }

private:
    bool m_all;
    QString m_first;
};

} // namespace cacheledger
