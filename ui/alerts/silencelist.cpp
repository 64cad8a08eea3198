// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/silencelist.h"

#include "ui/alerts/alerttable.h"
#include "ui/alerts/alertwords.h"
#include "ui/cachestate.h"
#include "ui/dialogs/silencedialog.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

void SilencesModel::setSilences(std::vector<Silence> silences, std::map<QString, QString> ruleNames)
{
    std::sort(silences.begin(), silences.end(),
              [](const Silence& a, const Silence& b) { return std::tie(a.endMs, a.id) < std::tie(b.endMs, b.id); });
    beginResetModel();
    m_silences = std::move(silences);
    m_ruleNames = std::move(ruleNames);
    endResetModel();
}

void SilencesModel::setNow(TimeMs nowMs, const QTimeZone& zone)
{
    m_nowMs = nowMs;
    m_zone = zone;
    if (!m_silences.empty())
        Q_EMIT dataChanged(index(0, From), index(rowCount() - 1, Until));
}

int SilencesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_silences.size());
}

int SilencesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SilencesModel::text(const Silence& silence, int column) const
{
    switch (column) {
    case Scope:
        return alertwords::scope(silence.scope);
    case Rules: {
        QStringList names;
        for (const QString& id : silence.rules) {
            const auto known = m_ruleNames.find(id);
            names << (known == m_ruleNames.end() ? id : known->second);
        }
        return names.isEmpty() ? tr("all rules") : names.join(u", "_s);
    }
    case From:
        return wording::clockTime(silence.startMs, m_nowMs, m_zone);
    case Until: {
        const QString until = wording::clockTime(silence.endMs, m_nowMs, m_zone);
        if (silence.startMs > m_nowMs)
            return tr("%1, to come").arg(until);
        return tr("%1, %2 left").arg(until, alertwords::span(std::max<qint64>(0, silence.endMs - m_nowMs)));
    }
    case Reason:
        return silence.reason;
    default:
        return {};
    }
}

QVariant SilencesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    return text(at(index.row()), index.column());
}

QVariant SilencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Scope:
        return tr("Where");
    case Rules:
        return tr("Rules");
    case From:
        return tr("From");
    case Until:
        return tr("Until");
    case Reason:
        return tr("Reason");
    default:
        return {};
    }
}

SilenceList::SilenceList(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new SilencesModel(this)),
      m_table(new QTableView(this)),
      m_none(widgets::dimLabel(tr("No silence lasts or is to come."), context.theme, FontRole::Body, this)),
      m_end(widgets::button(tr("&End now"), this))
{
    m_table->setObjectName(u"Silences"_s);
    m_table->setModel(m_model);
    setUpAlertTable(m_table, tr("Silences"), SilencesModel::Reason);
    for (const auto& [column, characters] : {std::pair(0, 26), std::pair(1, 24), std::pair(2, 16), std::pair(3, 26)})
        m_table->setColumnWidth(column, characters * m_table->fontMetrics().averageCharWidth());
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_end->setObjectName(u"EndSilence"_s);
    auto* addButton = widgets::button(tr("&Add silence…"), this);
    addButton->setObjectName(u"AddSilence"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(addButton);
    row->addWidget(m_end);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addLayout(row);
    column->addWidget(m_none);
    column->addWidget(m_table, 1);
    auto* end = new QAction(tr("End now"), m_table);
    end->setShortcut(QKeySequence::Delete);
    end->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(end);
    connect(end, &QAction::triggered, this, &SilenceList::endChosen);
    connect(m_end, &QPushButton::clicked, this, &SilenceList::endChosen);
    connect(addButton, &QPushButton::clicked, this, [this] { add(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SilenceList::updateButtons);
    connect(context.services.alerts, &AlertClient::silencesChanged, this, &SilenceList::takeSilences);
    takeSilences();
}

void SilenceList::takeSilences()
{
    std::map<QString, QString> names;
    for (const ListedRule& listed : m_context.services.alerts->rules())
        names[listed.rule.id] = listed.rule.name;
    m_model->setNow(m_context.services.clock->nowMs(), m_context.range->zone());
    m_model->setSilences(m_context.services.alerts->silences(), std::move(names));
    m_none->setVisible(m_model->rowCount() == 0);
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
    updateButtons();
}

void SilenceList::updateButtons()
{
    m_end->setEnabled(m_table->currentIndex().isValid());
}

void SilenceList::endChosen()
{
    if (!m_table->currentIndex().isValid())
        return;
    const Silence silence = m_model->at(m_table->currentIndex().row());
    AlertClient* client = m_context.services.alerts;
    client->endSilence(silence.id);
    Q_EMIT m_context.actions->noticeRequested(
        {tr("The silence is ended."), tr("Undo"), [client, silence] { client->addSilence(silence); }, {}});
}

void SilenceList::add(const Alert* alert)
{
    auto* dialog = new SilenceDialog(m_context, alert, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const Silence silence = dialog->silence();
        AlertClient* client = m_context.services.alerts;
        client->addSilence(silence);
        Q_EMIT m_context.actions->noticeRequested(
            {tr("Silenced until %1.")
                 .arg(wording::clockTime(silence.endMs, m_context.services.clock->nowMs(), m_context.range->zone())),
             tr("Undo"),
             [client, id = silence.id] { client->endSilence(id); },
             {}});
    });
    dialog->open();
}

void SilenceList::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    takeSilences();
}

} // namespace cacheledger
