// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/trafficform.h"

#include "alerts/rulewords.h"
#include "ui/dialogs/formfield.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

TrafficForm::TrafficForm(const TrafficFacts& facts, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_distinct(new QLineEdit(this)),
      m_age(new QLineEdit(this))
{
    m_distinct->setObjectName(u"TrafficDistinct"_s);
    m_distinct->setPlaceholderText(tr("empty: not known"));
    if (facts.distinctShare)
        m_distinct->setText(QString::number(*facts.distinctShare * 100, 'g', 6));
    m_age->setObjectName(u"TrafficAge"_s);
    m_age->setPlaceholderText(tr("empty: not known"));
    if (facts.answerAgeMs)
        m_age->setText(rulewords::duration(*facts.answerAgeMs));
    m_distinctField = new FormField(tr("&Distinct requests, %"), m_distinct, theme, this);
    m_distinctField->setHint(tr("Of a hundred requests, how many were not asked before: those no cache can answer."));
    m_ageField = new FormField(tr("&An answer may be so old"), m_age, theme, this);
    m_ageField->setHint(tr("Like 30s, 10m or 1h: for so long a cached answer may be given."));
    QLabel* about = widgets::dimLabel(
        tr("No counter tells these. Only the verdict whether caching pays uses them, no amount does."), theme,
        FontRole::Small, this);
    about->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(about);
    column->addWidget(m_distinctField);
    column->addWidget(m_ageField);
    column->addStretch(1);
}

std::optional<TrafficFacts> TrafficForm::facts()
{
    TrafficFacts facts;
    m_distinctField->setProblem({});
    m_ageField->setProblem({});
    if (const QString text = m_distinct->text().trimmed(); !text.isEmpty()) {
        bool isNumber = false;
        facts.distinctShare = text.toDouble(&isNumber) / 100;
        if (!isNumber || !validate(TrafficFacts{facts.distinctShare, {}}))
            m_distinctField->setProblem(tr("must be a number from 0 to 100."));
    }
    if (const QString text = m_age->text().trimmed(); !text.isEmpty()) {
        facts.answerAgeMs = rulewords::durationOf(text);
        if (!facts.answerAgeMs || !validate(TrafficFacts{{}, facts.answerAgeMs}))
            m_ageField->setProblem(tr("must be a duration like 30s, 10m or 1h, at most ten years."));
    }
    const bool isGood = m_distinctField->problem().isEmpty() && m_ageField->problem().isEmpty();
    return isGood ? std::optional(facts) : std::nullopt;
}

} // namespace cacheledger
