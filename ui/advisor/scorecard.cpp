// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/scorecard.h"

#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QProgressBar>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString partName(std::size_t part)
{
    return part == 0 ? ScoreCard::tr("Hit ratio") : part == 1 ? ScoreCard::tr("Latency, p99") : ScoreCard::tr("Errors");
}

ScoreCard::ScoreCard(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_points(widgets::label({}, theme, FontRole::Number, true, this)),
      m_of(widgets::dimLabel({}, theme, FontRole::Body, this)),
      m_about(widgets::dimLabel({}, theme, FontRole::Small, this))
{
    setObjectName(u"Score"_s);
    widgets::makeCard(this);
    m_points->setObjectName(u"ScorePoints"_s);
    m_about->setObjectName(u"ScoreAbout"_s);
    m_about->setWordWrap(true);
    auto* number = new QHBoxLayout;
    number->setSpacing(metric::space2);
    number->addWidget(m_points, 0, Qt::AlignBottom);
    number->addWidget(m_of, 0, Qt::AlignBottom);
    number->addStretch(1);
    auto* left = new QVBoxLayout;
    left->setSpacing(metric::space1);
    left->addWidget(widgets::label(tr("Performance score"), theme, FontRole::Body, true, this));
    left->addLayout(number);
    left->addWidget(m_about);
    left->addStretch(1);
    auto* parts = new QGridLayout;
    parts->setHorizontalSpacing(metric::space3);
    parts->setVerticalSpacing(metric::space2);
    parts->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const int row = static_cast<int>(i);
        m_parts[i].bar = new QProgressBar(this);
        m_parts[i].bar->setTextVisible(false);
        m_parts[i].bar->setFixedHeight(8);
        m_parts[i].text = widgets::label({}, theme, FontRole::Body, false, this);
        parts->addWidget(widgets::dimLabel(partName(i), theme, FontRole::Body, this), row, 0);
        parts->addWidget(m_parts[i].bar, row, 1);
        parts->addWidget(m_parts[i].text, row, 2);
    }
    auto* row = new QHBoxLayout(this);
    widgets::setMargins(row, metric::space4, metric::space4);
    row->addLayout(left, 2);
    row->addLayout(parts, 3);
}

void ScoreCard::setScore(const PerformanceScore& score, const QString& about)
{
    const bool known = score.outOf() > 0;
    m_points->setText(known ? locale().toString(score.points(), 'f', 0) : tr("unknown"));
    m_of->setText(known ? tr("of %1").arg(locale().toString(score.outOf(), 'f', 0)) : QString());
    m_about->setText(about);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const ScorePart& part = score.parts[i];
        const QString text =
            part.points
                ? tr("%1 of %2").arg(locale().toString(*part.points, 'f', 0), locale().toString(part.of, 'f', 0))
                : tr("unknown");
        m_parts[i].bar->setRange(0, static_cast<int>(part.of * 10));
        m_parts[i].bar->setValue(static_cast<int>(part.points.value_or(0) * 10));
        m_parts[i].bar->setAccessibleName(partName(i) + u": "_s + text);
        m_parts[i].bar->setEnabled(part.points.has_value());
        m_parts[i].text->setText(text);
    }
}

} // namespace cacheledger
