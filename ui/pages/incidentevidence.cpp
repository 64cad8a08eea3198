// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentevidence.h"

#include "incidents/evidencefile.h"
#include "ui/charts/evidencechart.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableWidget>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int shownHeight = 260;

static void emptyLayout(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->layout())
            emptyLayout(item->layout());
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

IncidentEvidence::IncidentEvidence(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_list(new QVBoxLayout),
      m_shown(new QVBoxLayout),
      m_capture(widgets::button(tr("Capture again"), this))
{
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    auto* row = new QHBoxLayout;
    row->addWidget(widgets::label(tr("Evidence"), context.theme, FontRole::Body, true), 1);
    m_capture->setObjectName(u"CaptureEvidence"_s);
    row->addWidget(m_capture);
    column->addLayout(row);
    m_list->setSpacing(metric::space1);
    column->addLayout(m_list);
    column->addLayout(m_shown);
    connect(m_capture, &QPushButton::clicked, this, &IncidentEvidence::captureRequested);
    IncidentClient* client = context.services.incidents;
    connect(client, &IncidentClient::evidenceReady, this, &IncidentEvidence::onContent);
    connect(client, &IncidentClient::failed, this, [this](quint64 request, const Error& error) {
        if (request != 0 && request == m_request)
            showMessage(u"▲ "_s + error.text());
    });
}

void IncidentEvidence::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    const bool isFilled = !isAnother && m_incident->evidence == incident->evidence;
    m_incident = incident;
    m_capture->setVisible(incident->state != IncidentState::Closed);
    if (isAnother)
        clearShown();
    if (!isFilled)
        fillList();
}

void IncidentEvidence::fillList()
{
    emptyLayout(m_list);
    for (const EvidenceItem& item : m_incident->evidence) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(item.timeMs, m_context.range->zone());
        const QString name = tr("%1, %2, %3").arg(evidenceName(item.kind), item.address, time.toString(u"HH:mm:ss"_s));
        if (item.file.isEmpty()) {
            QLabel* label = widgets::dimLabel(tr("%1: [not available: %2]").arg(name, item.reason), m_context.theme);
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            m_list->addWidget(label);
            continue;
        }
        auto* line = new QHBoxLayout;
        auto* text = new ElidedLabel;
        text->setFont(m_context.theme->font(FontRole::Body));
        text->setText(name);
        line->addWidget(text, 1);
        QPushButton* button = widgets::button(tr("Show"));
        button->setObjectName(u"Show."_s + item.file);
        button->setAccessibleName(tr("Show %1").arg(name));
        connect(button, &QPushButton::clicked, this, [this, item] { showItem(item); });
        line->addWidget(button);
        m_list->addLayout(line);
    }
    if (m_incident->evidence.empty())
        m_list->addWidget(widgets::dimLabel(tr("None yet."), m_context.theme));
}

void IncidentEvidence::showItem(const EvidenceItem& item)
{
    if (m_request != 0 && m_item == item && m_shown->count() > 0) { // the same again: put away
        clearShown();
        return;
    }
    m_item = item;
    m_request = m_context.services.incidents->requestEvidence(m_incident->id, item.file);
}

void IncidentEvidence::onContent(quint64 request, const QByteArray& content)
{
    if (request != m_request || request == 0)
        return;
    if (m_item.kind == EvidenceKind::Info) {
        clearShown();
        auto* text = new QPlainTextEdit(QString::fromUtf8(content));
        text->setReadOnly(true);
        text->setTabChangesFocus(true);
        put(text);
    } else if (m_item.kind == EvidenceKind::Charts) {
        const auto charts = evidencefile::chartsIn(content);
        if (charts)
            showCharts(*charts);
        else
            showMessage(charts.error().text());
    } else {
        const auto table = evidencefile::tableIn(content);
        if (table)
            showTable(*table);
        else
            showMessage(table.error().text());
    }
    m_request = request;
}

void IncidentEvidence::clearShown()
{
    emptyLayout(m_shown);
    m_request = 0;
}

QWidget* IncidentEvidence::put(QWidget* widget)
{
    widget->setObjectName(u"ShownEvidence"_s);
    widget->setAccessibleName(evidenceName(m_item.kind));
    widget->setFixedHeight(shownHeight);
    m_shown->addWidget(widget);
    return widget;
}

void IncidentEvidence::showMessage(const QString& text)
{
    clearShown();
    QLabel* label = widgets::label(text, m_context.theme, FontRole::Small);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    m_shown->addWidget(label);
}

/// Notable rows first, with a mark that needs no colour.
void IncidentEvidence::showTable(const EvidenceTable& table)
{
    if (table.rows.empty()) {
        showMessage(tr("%1: nothing was there.").arg(evidenceName(m_item.kind)));
        return;
    }
    clearShown();
    auto* view = new QTableWidget(static_cast<int>(table.rows.size()), static_cast<int>(table.columns.size()));
    view->setHorizontalHeaderLabels(table.columns);
    view->verticalHeader()->hide();
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setTabKeyNavigation(false);
    int row = 0;
    for (const bool notable : {true, false}) {
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            if ((i < table.notable.size() && table.notable[i]) != notable)
                continue;
            for (int column = 0; column < table.rows[i].size(); ++column) {
                auto* cell =
                    new QTableWidgetItem((notable && column == 0 ? u"■ "_s : QString()) + table.rows[i][column]);
                if (notable) {
                    QFont bold = cell->font();
                    bold.setBold(true);
                    cell->setFont(bold);
                }
                view->setItem(row, column, cell);
            }
            ++row;
        }
    }
    view->resizeColumnsToContents();
    view->horizontalHeader()->setStretchLastSection(true);
    put(view);
}

void IncidentEvidence::showCharts(const EvidenceCharts& charts)
{
    clearShown();
    for (const std::size_t series : chartsWithValues(charts))
        m_shown->addWidget(
            new EvidenceChart(charts, series, m_incident->openedMs, m_context.range->zone(), m_context.theme, this));
}

} // namespace cacheledger
