// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/sourcemapping.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableView;
class QVBoxLayout;

namespace cacheledger
{

class FormField;
class Theme;

/// Adds or edits a source of application metrics: where it is, how it is asked, and, with the mapping assistant, which
/// of its fields tell what of which stage. "Test" asks the source and shows its fields with their values, again and
/// again while the dialog is open. It changes nothing itself: saveRequested() carries the source (never its secret).
class SourceDialog : public QDialog
{
    Q_OBJECT

public:
    SourceDialog(Services services, Theme* theme, QWidget* parent = nullptr);
    ~SourceDialog() override;

    /// `isNew`: it gets a new id. `stages` are those that fields can be mapped to.
    void setSource(const SourceConfig& source, const std::vector<StageConfig>& stages, bool isNew);
    SourceConfig source() const;
    /// What was entered; nothing: the stored one stays, or none is needed.
    std::optional<QString> secret() const;
    void showProblem(const QString& problem);
    SourceMapping& mapping() { return m_mapping; }

Q_SIGNALS:
    void saveRequested(const cacheledger::SourceConfig& source);

private:
    FormField* addField(const QString& key, const QString& label, QWidget* editor);
    void makeForm(QVBoxLayout* column);
    void makeAssistant(QVBoxLayout* column);
    QTableView* makeTable(QAbstractItemModel* model, const QString& name, int stretched);
    void makeButtons(QVBoxLayout* column);
    void updateFields();
    void updateAssistant();
    bool validateInput();
    void test();
    void testAgain();
    void onTested(const SourceOutcome& outcome);
    QStringList metricChoices() const;

    Services m_services;
    Theme* m_theme;
    SourceConfig m_source; // as it came
    std::vector<StageConfig> m_stages;
    SourceMapping m_mapping;
    SourceFieldsModel* m_fieldsModel;
    StageTargetsModel* m_targetsModel;
    QTimer m_again;
    bool m_testing = false;
    std::map<QString, FormField*> m_fields;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_endpoint = nullptr;
    QLineEdit* m_key = nullptr;
    QSpinBox* m_interval = nullptr;
    QComboBox* m_auth = nullptr;
    QLineEdit* m_authName = nullptr;
    QLineEdit* m_secret = nullptr;
    QLineEdit* m_caFile = nullptr;
    QComboBox* m_stage = nullptr;
    QPushButton* m_suggestions = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_test = nullptr;
};

} // namespace cacheledger
