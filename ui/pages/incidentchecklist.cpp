// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentchecklist.h"

#include "alerts/alertmessage.h"
#include "incidents/incidentlife.h"
#include "incidents/playbookcontext.h"
#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

IncidentChecklist::IncidentChecklist(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_column(new QVBoxLayout(this))
{
    widgets::setMargins(m_column, 0, metric::space3);
}

void IncidentChecklist::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    m_incident = incident;
    if (isAnother)
        build();
    showTicks();
}

QVBoxLayout* IncidentChecklist::card(const QString& title, QLabel** count)
{
    auto* frame = new QFrame(this);
    widgets::makeCard(frame);
    auto* column = new QVBoxLayout(frame);
    widgets::setMargins(column, 16, metric::space2);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(widgets::label(title, m_context.theme, FontRole::Body, true));
    if (count) {
        *count = widgets::dimLabel({}, m_context.theme, FontRole::Body);
        row->addWidget(*count);
    }
    row->addStretch(1);
    column->addLayout(row);
    m_column->addWidget(frame);
    return column;
}

QLabel* IncidentChecklist::addText(QVBoxLayout* column, const QString& text, bool dim)
{
    QLabel* label = dim ? widgets::dimLabel(text, m_context.theme, FontRole::Body)
                        : widgets::label(text, m_context.theme, FontRole::Body);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(label);
    return label;
}

void IncidentChecklist::build()
{
    while (QLayoutItem* item = m_column->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    m_lines.clear();
    m_steps.clear();
    m_counts.clear();
    m_meaning = m_impact = nullptr;
    if (!m_incident->playbook) {
        addText(card(tr("No playbook")), tr("This incident follows no playbook. Write notes beside."), true);
        return;
    }
    addLines();
    addSection("actions", tr("Immediate actions"));
    addSection("diagnosis", tr("Diagnosis"));
    addSection("mitigation", tr("Mitigation"));
    addSection("verification", tr("Verification"));
    QVBoxLayout* escalation = card(tr("Escalate"));
    for (const PlaybookEscalation& each : m_incident->playbook->escalation) {
        QString text = each.to.isEmpty() ? each.text : tr("%1 (%2)").arg(each.text, each.to);
        if (each.afterMs)
            text = tr("After %1: %2").arg(format::duration(*each.afterMs), text);
        m_lines.push_back({text, {}, each.condition, addText(escalation, text, false)});
    }
    addSection("prevention", tr("Prevention"));
}

void IncidentChecklist::addLines()
{
    const Playbook& playbook = *m_incident->playbook;
    QVBoxLayout* column = card(tr("What is going on"));
    m_meaning = addText(column, playbook.meaning, false);
    m_impact = addText(column, playbook.impact, true);
    for (const PlaybookSymptom& symptom : playbook.symptoms)
        m_lines.push_back({symptom.text, symptom.metric, {}, addText(column, symptom.text, false)});
}

void IncidentChecklist::addSection(const char* section, const QString& title)
{
    const QString name = QString::fromLatin1(section);
    QVBoxLayout* column = nullptr;
    for (int i = 0;; ++i) {
        const ChecklistKey key{name, i};
        const QString text = incidentlife::stepText(*m_incident->playbook, key);
        if (text.isEmpty())
            return;
        if (!column)
            column = card(title, &m_counts[name]);
        const auto steps = incidentlife::steps(*m_incident->playbook, name);
        const auto index = static_cast<std::size_t>(i);
        addStep(column, key, index < steps.size() ? steps[index] : PlaybookStep{text, {}, {}, {}, {}});
    }
}

void IncidentChecklist::addStep(QVBoxLayout* column, const ChecklistKey& key, const PlaybookStep& step)
{
    Step made;
    made.key = key;
    made.text = step.text;
    made.check = step.check;
    made.commandText = step.command;
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    made.box = new QCheckBox;
    made.box->setMinimumSize(24, 24);
    made.box->setObjectName(u"Step.%1.%2"_s.arg(key.section).arg(key.index));
    row->addWidget(made.box, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    made.label = addText(words, step.text, false);
    if (step.check) {
        made.found = addText(words, {}, false);
        made.found->setTextFormat(Qt::RichText);
    }
    if (!step.risk.isEmpty())
        addText(words, tr("Risk: %1").arg(step.risk), true);
    if (!step.wayBack.isEmpty())
        addText(words, tr("Way back: %1").arg(step.wayBack), true);
    if (!step.command.isEmpty()) {
        auto* line = new QHBoxLayout;
        made.command = widgets::dimLabel(step.command, m_context.theme, FontRole::Small);
        made.command->setTextFormat(Qt::PlainText);
        made.command->setWordWrap(true);
        made.command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        QFont mono = made.command->font();
        mono.setFamilies({u"monospace"_s});
        made.command->setFont(mono);
        line->addWidget(made.command, 1);
        QToolButton* copy = widgets::iconButton(m_context.theme, u"copy"_s, tr("Copy the command"), this);
        connect(copy, &QToolButton::clicked, this,
                [this, label = made.command] { Q_EMIT copyRequested(label->text()); });
        line->addWidget(copy, 0, Qt::AlignTop);
        words->addLayout(line);
    }
    row->addLayout(words, 1);
    column->addLayout(row);
    connect(made.box, &QCheckBox::toggled, this, [this, key](bool done) { Q_EMIT ticked(key, done); });
    m_steps.push_back(made);
}

void IncidentChecklist::showTicks()
{
    std::map<QString, std::pair<int, int>> counts;
    for (const Step& step : m_steps) {
        const auto tick = m_incident->checklist.find(step.key);
        const bool done = tick != m_incident->checklist.end();
        const QSignalBlocker quiet(step.box);
        step.box->setChecked(done);
        step.box->setEnabled(m_incident->state != IncidentState::Closed);
        counts[step.key.section].first += done;
        ++counts[step.key.section].second;
    }
    for (const auto& [section, label] : m_counts)
        label->setText(tr("%1 of %2").arg(counts[section].first).arg(counts[section].second));
}

/// A diagnosis that is met points to a cause; a verification that is met says that things are well again.
QString IncidentChecklist::foundHtml(const QString& section, const CheckResult& result,
                                     const PlaybookContext& filled) const
{
    const QString sentence = filled.fill(result.sentence).text;
    if (result.outcome == CheckOutcome::NotCheckable)
        return widgets::severityHtml(m_context.theme, Severity::Unknown, tr("not checkable: %1").arg(sentence));
    const QString text = result.found.isEmpty() ? sentence : tr("%1 — %2").arg(result.found, sentence);
    const bool isGood = (result.outcome == CheckOutcome::Met) == (section == "verification"_L1);
    return widgets::severityHtml(m_context.theme, isGood ? Severity::Normal : Severity::Warning, text);
}

void IncidentChecklist::refresh(const PlaybookContext& filled, const LiveValues* live)
{
    if (m_meaning) {
        m_meaning->setText(filled.fill(m_incident->playbook->meaning).text);
        m_impact->setText(filled.fill(m_incident->playbook->impact).text);
    }
    for (const Line& line : m_lines) {
        QString text = filled.fill(line.text).text;
        if (!line.metric.empty()) {
            const LiveNumber value = live ? live->number(line.metric, RuleFunction::Value, 300'000)
                                          : LiveNumber{{}, tr("the cache is gone")};
            text +=
                u' ' + (value.value ? tr("Now %1.").arg(ruleValueText(line.metric, RuleFunction::Value, *value.value))
                                    : tr("[not available: %1]").arg(value.reason));
        } else if (line.check && live) {
            const CheckResult result = judge(*line.check, *live);
            text += u" "_s + tr("Now: %1").arg(filled.fill(result.sentence).text);
        }
        line.label->setText(text);
    }
    for (const Step& step : m_steps) {
        const QString text = filled.fill(step.text).text;
        step.label->setText(text);
        step.box->setAccessibleName(text);
        if (step.command)
            step.command->setText(filled.fill(step.commandText).text);
        if (step.found && live) {
            const CheckResult result = judge(*step.check, *live);
            step.found->setText(foundHtml(step.key.section, result, filled));
            step.box->setAccessibleDescription(filled.fill(result.sentence).text);
        }
    }
}

} // namespace cacheledger
