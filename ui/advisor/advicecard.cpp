// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/advicecard.h"

#include "metrics/health.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString confidenceText(AdviceConfidence confidence)
{
    switch (confidence) {
    case AdviceConfidence::High:
        return AdviceCard::tr("High confidence: read from the server's own state");
    case AdviceConfidence::Medium:
        return AdviceCard::tr("Medium confidence: from a short window, a sample, or counters since the server's start");
    case AdviceConfidence::Low:
        break;
    }
    return AdviceCard::tr("Low confidence: old, or a sign that has other causes, too");
}

AdviceCard::AdviceCard(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_severity(new SeverityLabel(theme, FontRole::Body, this)),
      m_title(widgets::label({}, theme, FontRole::Body, true, this)),
      m_nodes(widgets::dimLabel({}, theme, FontRole::Body, this)),
      m_evidence(widgets::label({}, theme, FontRole::Body, false, this)),
      m_action(widgets::label({}, theme, FontRole::Body, false, this)),
      m_wayBack(widgets::label({}, theme, FontRole::Body, false, this)),
      m_worth(widgets::label({}, theme, FontRole::Body, false, this)),
      m_confidence(widgets::dimLabel({}, theme, FontRole::Small, this)),
      m_dismiss(widgets::button(tr("Set aside…"), this))
{
    widgets::makeCard(this);
    m_title->setObjectName(u"AdviceTitle"_s);
    m_evidence->setObjectName(u"AdviceEvidence"_s);
    m_worth->setObjectName(u"AdviceWorth"_s);
    m_dismiss->setObjectName(u"AdviceDismiss"_s);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::space2);
    head->addWidget(m_severity);
    head->addWidget(m_title);
    head->addWidget(m_nodes, 1);
    head->addWidget(m_dismiss);
    auto* rows = new QGridLayout;
    rows->setHorizontalSpacing(metric::space3);
    rows->setVerticalSpacing(metric::space1);
    rows->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [name, text] : {std::pair(tr("Seen"), m_evidence), std::pair(tr("What to do"), m_action),
                                     std::pair(tr("Way back"), m_wayBack), std::pair(tr("Worth"), m_worth)}) {
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        text->setAccessibleName(name);
        m_worthName = widgets::dimLabel(name, theme, FontRole::Body, this); // the last one's
        rows->addWidget(m_worthName, row, 0, Qt::AlignTop);
        rows->addWidget(text, row++, 1);
    }
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addLayout(head);
    column->addLayout(rows);
    column->addWidget(m_confidence);
    connect(m_dismiss, &QPushButton::clicked, this, &AdviceCard::dismissRequested);
}

void AdviceCard::setAdvice(const CacheAdvice& advice, int nodesOfCache, const QString& worth)
{
    const AdviceFinding& finding = advice.finding;
    m_id = finding.id;
    setObjectName(u"Advice."_s + QString::fromStdString(finding.id));
    m_severity->setSeverity(finding.severity, finding.severity == Severity::Critical ? tr("Critical") : tr("Warning"));
    m_title->setText(finding.title);
    m_nodes->setText(advice.nodes.size() == nodesOfCache ? QString() : tr("on %1").arg(advice.nodes.join(u", "_s)));
    QString evidence = finding.evidence;
    if (evidence.contains(". "_L1)) // several sentences
        evidence += finding.threshold.isEmpty() ? QString() : u' ' + tr("Held against: %1.").arg(finding.threshold);
    else if (!finding.threshold.isEmpty())
        evidence =
            tr("%1; held against %2.").arg(evidence.endsWith(u'.') ? evidence.chopped(1) : evidence, finding.threshold);
    m_evidence->setText(evidence);
    m_action->setText(finding.action);
    m_wayBack->setText(finding.wayBack);
    m_worth->setText(worth);
    m_worth->setVisible(!worth.isEmpty());
    m_worthName->setVisible(!worth.isEmpty());
    m_confidence->setText(confidenceText(finding.confidence));
    m_dismiss->setAccessibleName(tr("Set aside: %1").arg(finding.title));
}

} // namespace cacheledger
