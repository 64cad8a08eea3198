// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/reportorder.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QComboBox;
class QLineEdit;

namespace cacheledger
{

/// What a report is to be of, and how it is to look. A custom period is the window's range.
class ReportChoices : public QFrame
{
    Q_OBJECT

public:
    ReportChoices(const PageContext& context, QWidget* parent);

    ReportOrder order() const; ///< of the cache that is selected now
    bool usesWindowRange() const;

Q_SIGNALS:
    void changed();

private:
    QComboBox* makeChoice(const char* name, const QString& label, const QList<std::pair<QString, QString>>& entries);
    QLineEdit* makeText(const char* name, const QString& label, const QString& placeholder);
    void chooseLogo();

    PageContext m_context;
    QComboBox* m_period;
    QComboBox* m_form;
    QComboBox* m_paper;
    QComboBox* m_currency;
    QLineEdit* m_title;
    QLineEdit* m_logo;
};

} // namespace cacheledger
