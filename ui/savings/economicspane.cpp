// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/economicspane.h"

#include "ui/savings/economicsresults.h"
#include "ui/savings/scenarioform.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QPointer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

EconomicsPane::EconomicsPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_form(new ScenarioForm(context.theme)),
      m_note(widgets::dimLabel({}, context.theme, FontRole::Small)),
      m_results(new EconomicsResults(context.theme))
{
    setObjectName(u"Economics"_s);
    m_note->setObjectName(u"ScenarioNote"_s);
    m_note->setWordWrap(true);
    QLabel* about = widgets::dimLabel(
        tr("With your own figures, apart from the ledger: a plan, not a measurement. The cost report takes what "
           "introducing a cache cost from the scenario that is named like the cache."),
        context.theme, FontRole::Small);
    about->setWordWrap(true);
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* inside = new QVBoxLayout(card);
    widgets::setMargins(inside, metric::space3, metric::space2);
    inside->addWidget(makeTools());
    inside->addWidget(about);
    inside->addWidget(m_note);
    inside->addWidget(m_form);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(card);
    column->addWidget(m_results);
    connect(m_form, &ScenarioForm::edited, this, &EconomicsPane::showOutcome);
    onSaved({});
    choose(0);
}

QWidget* EconomicsPane::makeTools()
{
    auto* tools = new QWidget;
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space2);
    m_choice = new QComboBox(tools);
    m_choice->setObjectName(u"ScenarioChoice"_s);
    m_choice->setAccessibleName(tr("Scenario"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(14);
    line->addWidget(m_choice, 1);
    const auto add = [&](const char* name, const QString& text, auto act) {
        auto* made = widgets::button(text, tools);
        made->setObjectName(QLatin1String(name));
        made->setVisible(!m_context.services.scenariosFolder.isEmpty());
        connect(made, &QPushButton::clicked, this, act);
        line->addWidget(made);
        return made;
    };
    m_save = add("ScenarioSave", tr("&Save"), &EconomicsPane::save);
    add("ScenarioDuplicate", tr("D&uplicate"), &EconomicsPane::duplicate);
    m_remove = add("ScenarioRemove", tr("De&lete"), &EconomicsPane::remove);
    auto* compare = widgets::button(tr("&Compare"), tools);
    compare->setObjectName(u"ScenarioCompare"_s);
    m_compared = new QMenu(compare);
    compare->setMenu(m_compared);
    line->addWidget(compare);
    connect(m_choice, &QComboBox::activated, this, &EconomicsPane::choose);
    return tools;
}

void EconomicsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_read)
        readSaved();
    m_read = true;
}

void EconomicsPane::readSaved()
{
    const QString folder = m_context.services.scenariosFolder;
    if (!folder.isEmpty())
        m_files.run([folder] { return scenariofile::savedIn(folder); },
                    [this](const SavedScenarios& saved) { onSaved(saved); });
}

/// The user's own by name, then the presets.
void EconomicsPane::onSaved(const SavedScenarios& saved)
{
    m_known.clear();
    for (const SavedScenario& each : saved.scenarios)
        m_known.push_back({each.file, each.scenario, false});
    for (const QString& name : scenariofile::presetNames()) {
        if (const auto preset = scenariofile::preset(name))
            m_known.push_back({u"preset:"_s + name, *preset, true});
    }
    if (!saved.problems.empty())
        tell(tr("A scenario is left out: %1").arg(saved.problems.front().text()));
    fillChoices();
    showComparison();
}

void EconomicsPane::fillChoices()
{
    m_choice->clear();
    m_compared->clear();
    for (const KnownScenario& each : m_known) {
        const QString name = each.isPreset ? tr("Preset: %1").arg(each.scenario.name) : each.scenario.name;
        m_choice->addItem(name, each.key);
        QAction* compared = m_compared->addAction(name);
        compared->setCheckable(true);
        compared->setChecked(!m_apart.contains(each.key));
        connect(compared, &QAction::toggled, this, [this, key = each.key](bool on) {
            on ? (void)m_apart.remove(key) : (void)m_apart.insert(key);
            showComparison();
        });
    }
    if (!m_file.isEmpty())
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(m_file)));
    m_remove->setEnabled(!m_file.isEmpty());
}

const EconomicsPane::KnownScenario* EconomicsPane::known(const QString& key) const
{
    const auto found =
        std::find_if(m_known.begin(), m_known.end(), [&key](const KnownScenario& each) { return each.key == key; });
    return found == m_known.end() ? nullptr : &*found;
}

void EconomicsPane::choose(int index)
{
    const KnownScenario* chosen = known(m_choice->itemData(index).toString());
    if (!chosen)
        return;
    const auto& entered = m_form->scenario();
    if (entered && !m_shown.name.isEmpty() && !(*entered == m_shown))
        tell(tr("What was changed in “%1” is not saved.").arg(entered->name), tr("Undo"),
             [pane = QPointer<EconomicsPane>(this), before = *entered, file = m_file] {
                 if (pane)
                     pane->setScenario(before, file);
             });
    const Scenario scenario = chosen->scenario;
    setScenario(scenario, chosen->isPreset ? QString() : chosen->key);
    m_shown = scenario;
}

void EconomicsPane::setScenario(const Scenario& scenario, const QString& file)
{
    m_file = file;
    m_note->setText(scenario.note);
    m_note->setVisible(!scenario.note.isEmpty());
    m_remove->setEnabled(!file.isEmpty());
    if (!file.isEmpty())
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(file)));
    m_form->setScenario(scenario);
}

void EconomicsPane::showOutcome()
{
    m_save->setEnabled(m_form->scenario().has_value());
    m_results->setScenario(m_form->scenario());
    showComparison();
}

/// What is entered, then all that are ticked.
void EconomicsPane::showComparison()
{
    std::vector<Scenario> compared;
    const auto& now = m_form->scenario();
    if (now) {
        compared.push_back(*now);
        if (!(*now == m_shown) || m_file.isEmpty())
            compared.back().name = tr("%1 (shown)").arg(now->name);
    }
    for (const KnownScenario& each : m_known) {
        const bool isShown = now && *now == each.scenario;
        if (!isShown && !m_apart.contains(each.key))
            compared.push_back(each.scenario);
    }
    m_results->setCompared(compared);
}

void EconomicsPane::save()
{
    if (const auto& now = m_form->scenario())
        keep(*now, m_file, tr("The scenario “%1” is saved.").arg(now->name));
}

void EconomicsPane::duplicate()
{
    const auto& now = m_form->scenario();
    if (!now)
        return tell(tr("What is marked cannot be read: nothing was copied."));
    Scenario copy = *now;
    copy.name = tr("Copy of %1").arg(copy.name);
    keep(copy, {}, tr("“%1” is saved.").arg(copy.name));
}

void EconomicsPane::keep(const Scenario& scenario, const QString& file, const QString& done)
{
    const QString folder = m_context.services.scenariosFolder;
    m_files.run([scenario, folder, file] { return scenariofile::save(scenario, folder, file); },
                [this, scenario, done](const Result<QString>& saved) {
                    if (!saved)
                        return tell(saved.error().text());
                    m_shown = scenario;
                    setScenario(scenario, *saved);
                    tell(done);
                    readSaved();
                });
}

void EconomicsPane::remove()
{
    const KnownScenario* removed = known(m_file);
    if (!removed)
        return;
    m_files.run([file = m_file] { return scenariofile::remove(file); },
                [this, was = *removed](const Result<void>& done) {
                    if (!done)
                        return tell(done.error().text());
                    m_file.clear();
                    m_remove->setEnabled(false);
                    readSaved();
                    tell(tr("“%1” is deleted.").arg(was.scenario.name), tr("Undo"),
                         [pane = QPointer<EconomicsPane>(this), was] {
                             if (pane)
                                 pane->keep(was.scenario, was.key, tr("“%1” is back.").arg(was.scenario.name));
                         });
                });
}

void EconomicsPane::tell(const QString& text, const QString& action, const std::function<void()>& act)
{
    if (m_context.actions)
        Q_EMIT m_context.actions->noticeRequested({text, action, act, {}});
}

} // namespace cacheledger
