// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpointform.h"

#include "ui/dialogs/fieldcheck.h"
#include "ui/widgets.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QSpinBox* numberField(int low, int high, QWidget* parent)
{
    auto* spin = new QSpinBox(parent);
    spin->setRange(low, high);
    spin->setGroupSeparatorShown(false);
    return spin;
}

EndpointForm::EndpointForm(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_url(new QLineEdit(this)),
      m_transport(new QComboBox(this)),
      m_host(new QLineEdit(this)),
      m_port(numberField(1, 65535, this)),
      m_path(new QLineEdit(this)),
      m_user(new QLineEdit(this)),
      m_password(new QLineEdit(this)),
      m_reveal(new QToolButton(this)),
      m_database(numberField(0, 16383, this)),
      m_tls(new QWidget(this)),
      m_ca(new QLineEdit(m_tls)),
      m_certificate(new QLineEdit(m_tls)),
      m_key(new QLineEdit(m_tls)),
      m_keyPassphrase(new QLineEdit(m_tls)),
      m_minVersion(new QComboBox(m_tls)),
      m_serverName(new QLineEdit(m_tls)),
      m_verify(new QCheckBox(tr("&Verify the server's certificate"), m_tls)),
      m_verifyWarning(widgets::label({}, theme, FontRole::Small, true, m_tls)),
      m_passwordNote(widgets::dimLabel({}, theme, FontRole::Small, this))
{
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    setUpAddress(theme);
    setUpLogin(theme);
    setUpTls(theme);
    column->addStretch(1);
    connectAll();
    setEndpoint({});
}

void EndpointForm::setUpAddress(Theme* theme)
{
    m_url->setObjectName(u"Url"_s);
    m_url->setPlaceholderText(u"redis://user@host:6379/0"_s);
    m_urlField = new FormField(tr("Paste a &URL, or fill in the fields below"), m_url, theme, this);
    m_transport->setObjectName(u"Transport"_s);
    m_transport->addItem(tr("TCP"), static_cast<int>(Transport::Tcp));
    m_transport->addItem(tr("TLS"), static_cast<int>(Transport::Tls));
    m_transport->addItem(tr("Unix socket"), static_cast<int>(Transport::Unix));
    m_host->setObjectName(u"Host"_s);
    m_port->setObjectName(u"Port"_s);
    m_port->setFixedWidth(86);
    m_path->setObjectName(u"Path"_s);
    m_path->setPlaceholderText(u"/run/redis/redis.sock"_s);
    m_hostField = new FormField(tr("&Host"), m_host, theme, this);
    m_portField = new FormField(tr("Po&rt"), m_port, theme, this);
    m_pathField = new FormField(tr("Socket &path"), m_path, theme, this);
    auto* address = new QHBoxLayout;
    address->setSpacing(metric::space2);
    address->addWidget(new FormField(tr("&Transport"), m_transport, theme, this), 0, Qt::AlignTop);
    address->addWidget(m_hostField, 1, Qt::AlignTop);
    address->addWidget(m_portField, 0, Qt::AlignTop);
    address->addWidget(m_pathField, 1, Qt::AlignTop);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addWidget(m_urlField);
    column->addLayout(address);
}

void EndpointForm::setUpLogin(Theme* theme)
{
    m_user->setObjectName(u"User"_s);
    m_user->setPlaceholderText(tr("default user"));
    m_password->setObjectName(u"Password"_s);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("none"));
    m_reveal->setText(tr("Show"));
    m_reveal->setCheckable(true);
    m_reveal->setFixedHeight(28);
    m_reveal->setFocusPolicy(Qt::StrongFocus);
    m_reveal->setAccessibleName(tr("Show the password"));
    m_reveal->setObjectName(u"RevealPassword"_s);
    m_database->setObjectName(u"Database"_s);
    m_database->setFixedWidth(86);
    auto* secret = new QWidget(this);
    auto* row = new QHBoxLayout(secret);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space1);
    row->addWidget(m_password, 1);
    row->addWidget(m_reveal);
    secret->setFocusProxy(m_password);
    auto* login = new QHBoxLayout;
    login->setSpacing(metric::space2);
    login->addWidget(new FormField(tr("Us&er"), m_user, theme, this), 1, Qt::AlignTop);
    login->addWidget(new FormField(tr("Pass&word"), secret, theme, this), 1, Qt::AlignTop);
    login->addWidget(new FormField(tr("&Database"), m_database, theme, this), 0, Qt::AlignTop);
    m_password->setAccessibleName(tr("Password"));
    m_passwordNote->setWordWrap(true);
    m_passwordNote->hide();
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addLayout(login);
    column->addWidget(m_passwordNote);
}

void EndpointForm::setUpTls(Theme* theme)
{
    auto* column = new QVBoxLayout(m_tls);
    widgets::setMargins(column, 0, metric::space2);
    const auto file = [&](const QString& label, QLineEdit* line, const QString& placeholder) {
        line->setPlaceholderText(placeholder);
        auto* holder = new QWidget(m_tls);
        auto* row = new QHBoxLayout(holder);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(metric::space1);
        auto* browse = widgets::button(tr("Choose…"), holder);
        row->addWidget(line, 1);
        row->addWidget(browse);
        holder->setFocusProxy(line);
        auto* field = new FormField(label, holder, theme, m_tls);
        QString spoken = label;
        line->setAccessibleName(spoken.remove(u'&'));
        browse->setAccessibleName(tr("Choose a file: %1").arg(line->accessibleName()));
        connect(browse, &QPushButton::clicked, this, [this, line] {
            auto* dialog = new QFileDialog(this, tr("Choose a PEM file"), QFileInfo(line->text()).path());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
            dialog->open();
        });
        column->addWidget(field);
        return field;
    };
    m_caField = file(tr("Certificate &authority (CA)"), m_ca, tr("the system's"));
    m_certificateField = file(tr("Client &certificate"), m_certificate, tr("none"));
    m_keyField = file(tr("Client &key"), m_key, tr("none"));
    m_keyPassphrase->setObjectName(u"KeyPassphrase"_s);
    m_keyPassphrase->setEchoMode(QLineEdit::Password);
    m_keyPassphrase->setPlaceholderText(tr("none"));
    m_minVersion->setObjectName(u"MinTlsVersion"_s);
    m_minVersion->addItem(u"TLS 1.2"_s, static_cast<int>(TlsVersion::V1_2));
    m_minVersion->addItem(u"TLS 1.3"_s, static_cast<int>(TlsVersion::V1_3));
    m_serverName->setPlaceholderText(tr("the host"));
    auto* pair = new QHBoxLayout;
    pair->setSpacing(metric::space2);
    pair->addWidget(new FormField(tr("Passphrase of the key"), m_keyPassphrase, theme, m_tls), 1, Qt::AlignTop);
    pair->addWidget(new FormField(tr("At least"), m_minVersion, theme, m_tls), 0, Qt::AlignTop);
    column->addLayout(pair);
    column->addWidget(new FormField(tr("Server na&me to verify"), m_serverName, theme, m_tls));
    column->addWidget(m_verify);
    m_verifyWarning->setText(
        tr("▲ Without verification anybody on the way can read the password and the data. Use this only to try "
           "something out."));
    m_verifyWarning->setProperty("problem", true);
    m_verifyWarning->setWordWrap(true);
    m_verifyWarning->setObjectName(u"VerifyWarning"_s);
    column->addWidget(m_verifyWarning);
    m_verify->setObjectName(u"Verify"_s);
    m_ca->setObjectName(u"CaFile"_s);
    m_certificate->setObjectName(u"CertificateFile"_s);
    m_key->setObjectName(u"KeyFile"_s);
    m_serverName->setObjectName(u"ServerName"_s);
}

void EndpointForm::connectAll()
{
    connect(m_url, &QLineEdit::textEdited, this, &EndpointForm::onUrlEdited);
    connect(m_url, &QLineEdit::editingFinished, this, &EndpointForm::onUrlFinished);
    connect(m_transport, &QComboBox::currentIndexChanged, this, &EndpointForm::updateTransport);
    for (QLineEdit* line : {m_host, m_path, m_user, m_ca, m_certificate, m_key, m_serverName}) {
        FieldCheck::follow(line);
        connect(line, &QLineEdit::textChanged, this, &EndpointForm::edited);
    }
    for (QSpinBox* spin : {m_port, m_database})
        connect(spin, &QSpinBox::valueChanged, this, &EndpointForm::edited);
    connect(m_password, &QLineEdit::textEdited, this, [this] {
        m_passwordChanged = true;
        Q_EMIT edited();
    });
    connect(m_keyPassphrase, &QLineEdit::textEdited, this, [this] { m_keyPassphraseChanged = true; });
    connect(m_minVersion, &QComboBox::currentIndexChanged, this, &EndpointForm::edited);
    connect(m_reveal, &QToolButton::toggled, this, [this](bool shown) {
        m_password->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setText(shown ? tr("Hide") : tr("Show"));
    });
    connect(m_verify, &QCheckBox::toggled, this, [this](bool on) {
        m_verifyWarning->setVisible(!on);
        Q_EMIT edited();
    });
}

Transport EndpointForm::transport() const
{
    return static_cast<Transport>(m_transport->currentData().toInt());
}

void EndpointForm::updateTransport()
{
    const bool unixSocket = transport() == Transport::Unix;
    m_hostField->setVisible(!unixSocket);
    m_portField->setVisible(!unixSocket);
    m_pathField->setVisible(unixSocket);
    m_tls->setVisible(transport() == Transport::Tls);
    Q_EMIT edited();
}

void EndpointForm::onUrlEdited(const QString& text)
{
    const bool pasted = text.size() > std::exchange(m_urlLength, text.size()) + 1;
    m_urlField->setProblem({});
    if (pasted)
        onUrlFinished();
    else if (text.contains(u"://"_s)) // a host that is being typed looks like a finished one
        if (const auto parsed = parseEndpointUrl(text.trimmed()))
            takeUrl(*parsed);
}

void EndpointForm::onUrlFinished()
{
    const QString text = m_url->text().trimmed();
    if (text.isEmpty())
        return;
    const auto parsed = parseEndpointUrl(text);
    m_urlField->setProblem(parsed ? QString() : parsed.error().message);
    if (!parsed)
        return;
    takeUrl(*parsed);
    m_url->setText(parsed->endpoint.url()); // the password shall not stay readable
    m_urlLength = m_url->text().size();
}

void EndpointForm::takeUrl(const ParsedUrl& parsed)
{
    Endpoint taken = parsed.endpoint;
    if (taken.transport == Transport::Tls && transport() == Transport::Tls)
        taken.tls = endpoint().tls; // a URL says nothing about certificates
    setEndpoint(taken);
    for (QLineEdit* line : {m_host, m_path})
        FieldCheck::setTouched(line);
    if (parsed.hasPassword) {
        m_password->setText(parsed.password);
        m_passwordChanged = true;
    }
    Q_EMIT edited();
}

void EndpointForm::setEndpoint(const Endpoint& endpoint)
{
    m_transport->setCurrentIndex(m_transport->findData(static_cast<int>(endpoint.transport)));
    m_host->setText(endpoint.host);
    m_port->setValue(endpoint.port);
    m_path->setText(endpoint.path);
    m_user->setText(endpoint.user);
    m_database->setValue(endpoint.database);
    m_ca->setText(endpoint.tls.caFile);
    m_certificate->setText(endpoint.tls.certificateFile);
    m_key->setText(endpoint.tls.keyFile);
    m_serverName->setText(endpoint.tls.serverName);
    m_minVersion->setCurrentIndex(m_minVersion->findData(static_cast<int>(endpoint.tls.minVersion)));
    m_verify->setChecked(endpoint.tls.verify);
    m_verifyWarning->setVisible(!endpoint.tls.verify);
    updateTransport();
}

Endpoint EndpointForm::endpoint() const
{
    Endpoint endpoint;
    endpoint.transport = transport();
    if (endpoint.transport == Transport::Unix) {
        endpoint.path = m_path->text().trimmed();
    } else {
        endpoint.host = m_host->text().trimmed();
        endpoint.port = static_cast<quint16>(m_port->value());
    }
    endpoint.user = m_user->text().trimmed();
    endpoint.database = m_database->value();
    if (endpoint.transport == Transport::Tls) {
        endpoint.tls.verify = m_verify->isChecked();
        endpoint.tls.caFile = m_ca->text().trimmed();
        endpoint.tls.certificateFile = m_certificate->text().trimmed();
        endpoint.tls.keyFile = m_key->text().trimmed();
        endpoint.tls.serverName = m_serverName->text().trimmed();
        endpoint.tls.minVersion = static_cast<TlsVersion>(m_minVersion->currentData().toInt());
    }
    return endpoint;
}

void EndpointForm::setPassword(const QString& password)
{
    m_password->setText(password);
    m_passwordChanged = false;
}

QString EndpointForm::password() const
{
    return m_password->text();
}

void EndpointForm::setKeyPassphrase(const QString& passphrase)
{
    m_keyPassphrase->setText(passphrase);
    m_keyPassphraseChanged = false;
}

QString EndpointForm::keyPassphrase() const
{
    return transport() == Transport::Tls ? m_keyPassphrase->text() : QString();
}

void EndpointForm::focusPassword()
{
    m_password->setFocus();
    m_password->selectAll();
}

void EndpointForm::setPasswordNote(const QString& note)
{
    m_passwordNote->setText(note);
    m_passwordNote->setVisible(!note.isEmpty());
}

static QString hostProblem(const QString& host)
{
    if (host.isEmpty())
        return EndpointForm::tr("Enter the server's name or address.");
    if (host.contains(u' ') || host.contains(u'/') || host.contains(u'@'))
        return EndpointForm::tr("A host has no spaces, slashes or @.");
    return {};
}

static QString pathProblem(const QString& path)
{
    if (path.isEmpty())
        return EndpointForm::tr("Enter the socket's path.");
    return path.startsWith(u'/') ? QString() : EndpointForm::tr("The path must begin with a slash.");
}

static QString fileProblem(const QString& file)
{
    return file.isEmpty() || QFileInfo::exists(file) ? QString() : EndpointForm::tr("There is no such file.");
}

void EndpointForm::setHostToBeFound(bool toBeFound)
{
    m_hostToBeFound = toBeFound;
    m_host->setPlaceholderText(toBeFound ? tr("the sentinels tell it") : QString());
}

QString EndpointForm::validate(bool all)
{
    FieldCheck check(all);
    const Endpoint wanted = endpoint();
    const bool anyHost = wanted.transport == Transport::Unix || (m_hostToBeFound && wanted.host.isEmpty());
    check(m_hostField, m_host, anyHost ? QString() : hostProblem(wanted.host));
    check(m_pathField, m_path, wanted.transport == Transport::Unix ? pathProblem(wanted.path) : QString());
    check(m_caField, m_ca, fileProblem(wanted.tls.caFile));
    check(m_certificateField, m_certificate, fileProblem(wanted.tls.certificateFile));
    QString keyProblem = fileProblem(wanted.tls.keyFile);
    if (wanted.tls.keyFile.isEmpty() != wanted.tls.certificateFile.isEmpty())
        keyProblem = tr("A client certificate and its key belong together.");
    check(m_keyField, m_key, keyProblem);
    return check.first();
}

} // namespace cacheledger
