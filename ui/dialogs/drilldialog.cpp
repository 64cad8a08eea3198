// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/drilldialog.h"

#include "ui/dialogs/dialogfit.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int usualDrillFactor = 60;

static QLabel* wrappingLabel(QLabel* label, const QString& name)
{
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

DrillDialog::DrillDialog(DrillLauncher* launcher, const QString& drill, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_launcher(launcher),
      m_drill(new QComboBox(this)),
      m_factor(new QSpinBox(this)),
      m_story(wrappingLabel(widgets::label({}, theme, FontRole::Body), u"DrillStory"_s)),
      m_expected(wrappingLabel(widgets::dimLabel({}, theme, FontRole::Body), u"DrillExpected"_s)),
      m_state(wrappingLabel(widgets::dimLabel({}, theme, FontRole::Small), u"DrillState"_s)),
      m_outcome(wrappingLabel(widgets::label({}, theme, FontRole::Body), u"DrillOutcome"_s)),
      m_start(widgets::primaryButton({}, this))
{
    setWindowTitle(tr("Practise a failure"));
    for (const DrillChoice& choice : launcher->choices())
        m_drill->addItem(choice.title, choice.id);
    m_drill->setObjectName(u"DrillName"_s);
    m_drill->setAccessibleName(tr("Failure"));
    m_drill->setCurrentIndex(std::max(0, m_drill->findData(drill)));
    m_factor->setObjectName(u"DrillFactor"_s);
    m_factor->setAccessibleName(tr("How many times faster"));
    m_factor->setRange(1, 1000);
    m_factor->setValue(usualDrillFactor);
    m_factor->setSuffix(tr(" times faster"));
    m_factor->setToolTip(tr("Times of the rules are divided by this: at 60, five minutes are five seconds."));
    m_start->setObjectName(u"DrillStart"_s);
    m_outcome->hide();
    layOut(theme);
    connect(m_drill, &QComboBox::currentIndexChanged, this, &DrillDialog::showChoice);
    connect(m_start, &QPushButton::clicked, this, &DrillDialog::startOrStop);
    connect(launcher, &DrillLauncher::ended, this, [this](bool passed, const QString& report) {
        showOutcome((passed ? u"● "_s : u"▲ "_s) + report, !passed);
    });
    connect(launcher, &DrillLauncher::failed, this,
            [this](const Error& error) { showOutcome(u"▲ "_s + error.text(), true); });
    showChoice();
    showState();
}

void DrillDialog::layOut(Theme* theme)
{
    auto* form = new QFormLayout;
    form->setSpacing(metric::space2);
    form->addRow(tr("&Failure"), m_drill);
    form->addRow(tr("&Compressed"), m_factor);
    QPushButton* done = widgets::button(tr("Close"), this);
    done->setObjectName(u"DrillClose"_s);
    m_start->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(done);
    buttons->addWidget(m_start);
    QLabel* explanation = wrappingLabel(
        widgets::label(tr("A Redis of its own is broken, in a window of its own, with the rules, alerts and playbooks "
                          "that watch yours. Nothing of it reaches your caches or your history."),
                       theme, FontRole::Body),
        u"DrillExplanation"_s);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addWidget(explanation);
    column->addLayout(form);
    for (QLabel* each : {m_story, m_expected, m_outcome, m_state})
        column->addWidget(each);
    column->addStretch(1);
    column->addLayout(buttons);
    setMinimumWidth(520);
    connect(done, &QPushButton::clicked, this, &QDialog::close);
}

void DrillDialog::showChoice()
{
    const std::vector<DrillChoice> choices = m_launcher->choices();
    const auto chosen = static_cast<std::size_t>(m_drill->currentIndex());
    if (chosen >= choices.size())
        return;
    m_story->setText(choices[chosen].story);
    m_expected->setText(choices[chosen].expected);
    fitHeight(*this);
}

void DrillDialog::showState()
{
    const bool runs = m_launcher->isRunning();
    m_drill->setEnabled(!runs);
    m_factor->setEnabled(!runs);
    m_start->setText(runs ? tr("End the drill") : tr("Start"));
    m_state->setText(runs ? tr("The drill runs in its own window. It ends when that window is closed, or here.")
                          : tr("Needs redis-server on this machine."));
}

void DrillDialog::startOrStop()
{
    if (m_launcher->isRunning()) {
        m_launcher->stop();
        return;
    }
    m_outcome->hide();
    m_launcher->start(m_drill->currentData().toString(), m_factor->value());
    showState();
}

void DrillDialog::showOutcome(const QString& text, bool isProblem)
{
    widgets::setStyleProperty(m_outcome, "problem", isProblem);
    m_outcome->setText(text);
    m_outcome->show();
    showState();
    fitHeight(*this);
}

} // namespace cacheledger
