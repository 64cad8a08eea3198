// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/routeform.h"

#include "ui/dialogs/fieldcheck.h"
#include "ui/widgets.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString schemeOf(RouteKind kind)
{
    return kind == RouteKind::Ssh ? u"ssh://"_s : kind == RouteKind::Socks5 ? u"socks5://"_s : u"http://"_s;
}

RouteForm::RouteForm(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_kind(new QComboBox),
      m_details(new QWidget),
      m_ssh(new QWidget),
      m_address(new QLineEdit),
      m_secret(new QLineEdit),
      m_keyFile(new QLineEdit),
      m_knownHosts(new QLineEdit)
{
    m_kind->setObjectName(u"Route"_s);
    const auto offer = [this](const QString& text, RouteKind kind) { m_kind->addItem(text, static_cast<int>(kind)); };
    offer(tr("Directly"), RouteKind::Direct);
    offer(tr("Through an SSH server"), RouteKind::Ssh);
    offer(tr("Through a SOCKS5 proxy"), RouteKind::Socks5);
    offer(tr("Through an HTTP proxy"), RouteKind::HttpConnect);
    m_address->setObjectName(u"RouteAddress"_s);
    m_address->setPlaceholderText(u"user@bastion.example"_s);
    m_secret->setObjectName(u"RouteSecret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(tr("none"));
    m_keyFile->setObjectName(u"RouteKeyFile"_s);
    m_keyFile->setPlaceholderText(tr("the agent's, and those in ~/.ssh"));
    m_knownHosts->setObjectName(u"RouteKnownHosts"_s);
    m_knownHosts->setPlaceholderText(u"~/.ssh/known_hosts"_s);
    m_addressField = new FormField(tr("Its address"), m_address, theme);
    m_keyField = new FormField(tr("Private key"), m_keyFile, theme);
    m_knownHostsField = new FormField(tr("Known hosts"), m_knownHosts, theme);
    auto* login = new QHBoxLayout;
    login->setSpacing(metric::space2);
    login->addWidget(m_addressField, 3, Qt::AlignTop);
    login->addWidget(new FormField(tr("Password or passphrase"), m_secret, theme), 2, Qt::AlignTop);
    auto* files = new QHBoxLayout(m_ssh);
    widgets::setMargins(files, 0, metric::space2);
    files->addWidget(m_keyField, 1, Qt::AlignTop);
    files->addWidget(m_knownHostsField, 1, Qt::AlignTop);
    auto* details = new QVBoxLayout(m_details);
    widgets::setMargins(details, 0, metric::space2);
    details->addLayout(login);
    details->addWidget(m_ssh);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    column->addWidget(new FormField(tr("Reac&hed"), m_kind, theme));
    column->addWidget(m_details);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &RouteForm::showFields);
    for (QLineEdit* line : {m_address, m_keyFile, m_knownHosts}) {
        FieldCheck::follow(line);
        connect(line, &QLineEdit::textChanged, this, &RouteForm::edited);
    }
    connect(m_secret, &QLineEdit::textEdited, this, [this] { m_secretChanged = true; });
    showFields();
}

RouteKind RouteForm::kind() const
{
    return static_cast<RouteKind>(m_kind->currentData().toInt());
}

void RouteForm::showFields()
{
    m_details->setVisible(kind() != RouteKind::Direct);
    m_ssh->setVisible(kind() == RouteKind::Ssh);
    Q_EMIT edited();
}

void RouteForm::setRoute(const Route& route)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(route.kind)));
    m_address->setText(route.url().section(u"://"_s, 1));
    m_keyFile->setText(route.keyFile);
    m_knownHosts->setText(route.knownHostsFile);
}

Result<Route> RouteForm::typed() const
{
    auto route = parseRoute(schemeOf(kind()) + m_address->text().trimmed());
    if (route && kind() == RouteKind::Ssh) {
        route->keyFile = m_keyFile->text().trimmed();
        route->knownHostsFile = m_knownHosts->text().trimmed();
    }
    return route;
}

Route RouteForm::route() const
{
    const auto route = kind() == RouteKind::Direct ? Route() : typed();
    return route ? *route : Route();
}

void RouteForm::setSecret(const QString& secret)
{
    m_secret->setText(secret);
    m_secretChanged = false;
}

QString RouteForm::secret() const
{
    return kind() == RouteKind::Direct ? QString() : m_secret->text();
}

QString RouteForm::validate(bool all)
{
    FieldCheck check(all);
    const auto route = typed();
    const bool isSsh = kind() == RouteKind::Ssh;
    check(m_addressField, m_address, kind() == RouteKind::Direct || route ? QString() : route.error().message);
    for (const auto& [field, line] : {std::pair(m_keyField, m_keyFile), std::pair(m_knownHostsField, m_knownHosts)}) {
        const QString file = line->text().trimmed();
        check(field, line,
              isSsh && !file.isEmpty() && !QFileInfo::exists(file) ? tr("There is no such file.") : QString());
    }
    return check.first();
}

} // namespace cacheledger
