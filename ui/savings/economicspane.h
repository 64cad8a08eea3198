// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/scenariofile.h"
#include "ui/background.h"
#include "ui/pagecontext.h"

#include <QtCore/QSet>
#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;

namespace cacheledger
{

class EconomicsResults;
class ScenarioForm;

/// The economics calculator of the Savings page: the user's own lines before and after, what introducing the cache
/// costs, and at once what comes of it. Scenarios start from a preset, are kept as files, and stand side by side. It
/// knows nothing of the ledger.
class EconomicsPane : public QWidget
{
    Q_OBJECT

public:
    EconomicsPane(const PageContext& context, QWidget* parent = nullptr);

    /// `file` empty: not kept yet.
    void setScenario(const Scenario& scenario, const QString& file);
    ScenarioForm* form() const { return m_form; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// A scenario that can be chosen and compared.
    struct KnownScenario {
        QString key; ///< "preset:startup", or its file
        Scenario scenario;
        bool isPreset = false;
    };
    QWidget* makeTools();
    void readSaved();
    void onSaved(const SavedScenarios& saved);
    void fillChoices();
    const KnownScenario* known(const QString& key) const;
    void choose(int index);
    void showOutcome();
    void showComparison();
    void save();
    void keep(const Scenario& scenario, const QString& file, const QString& done);
    void duplicate();
    void remove();
    void tell(const QString& text, const QString& action = {}, const std::function<void()>& act = {});

    PageContext m_context;
    Background m_files;
    std::vector<KnownScenario> m_known;
    QSet<QString> m_apart; // keys that are not compared
    QString m_file;        // of the scenario that is shown; empty: not kept
    Scenario m_shown;      // as it was chosen or saved
    bool m_read = false;
    QComboBox* m_choice = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_remove = nullptr;
    QMenu* m_compared = nullptr;
    ScenarioForm* m_form = nullptr;
    QLabel* m_note = nullptr;
    EconomicsResults* m_results;
};

} // namespace cacheledger
