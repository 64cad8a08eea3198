// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/channeldialog.h"

#include "ui/dialogs/dialogfit.h"
#include "ui/dialogs/formfield.h"
#include "ui/widgets.h"

#include <QtCore/QRegularExpression>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

/// A choice of the first field: a kind, and for webhooks a form.
struct KindChoice {
    ChannelKind kind;
    WebhookForm form;
    const char* text;
};

constexpr std::array kindChoices{
    KindChoice{ChannelKind::Desktop, {}, QT_TRANSLATE_NOOP("ChannelDialog", "Desktop")},
    KindChoice{ChannelKind::Sound, {}, QT_TRANSLATE_NOOP("ChannelDialog", "Sound")},
    KindChoice{ChannelKind::Mail, {}, QT_TRANSLATE_NOOP("ChannelDialog", "Mail")},
    KindChoice{ChannelKind::Webhook, WebhookForm::Slack, QT_TRANSLATE_NOOP("ChannelDialog", "Slack")},
    KindChoice{ChannelKind::Webhook, WebhookForm::Teams, QT_TRANSLATE_NOOP("ChannelDialog", "Teams")},
    KindChoice{ChannelKind::Webhook, WebhookForm::PagerDuty, QT_TRANSLATE_NOOP("ChannelDialog", "PagerDuty")},
    KindChoice{ChannelKind::Webhook, WebhookForm::Json, QT_TRANSLATE_NOOP("ChannelDialog", "Webhook (JSON)")},
    KindChoice{ChannelKind::Command, {}, QT_TRANSLATE_NOOP("ChannelDialog", "Command")},
};

int choiceOf(const AlertChannel& channel)
{
    for (std::size_t i = 0; i < kindChoices.size(); ++i)
        if (kindChoices[i].kind == channel.kind &&
            (channel.kind != ChannelKind::Webhook || kindChoices[i].form == channel.webhook.form))
            return static_cast<int>(i);
    return 0;
}

} // namespace

QString ChannelDialog::kindText(const AlertChannel& channel)
{
    return tr(kindChoices[static_cast<std::size_t>(choiceOf(channel))].text);
}

QString ChannelDialog::tierText(AlertTier tier)
{
    return tier == AlertTier::Critical  ? tr("critical")
           : tier == AlertTier::Warning ? tr("warning")
                                        : tr("information, once a day");
}

ChannelDialog::ChannelDialog(Services services, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_services(std::move(services)),
      m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space2);
    makeGeneral(column);
    for (const KindChoice& choice : kindChoices)
        m_kind->addItem(tr(choice.text));
    makeSettings(column);
    m_message = widgets::label({}, theme, FontRole::Small, false, this);
    m_message->setObjectName(u"ChannelMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    column->addWidget(m_message);
    makeButtons(column);
    setMinimumWidth(460);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ChannelDialog::updateFields);
    connect(m_user, &QLineEdit::textChanged, this, &ChannelDialog::updateFields);
    connect(m_services.channels, &ChannelKeeper::testFinished, this, [this](const QString& id, const QString& problem) {
        if (id != m_testing)
            return;
        m_testing.clear();
        m_test->setEnabled(true);
        showProblem(problem);
        if (problem.isEmpty()) {
            widgets::setStyleProperty(m_message, "problem", false);
            m_message->setText(tr("The test was sent."));
            m_message->show();
        }
    });
}

void ChannelDialog::setChannel(const AlertChannel& channel, const std::optional<QStringList>& taken)
{
    m_channel = channel;
    m_taken = taken;
    setWindowTitle(taken ? tr("Add a channel") : tr("Edit “%1”").arg(channel.name));
    m_kind->setCurrentIndex(choiceOf(channel));
    m_name->setText(channel.name);
    for (const auto& [tier, box] : m_tiers)
        box->setChecked(std::ranges::find(channel.tiers, tier) != channel.tiers.end());
    m_tellsEnd->setChecked(channel.tellsEnd);
    m_digestHour->setValue(channel.digestHour);
    m_host->setText(channel.mail.host);
    m_port->setValue(channel.mail.port);
    m_security->setCurrentIndex(static_cast<int>(channel.mail.security));
    m_user->setText(channel.mail.user);
    m_from->setText(channel.mail.from);
    m_to->setText(channel.mail.to.join(u", "_s));
    m_url->setText(channel.webhook.url);
    m_caFile->setText(channel.kind == ChannelKind::Mail ? channel.mail.caFile : channel.webhook.caFile);
    m_program->setText(channel.command.program);
    m_arguments->setPlainText(channel.command.arguments.join(u'\n'));
    updateFields();
}

QString ChannelDialog::freeId(const QString& name) const
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    QString stem = name.toLower().replace(others, u"-"_s).left(30);
    while (stem.startsWith(u'-'))
        stem.remove(0, 1);
    if (stem.isEmpty())
        stem = u"channel"_s;
    QString id = stem;
    for (int number = 2; m_taken->contains(id); ++number)
        id = u"%1-%2"_s.arg(stem).arg(number);
    return id;
}

AlertChannel ChannelDialog::channel() const
{
    const KindChoice& choice = kindChoices[static_cast<std::size_t>(std::max(0, m_kind->currentIndex()))];
    AlertChannel channel = m_channel;
    channel.name = m_name->text().trimmed();
    if (m_taken)
        channel.id = freeId(channel.name);
    channel.kind = choice.kind;
    channel.tiers.clear();
    for (const auto& [tier, box] : m_tiers)
        if (box->isChecked())
            channel.tiers.push_back(tier);
    channel.tellsEnd = m_tellsEnd->isChecked();
    channel.digestHour = m_digestHour->value();
    static const QRegularExpression between(u"[,;\\s]+"_s);
    const QString caFile = m_caFile->text().trimmed();
    channel.mail = {m_host->text().trimmed(),
                    m_port->value(),
                    static_cast<MailSecurity>(m_security->currentIndex()),
                    m_user->text().trimmed(),
                    m_from->text().trimmed(),
                    m_to->text().split(between, Qt::SkipEmptyParts),
                    caFile};
    const bool hidden = choice.form == WebhookForm::Slack || choice.form == WebhookForm::Teams;
    channel.webhook = {choice.form, hidden ? QString() : m_url->text().trimmed(), caFile};
    channel.command.program = m_program->text().trimmed();
    channel.command.arguments = m_arguments->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    return channel;
}

std::optional<QString> ChannelDialog::secret() const
{
    if (secretOf(channel()) == ChannelSecret::None || m_secret->text().isEmpty())
        return {};
    return m_secret->text().trimmed();
}

void ChannelDialog::updateFields()
{
    const AlertChannel now = channel();
    const bool mail = now.kind == ChannelKind::Mail;
    const bool webhook = now.kind == ChannelKind::Webhook;
    const ChannelSecret secret = secretOf(now);
    for (const char* key : {"host", "port", "security", "from", "to", "user"})
        m_fields[u"settings/"_s + QLatin1String(key)]->setVisible(mail);
    m_fields[u"settings/url"_s]->setVisible(webhook && secret != ChannelSecret::Url);
    m_fields[u"settings/caFile"_s]->setVisible(mail || webhook);
    for (const char* key : {"program", "arguments"})
        m_fields[u"settings/"_s + QLatin1String(key)]->setVisible(now.kind == ChannelKind::Command);
    m_url->setPlaceholderText(secret == ChannelSecret::RoutingKey ? tr("empty: PagerDuty's own")
                                                                  : u"https://example.org/hook"_s);
    m_fields[u"secret"_s]->setVisible(secret != ChannelSecret::None);
    m_secretNote->setVisible(secret != ChannelSecret::None);
    const bool lasts = m_services.secrets && !m_services.secrets->sessionOnly();
    const QString what = secret == ChannelSecret::Password     ? tr("The user's password.")
                         : secret == ChannelSecret::Url        ? tr("The address that Slack or Teams gave for this.")
                         : secret == ChannelSecret::RoutingKey ? tr("The integration key of an Events API v2 service.")
                                                               : tr("What bodies are signed with; it may be empty.");
    m_secretNote->setText(
        what + u' ' +
        (lasts ? tr("Kept in the system keychain.") : tr("Kept until CacheLedger ends: there is no system keychain.")));
    m_secret->setPlaceholderText(m_taken ? QString() : tr("unchanged"));
    fitHeight(*this);
}

bool ChannelDialog::validate()
{
    const AlertChannel now = channel();
    QString other;
    std::map<QString, QString> problems;
    for (const RuleFault& fault : faultsOf(now)) {
        problems[fault.key] = fault.reason;
        if (!m_fields.contains(fault.key))
            other = u'"' + fault.key + u"\" "_s + fault.reason;
    }
    if (m_taken && needsSecret(now) && !secret())
        problems[u"secret"_s] = tr("is needed.");
    else if (secretOf(now) == ChannelSecret::Url && secret() && !isWebhookUrl(*secret()))
        problems[u"secret"_s] = tr("must be an address with https://.");
    for (const auto& [key, field] : m_fields)
        field->setProblem(problems.contains(key) ? problems[key] : QString());
    showProblem(other);
    fitHeight(*this);
    return problems.empty();
}

void ChannelDialog::test()
{
    if (!validate())
        return;
    m_testing = channel().id;
    m_test->setEnabled(false);
    widgets::setStyleProperty(m_message, "problem", false);
    m_message->setText(tr("Sending a test…"));
    m_message->show();
    m_services.channels->test(channel(), secret());
}

void ChannelDialog::showProblem(const QString& problem)
{
    widgets::setStyleProperty(m_message, "problem", true);
    m_message->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_message->setVisible(!problem.isEmpty());
}

} // namespace cacheledger
