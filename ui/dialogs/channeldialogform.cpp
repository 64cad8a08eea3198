// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the channel dialog and how they are laid out.
#include "ui/dialogs/channeldialog.h"

#include "ui/dialogs/formfield.h"
#include "ui/dialogs/testbuttons.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace cacheledger
{

using namespace Qt::StringLiterals;

FormField* ChannelDialog::addField(QVBoxLayout* column, const QString& key, const QString& label, QWidget* editor)
{
    editor->setObjectName(u"Channel."_s + key);
    auto* field = new FormField(label, editor, m_theme, this);
    column->addWidget(field);
    m_fields[key] = field;
    return field;
}

QLineEdit* ChannelDialog::addLine(QVBoxLayout* column, const QString& key, const QString& label, const QString& example)
{
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(example);
    addField(column, key, label, line);
    return line;
}

void ChannelDialog::makeGeneral(QVBoxLayout* column)
{
    m_kind = new QComboBox(this);
    addField(column, u"kind"_s, tr("&Kind"), m_kind);
    m_name = addLine(column, u"name"_s, tr("&Name"), tr("Mail to the team"));
    m_name->setMaxLength(100);
    auto* tiers = new QHBoxLayout;
    for (const AlertTier tier : {AlertTier::Critical, AlertTier::Warning, AlertTier::Information}) {
        auto* box = new QCheckBox(tierText(tier), this);
        box->setObjectName(u"Channel.tier.%1"_s.arg(static_cast<int>(tier)));
        m_tiers[tier] = box;
        tiers->addWidget(box);
    }
    tiers->addStretch(1);
    column->addWidget(widgets::dimLabel(tr("Is told of alerts that are"), m_theme));
    column->addLayout(tiers);
    auto* when = new QHBoxLayout;
    m_tellsEnd = new QCheckBox(tr("Also when they have &ended"), this);
    m_digestHour = new QSpinBox(this);
    m_digestHour->setRange(0, 23);
    m_digestHour->setSuffix(tr(":00"));
    m_digestHour->setAccessibleName(tr("Hour of the daily message"));
    when->addWidget(m_tellsEnd, 1);
    when->addWidget(widgets::dimLabel(tr("Daily message at"), m_theme));
    when->addWidget(m_digestHour);
    column->addLayout(when);
}

void ChannelDialog::makeSettings(QVBoxLayout* column)
{
    auto* server = new QHBoxLayout;
    server->setSpacing(metric::space2);
    auto* host = new QVBoxLayout;
    auto* port = new QVBoxLayout;
    auto* security = new QVBoxLayout;
    m_host = addLine(host, u"settings/host"_s, tr("Mail &server"), u"mail.example.org"_s);
    m_port = new QSpinBox(this);
    m_port->setRange(1, 65535);
    addField(port, u"settings/port"_s, tr("&Port"), m_port);
    m_security = new QComboBox(this);
    m_security->addItems({tr("STARTTLS"), tr("TLS"), tr("None")}); // in the order of MailSecurity
    addField(security, u"settings/security"_s, tr("P&rotection"), m_security);
    server->addLayout(host, 1);
    server->addLayout(port);
    server->addLayout(security);
    column->addLayout(server);
    m_from = addLine(column, u"settings/from"_s, tr("&From"), u"cache@example.org"_s);
    m_to = addLine(column, u"settings/to"_s, tr("&To"), tr("addresses, with commas between"));
    m_user = addLine(column, u"settings/user"_s, tr("&User"), tr("empty: no login"));
    m_url = addLine(column, u"settings/url"_s, tr("A&ddress"), u"https://example.org/hook"_s);
    m_program = addLine(column, u"settings/program"_s, tr("Pro&gram"), u"/usr/local/bin/page-me"_s);
    m_arguments = new QPlainTextEdit(this);
    m_arguments->setTabChangesFocus(true);
    m_arguments->setFixedHeight(72);
    m_arguments->setPlaceholderText(
        tr("One a line: %title, %text, %event, %tier, %cache, %node, %rule, %id are filled"));
    addField(column, u"settings/arguments"_s, tr("Ar&guments"), m_arguments);
    m_secret = addLine(column, u"secret"_s, tr("Secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secretNote = widgets::dimLabel({}, m_theme);
    m_secretNote->setWordWrap(true);
    column->addWidget(m_secretNote);
    m_caFile =
        addLine(column, u"settings/caFile"_s, tr("File of your own certificate &authority"), tr("empty: the system's"));
}

void ChannelDialog::makeButtons(QVBoxLayout* column)
{
    m_test = addTestButtons(
        this, column, u"Channel"_s, tr("Send te&st"), [this] { test(); },
        [this] {
            if (validate())
                Q_EMIT saveRequested(channel());
        });
}

} // namespace cacheledger
