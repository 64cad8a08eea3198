// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <QtWidgets/QDialog>

#include <map>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace cacheledger
{

class FormField;
class Theme;

/// Adds or edits a channel. It changes nothing itself: saveRequested() carries the channel (never its secret, which
/// secret() gives), and whoever saved it accepts the dialog or shows why it could not be saved.
class ChannelDialog : public QDialog
{
    Q_OBJECT

public:
    ChannelDialog(Services services, Theme* theme, QWidget* parent = nullptr);

    /// `taken`: the ids that a new channel may not have; nothing: it is edited and keeps its id.
    void setChannel(const AlertChannel& channel, const std::optional<QStringList>& taken);
    AlertChannel channel() const;
    /// What was entered; nothing: the stored one stays.
    std::optional<QString> secret() const;
    void showProblem(const QString& problem);

    static QString kindText(const AlertChannel& channel); ///< "Slack"
    static QString tierText(AlertTier tier);              ///< "critical", for a list

Q_SIGNALS:
    void saveRequested(const cacheledger::AlertChannel& channel);

private:
    FormField* addField(QVBoxLayout* column, const QString& key, const QString& label, QWidget* editor);
    QLineEdit* addLine(QVBoxLayout* column, const QString& key, const QString& label, const QString& example = {});
    void makeGeneral(QVBoxLayout* column);
    void makeSettings(QVBoxLayout* column);
    void makeButtons(QVBoxLayout* column);
    void updateFields();
    /// Shows what is wrong beside the fields; whether nothing is.
    bool validate();
    void test();
    QString freeId(const QString& name) const;

    Services m_services;
    Theme* m_theme;
    AlertChannel m_channel; // as it came
    std::optional<QStringList> m_taken;
    std::map<QString, FormField*> m_fields; // by key of channels.json
    QComboBox* m_kind = nullptr;
    QLineEdit* m_name = nullptr;
    std::map<AlertTier, QCheckBox*> m_tiers;
    QCheckBox* m_tellsEnd = nullptr;
    QSpinBox* m_digestHour = nullptr;
    QLineEdit* m_host = nullptr;
    QSpinBox* m_port = nullptr;
    QComboBox* m_security = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_from = nullptr;
    QLineEdit* m_to = nullptr;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_caFile = nullptr;
    QLineEdit* m_program = nullptr;
    QPlainTextEdit* m_arguments = nullptr;
    QLineEdit* m_secret = nullptr;
    QLabel* m_secretNote = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_test = nullptr;
    QString m_testing;
};

} // namespace cacheledger
