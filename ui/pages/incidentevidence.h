// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

#include <QtWidgets/QFrame>

class QLabel;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace cacheledger
{

/// What was captured for an incident, and why something was not; one part at a time is shown beneath.
class IncidentEvidence : public QFrame
{
    Q_OBJECT

public:
    IncidentEvidence(const PageContext& context, QWidget* parent);

    void setIncident(const IncidentPtr& incident);

Q_SIGNALS:
    void captureRequested();

private:
    void fillList();
    void showItem(const EvidenceItem& item);
    void onContent(quint64 request, const QByteArray& content);
    void showTable(const EvidenceTable& table);
    void showCharts(const EvidenceCharts& charts);
    void showMessage(const QString& text);
    void clearShown();
    QWidget* put(QWidget* widget);

    PageContext m_context;
    IncidentPtr m_incident;
    QVBoxLayout* m_list;
    QVBoxLayout* m_shown;
    QPushButton* m_capture;
    EvidenceItem m_item; // that is shown or waited for
    quint64 m_request = 0;
};

} // namespace cacheledger
