// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <QtWidgets/QDialog>

#include <utility>
#include <vector>

class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace cacheledger
{

class EndpointForm;
class EnvironmentForm;
class FollowForm;
class FormField;
class NodeList;
class RouteForm;
class Theme;

/// Adds, edits or duplicates a cache. It changes nothing itself: saveRequested() carries the configuration (never the
/// password, which password() gives), and whoever saved it accepts the dialog or shows why it could not be saved.
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    ConnectionDialog(Services services, Theme* theme, const QString& title, QWidget* parent = nullptr);
    ~ConnectionDialog() override;

    /// `passwordOf`: the cache whose password is shown (empty: none is asked for).
    void setCache(const CacheConfig& cache, const CacheId& passwordOf);
    /// The keyboard begins in the password field instead of the name.
    void startAtPassword() { m_startAtPassword = true; }
    CacheConfig cache() const;
    QString password() const;
    bool passwordChanged() const;
    QString sentinelPassword() const; ///< empty where no sentinels are asked
    bool sentinelPasswordChanged() const;
    /// That the user chose for the environment; empty: it stays as it is.
    QString environmentColor() const;
    /// What the user entered, and what was taken over from another cache, by the vault's keys for `cache`.
    std::vector<std::pair<CacheId, QString>> changedSecrets(const CacheId& cache) const;
    void showProblem(const Error& error);

Q_SIGNALS:
    void saveRequested(const cacheledger::CacheConfig& cache);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeGeneral(Theme* theme);
    QWidget* makeNodes(Theme* theme);
    QLayout* makeTest(Theme* theme);
    QLayout* makeButtons(Theme* theme);
    void connectAll();
    Endpoint firstEndpoint() const;
    void validate();
    QString nameProblem() const;
    void takePassword(const CacheId& secret, const QString& password);
    void startTest();
    void endTest();
    void onTested(const TestOutcome& outcome);
    void offerReplicas(const QStringList& replicas);
    void save();

    Services m_services;
    Theme* m_theme;
    CacheConfig m_cache; // as it came
    CacheId m_passwordOf;
    bool m_passwordCopied = false; // the password of another cache was taken over
    bool m_sentinelPasswordCopied = false;
    bool m_routeSecretCopied = false;
    bool m_keyPassphraseCopied = false;
    QString m_foundAddress; // that sentinels gave for the first node

    QBoxLayout* m_columns;
    EndpointForm* m_endpoint;
    QLineEdit* m_name;
    QSpinBox* m_interval;
    QComboBox* m_environment;
    QLineEdit* m_tags;
    EnvironmentForm* m_look;
    FormField* m_nameField = nullptr;
    NodeList* m_nodes;
    FollowForm* m_follow;
    RouteForm* m_route;
    QWidget* m_replicas;
    QPushButton* m_test;
    QProgressBar* m_progress;
    QLabel* m_result;
    QLabel* m_problem;
    QPushButton* m_save;
    bool m_testing = false;
    bool m_startAtPassword = false;
};

} // namespace cacheledger
