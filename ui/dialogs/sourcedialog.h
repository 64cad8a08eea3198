// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/sourceassistant.h"
#include "ui/services.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

class QVBoxLayout;

namespace cacheledger
{

class SourceForm;

/// Adds or edits a source of application metrics: where it is, how it is asked, and, with the mapping assistant, which
/// of its fields tell what of which stage; a preset fills in both. "Test" asks the source and shows its fields with
/// their values, again and again while the dialog is open. It changes nothing itself: saveRequested() carries the
/// source (never its secret).
class SourceDialog : public QDialog
{
    Q_OBJECT

public:
    SourceDialog(Services services, Theme* theme, QWidget* parent = nullptr);
    ~SourceDialog() override;

    /// `isNew`: it gets a new id. `stages` are the cache's; none: those that fit the mapping are offered.
    void setSource(const SourceConfig& source, const std::vector<StageConfig>& stages, bool isNew);
    SourceConfig source() const;
    /// What was entered; nothing: the stored one stays, or none is needed.
    std::optional<QString> secret() const;
    void showProblem(const QString& problem);
    SourceMapping& mapping() { return m_assistant->mapping(); }
    /// Those that fields can be mapped to: the cache's and what the mapping needs beside them.
    const std::vector<StageConfig>& stages() const { return m_assistant->stages(); }

Q_SIGNALS:
    void saveRequested(const cacheledger::SourceConfig& source);

private:
    void makeButtons(QVBoxLayout* column);
    bool validateInput();
    void test();
    void testAgain();
    void onTested(const SourceOutcome& outcome);

    Services m_services;
    SourceForm* m_form;
    SourceAssistant* m_assistant;
    NodeId m_id;
    QTimer m_again;
    bool m_testing = false;
    QLabel* m_message = nullptr;
    QPushButton* m_test = nullptr;
};

} // namespace cacheledger
