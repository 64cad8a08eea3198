// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/route.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QLineEdit;

namespace cacheledger
{

class FormField;
class Theme;

/// How the servers of a cache are reached: straight, through an SSH server, or through a proxy.
class RouteForm : public QWidget
{
    Q_OBJECT

public:
    explicit RouteForm(Theme* theme, QWidget* parent = nullptr);

    void setRoute(const Route& route);
    /// Direct while the address cannot be understood.
    Route route() const;

    void setSecret(const QString& secret); ///< does not count as a change by the user
    QString secret() const;                ///< password, or passphrase of the key; empty when direct
    bool secretChanged() const { return m_secretChanged; }

    /// Shows what is wrong beside the fields the user has been in (`all`: beside all); returns the first problem.
    QString validate(bool all);

Q_SIGNALS:
    void edited();

private:
    RouteKind kind() const;
    Result<Route> typed() const;
    void showFields();

    QComboBox* m_kind;
    QWidget* m_details;
    QWidget* m_ssh;
    QLineEdit* m_address;
    QLineEdit* m_secret;
    QLineEdit* m_keyFile;
    QLineEdit* m_knownHosts;
    FormField *m_addressField = nullptr, *m_keyField = nullptr, *m_knownHostsField = nullptr;
    bool m_secretChanged = false;
};

} // namespace cacheledger
