// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/reportclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace cacheledger
{

class ReportChoices;

/// Reports that are made every week or month, with the choices of the page.
class ReportSchedules : public QFrame
{
    Q_OBJECT

public:
    ReportSchedules(const PageContext& context, const ReportChoices* choices, QWidget* parent);

private:
    void fill();
    void fillChannels();
    void add();
    void remove(const QString& id);
    void tell(const QString& text, bool isProblem);

    PageContext m_context;
    const ReportChoices* m_choices;
    ReportClient* m_client;
    QVBoxLayout* m_rows;
    QComboBox* m_every;
    QLineEdit* m_folder;
    QComboBox* m_channel;
    QLabel* m_message;
};

} // namespace cacheledger
