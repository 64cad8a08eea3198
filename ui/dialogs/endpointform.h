// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtWidgets/QWidget>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace cacheledger
{

class FormField;
class Theme;

/// Where a server is and as whom we log in: transport, address, user, password, TLS. Pasting a URL fills it.
class EndpointForm : public QWidget
{
    Q_OBJECT

public:
    explicit EndpointForm(Theme* theme, QWidget* parent = nullptr);

    void setEndpoint(const Endpoint& endpoint);
    Endpoint endpoint() const;
    void setPassword(const QString& password); ///< does not count as a change by the user
    QString password() const;
    bool passwordChanged() const { return m_passwordChanged; }
    void setKeyPassphrase(const QString& passphrase); ///< of the client key; likewise
    QString keyPassphrase() const;
    bool keyPassphraseChanged() const { return m_keyPassphraseChanged; }
    void focusPassword(); ///< and selects what is in it
    void setPasswordNote(const QString& note);
    /// An empty host is no fault: it will be found.
    void setHostToBeFound(bool toBeFound);
    /// Shows what is wrong beside the fields the user has been in (`all`: beside all); returns the first problem.
    QString validate(bool all);
    QWidget* tlsSection() const { return m_tls; }

Q_SIGNALS:
    void edited();

private:
    void setUpAddress(Theme* theme);
    void setUpLogin(Theme* theme);
    void setUpTls(Theme* theme);
    void connectAll();
    void onUrlEdited(const QString& text);
    void onUrlFinished();
    void takeUrl(const ParsedUrl& parsed);
    void updateTransport();
    Transport transport() const;

    QLineEdit* m_url;
    QComboBox* m_transport;
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_path;
    QLineEdit* m_user;
    QLineEdit* m_password;
    QToolButton* m_reveal;
    QSpinBox* m_database;
    QWidget* m_tls;
    QLineEdit* m_ca;
    QLineEdit* m_certificate;
    QLineEdit* m_key;
    QLineEdit* m_keyPassphrase;
    QComboBox* m_minVersion;
    QLineEdit* m_serverName;
    QCheckBox* m_verify;
    QLabel* m_verifyWarning;
    QLabel* m_passwordNote;
    FormField *m_urlField = nullptr, *m_hostField = nullptr, *m_portField = nullptr, *m_pathField = nullptr;
    FormField *m_caField = nullptr, *m_certificateField = nullptr, *m_keyField = nullptr;
    bool m_passwordChanged = false;
    bool m_keyPassphraseChanged = false;
    bool m_hostToBeFound = false;
    qsizetype m_urlLength = 0; // of the text before the last change: a paste adds more than a letter
};

} // namespace cacheledger
