// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentspage.h"

#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/dialogs/playbookdialog.h"
#include "ui/pages/incidentview.h"
#include "ui/pagescroll.h"
#include "ui/reviewexport.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTreeWidget>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString stateText(const IncidentSummary& incident)
{
    if (incident.state == IncidentState::Closed)
        return u"● "_s + IncidentsPage::tr("closed");
    const QString shape = incident.tier == AlertTier::Critical ? u"▲ "_s : u"■ "_s;
    return shape + (incident.state == IncidentState::Open ? IncidentsPage::tr("open") : IncidentsPage::tr("mitigated"));
}

IncidentsPage::IncidentsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_client(context.services.incidents),
      m_stack(new QStackedWidget(this))
{
    auto* fill = new QVBoxLayout(this);
    widgets::setMargins(fill, 0, 0);
    fill->addWidget(m_stack);
    m_stack->addWidget(makeList());
    if (!m_client) {
        m_empty->setText(tr("Incidents are not kept in this session."));
        m_list->hide();
        m_search->hide();
        return;
    }
    auto* body = new QWidget(m_stack);
    auto* scroll = new PageScroll(body);
    m_view = new IncidentView(context, scroll);
    scroll->add(m_view);
    m_stack->addWidget(body);
    connect(m_view, &IncidentView::listRequested, this, &IncidentsPage::showList);
    connect(m_view, &IncidentView::exportRequested, this, &IncidentsPage::exportReview);
    connectClient();
    fillList();
}

QWidget* IncidentsPage::makeList()
{
    auto* body = new QWidget(m_stack);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(metric::space4, 16, metric::space4, metric::space4);
    column->setSpacing(metric::space3);
    m_search = new QLineEdit(body);
    m_search->setObjectName(u"IncidentSearch"_s);
    m_search->setPlaceholderText(tr("Search in everything that was written"));
    m_search->setAccessibleName(tr("Search incidents"));
    m_search->setClearButtonEnabled(true);
    m_problems = widgets::label({}, context().theme, FontRole::Small);
    m_problems->setObjectName(u"IncidentProblems"_s);
    m_problems->setProperty("problem", true);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setWordWrap(true);
    m_problems->hide();
    m_list = new QTreeWidget(body);
    m_list->setObjectName(u"IncidentList"_s);
    m_list->setAccessibleName(tr("Incidents"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setColumnCount(6);
    m_list->setHeaderLabels({tr("State"), tr("Title"), tr("Cache"), tr("Since"), tr("Lasted"), tr("Led by")});
    m_list->header()->setStretchLastSection(true);
    m_empty = widgets::dimLabel({}, context().theme, FontRole::Body);
    m_empty->setObjectName(u"NoIncidents"_s);
    m_empty->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(m_search, 1);
    if (m_client) {
        QPushButton* open = widgets::button(tr("Open a playbook…"), body);
        open->setObjectName(u"OpenPlaybook"_s);
        open->setToolTip(tr("Open an incident by hand"));
        connect(open, &QPushButton::clicked, this, &IncidentsPage::openPlaybook);
        row->addWidget(open);
    }
    if (context().actions->canPractise()) {
        QPushButton* drill = widgets::button(tr("Drills…"), body);
        drill->setObjectName(u"Drills"_s);
        drill->setToolTip(tr("Practise a failure on a Redis of its own"));
        connect(drill, &QPushButton::clicked, this, [this] { context().actions->practise(); });
        row->addWidget(drill);
    }
    column->addLayout(row);
    column->addWidget(m_problems);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    return body;
}

void IncidentsPage::connectClient()
{
    connect(m_search, &QLineEdit::textChanged, this, &IncidentsPage::search);
    connect(m_list, &QTreeWidget::itemActivated, this,
            [this](const QTreeWidgetItem* item) { showIncident(item->data(0, Qt::UserRole).toString()); });
    connect(m_list, &QTreeWidget::itemClicked, this,
            [this](const QTreeWidgetItem* item) { showIncident(item->data(0, Qt::UserRole).toString()); });
    connect(m_client, &IncidentClient::listChanged, this, &IncidentsPage::fillList);
    connect(m_client, &IncidentClient::found, this, [this](quint64 request, const QStringList& ids) {
        if (request != m_searching)
            return;
        m_found = ids;
        fillList();
    });
    connect(m_client, &IncidentClient::incidentReady, this, [this](quint64 request, const IncidentPtr& incident) {
        if (request != m_asked)
            return;
        m_view->setIncident(incident);
        m_stack->setCurrentIndex(1);
    });
    connect(m_client, &IncidentClient::incidentChanged, this, [this](const IncidentPtr& incident) {
        if (incident->id == m_wanted && m_stack->currentIndex() == 1)
            m_view->setIncident(incident);
    });
    connect(m_client, &IncidentClient::failed, this, [this](quint64 request, const Error& error) {
        if (request == 0 || request == m_asked || request == m_searching)
            context().actions->notify(error.text());
    });
    connect(m_client, &IncidentClient::timerDue, this, [this](const QString& id, bool escalation) {
        Q_EMIT context().actions->noticeRequested(
            {escalation ? tr("Incident %1 is to be escalated.").arg(id) : tr("Incident %1: an update is due.").arg(id),
             tr("Show"),
             [this, id] { showIncident(id); },
             {}});
    });
}

void IncidentsPage::openPlaybook()
{
    auto* dialog = new PlaybookDialog(context(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { context().actions->openPlaybook(dialog->playbook(), dialog->cache()); });
    dialog->open();
}

void IncidentsPage::search()
{
    if (m_search->text().trimmed().isEmpty()) {
        m_found.reset();
        m_searching = 0;
        fillList();
    } else {
        m_searching = m_client->search(m_search->text());
    }
}

void IncidentsPage::fillList()
{
    const QTreeWidgetItem* current = m_list->currentItem();
    const QString selected = current ? current->data(0, Qt::UserRole).toString() : QString();
    m_list->clear();
    const TimeMs nowMs = context().services.clock->nowMs();
    for (const IncidentSummary& incident : m_client->incidents()) {
        if (m_found && !m_found->contains(incident.id))
            continue;
        const QDateTime opened = QDateTime::fromMSecsSinceEpoch(incident.openedMs, context().range->zone());
        auto* item = new QTreeWidgetItem(QStringList{
            stateText(incident), incident.title, incident.cacheName, opened.toString(u"yyyy-MM-dd HH:mm"_s),
            format::duration((incident.closedMs.value_or(nowMs) - incident.openedMs) / 1000 * 1000), incident.owner});
        item->setData(0, Qt::UserRole, incident.id);
        m_list->addTopLevelItem(item);
        if (incident.id == selected)
            m_list->setCurrentItem(item);
    }
    for (int column = 0; column < m_list->columnCount(); ++column)
        m_list->resizeColumnToContents(column);
    const bool isEmpty = m_list->topLevelItemCount() == 0;
    m_empty->setText(m_found ? tr("Nothing was found.")
                             : tr("No incident yet. An alert of tier 1 opens one by itself. Any other alert can open "
                                  "one on the Alerts page, and every playbook above. A drill shows how it goes."));
    m_empty->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    m_problems->setText(m_client->problems().join(u'\n'));
    m_problems->setVisible(!m_client->problems().isEmpty());
}

void IncidentsPage::showIncident(const QString& id)
{
    if (!m_client)
        return;
    m_wanted = id;
    if (const IncidentPtr incident = m_client->active(id)) {
        m_view->setIncident(incident);
        m_stack->setCurrentIndex(1);
    } else {
        m_asked = m_client->request(id);
    }
}

void IncidentsPage::showList()
{
    m_wanted.clear();
    m_stack->setCurrentIndex(0);
    m_list->setFocus();
}

void IncidentsPage::exportReview(const QString& id)
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the review"), u"incident-%1.pdf"_s.arg(id),
                                                      tr("PDF (*.pdf);;Markdown (*.md)"));
    if (file.isEmpty())
        return;
    auto* exporter = new ReviewExport(m_client, context().services.clock->nowMs(), context().range->zone(), this);
    connect(exporter, &ReviewExport::finished, this, [this, exporter, file](const Result<void>& saved) {
        exporter->deleteLater();
        context().actions->notify(saved ? tr("The review is saved as %1.").arg(file) : saved.error().text());
    });
    const LostSaving lost = m_view->cost();
    exporter->setCost(lostSavingText(lost), lost.reason);
    exporter->start(id, file);
}

std::vector<PaletteItem> IncidentsPage::paletteItems()
{
    std::vector<PaletteItem> items;
    if (!m_client)
        return items;
    items.push_back(
        {tr("Open an incident with a playbook"), tr("Action"), tr("runbook"), {}, [this] { openPlaybook(); }});
    for (const IncidentSummary& incident : m_client->incidents()) {
        if (incident.state != IncidentState::Closed)
            items.push_back({tr("%1 (%2)").arg(incident.title, incident.cacheName),
                             tr("Incident"),
                             incident.id,
                             {},
                             [this, id = incident.id] { showIncident(id); }});
    }
    return items;
}

} // namespace cacheledger
