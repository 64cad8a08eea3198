// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/followform.h"

#include "ui/dialogs/fieldcheck.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int sentinelPort = 26379;

static QStringList listed(const QLineEdit* line)
{
    QStringList words;
    for (const QString& word : line->text().split(u',', Qt::SkipEmptyParts))
        if (!word.trimmed().isEmpty())
            words << word.trimmed();
    return words;
}

/// "host", "host:port", "[::1]:port"; the port of sentinels where none is given.
static Result<Endpoint> sentinelAt(const QString& text)
{
    const bool hasPort = text.lastIndexOf(u':') > text.lastIndexOf(u']') && text.count(u':') >= 1;
    const auto parsed = parseEndpointUrl(hasPort ? text : u"%1:%2"_s.arg(text).arg(sentinelPort));
    if (!parsed)
        return parsed.error();
    if (parsed->hasPassword || !parsed->endpoint.user.isEmpty() || parsed->endpoint.transport == Transport::Unix)
        return Error{ErrorCode::InvalidArgument, FollowForm::tr("Write sentinels as host:port, nothing else."), {}};
    return parsed->endpoint;
}

FollowForm::FollowForm(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_how(new QComboBox),
      m_meaning(widgets::label({}, theme, FontRole::Small)),
      m_sentinelSection(new QWidget),
      m_primary(new QLineEdit),
      m_sentinels(new QLineEdit),
      m_user(new QLineEdit),
      m_password(new QLineEdit),
      m_mappings(new QLineEdit)
{
    m_how->setObjectName(u"Following"_s);
    const auto offer = [this](const QString& text, Following how) { m_how->addItem(text, static_cast<int>(how)); };
    offer(tr("No others"), Following::Off);
    offer(tr("Its replicas"), Following::Replicas);
    offer(tr("All nodes of its cluster"), Following::Cluster);
    offer(tr("Those that sentinels name"), Following::Sentinel);
    m_meaning->setWordWrap(true);
    m_mappings->setObjectName(u"AddressMappings"_s);
    m_mappings->setPlaceholderText(u"10.0.0.5=203.0.113.7"_s);
    m_mappingsField = new FormField(tr("Addresses that are reache&d elsewhere (NAT)"), m_mappings, theme);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space2);
    column->addWidget(new FormField(tr("Watch a&lso, as they come and go"), m_how, theme));
    column->addWidget(m_meaning);
    setUpSentinels(theme);
    column->addWidget(m_sentinelSection);
    column->addWidget(m_mappingsField);
    connect(m_how, &QComboBox::currentIndexChanged, this, &FollowForm::showFields);
    for (QLineEdit* line : {m_primary, m_sentinels, m_user, m_mappings}) {
        FieldCheck::follow(line);
        connect(line, &QLineEdit::textChanged, this, &FollowForm::edited);
    }
    connect(m_password, &QLineEdit::textEdited, this, [this] { m_passwordChanged = true; });
    showFields();
}

void FollowForm::setUpSentinels(Theme* theme)
{
    m_primary->setObjectName(u"SentinelPrimary"_s);
    m_primary->setPlaceholderText(u"mymaster"_s);
    m_sentinels->setObjectName(u"Sentinels"_s);
    m_sentinels->setPlaceholderText(u"host:26379, host:26379"_s);
    m_user->setObjectName(u"SentinelUser"_s);
    m_user->setPlaceholderText(tr("default user"));
    m_password->setObjectName(u"SentinelPassword"_s);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("none"));
    m_primaryField = new FormField(tr("The primary's name at the sentinels"), m_primary, theme);
    m_sentinelsField = new FormField(tr("Sentinels"), m_sentinels, theme);
    auto* login = new QHBoxLayout;
    login->setSpacing(metric::space2);
    login->addWidget(new FormField(tr("Sentinels' user"), m_user, theme), 1, Qt::AlignTop);
    login->addWidget(new FormField(tr("Sentinels' password"), m_password, theme), 1, Qt::AlignTop);
    auto* column = new QVBoxLayout(m_sentinelSection);
    widgets::setMargins(column, 0, metric::space2);
    column->addWidget(m_primaryField);
    column->addWidget(m_sentinelsField);
    column->addLayout(login);
}

static QString meaningOf(Following how)
{
    switch (how) {
    case Following::Replicas:
        return FollowForm::tr("The primary and the replicas that INFO names.");
    case Following::Cluster:
        return FollowForm::tr("Also after resharding and failovers; a lost node stays and is shown as down.");
    case Following::Sentinel:
        return FollowForm::tr("The host may be left empty: “Test connection” asks the sentinels for it.");
    case Following::Off:
        break;
    }
    return {};
}

void FollowForm::showFields()
{
    m_meaning->setText(meaningOf(how()));
    m_meaning->setVisible(!m_meaning->text().isEmpty());
    m_sentinelSection->setVisible(how() == Following::Sentinel);
    m_mappingsField->setVisible(how() != Following::Off);
    Q_EMIT edited();
}

Following FollowForm::how() const
{
    return static_cast<Following>(m_how->currentData().toInt());
}

void FollowForm::setFollow(const FollowConfig& follow)
{
    m_how->setCurrentIndex(m_how->findData(static_cast<int>(follow.how)));
    m_primary->setText(follow.sentinelPrimary);
    QStringList sentinels;
    for (const Endpoint& sentinel : follow.sentinels)
        sentinels << sentinel.address();
    m_sentinels->setText(sentinels.join(u", "_s));
    m_user->setText(follow.sentinels.empty() ? QString() : follow.sentinels.front().user);
    QStringList mappings;
    for (const AddressMapping& mapping : follow.mappings)
        mappings << mapping.announced + u'=' + mapping.reachable;
    m_mappings->setText(mappings.join(u", "_s));
}

FollowConfig FollowForm::follow(const Endpoint& dataNode) const
{
    FollowConfig follow;
    follow.how = how();
    if (follow.how == Following::Off)
        return follow;
    for (const QString& text : listed(m_mappings))
        if (const auto mapping = parseAddressMapping(text))
            follow.mappings.push_back(*mapping);
    if (follow.how != Following::Sentinel)
        return follow;
    follow.sentinelPrimary = m_primary->text().trimmed();
    for (const QString& text : listed(m_sentinels)) {
        const auto sentinel = sentinelAt(text);
        if (!sentinel)
            continue;
        follow.sentinels.push_back(*sentinel);
        follow.sentinels.back().user = m_user->text().trimmed();
        follow.sentinels.back().transport = dataNode.transport;
        follow.sentinels.back().tls = dataNode.tls;
        follow.sentinels.back().route = dataNode.route;
    }
    return follow;
}

void FollowForm::setPassword(const QString& password)
{
    m_password->setText(password);
    m_passwordChanged = false;
}

QString FollowForm::password() const
{
    return how() == Following::Sentinel ? m_password->text() : QString();
}

QString FollowForm::sentinelsProblem() const
{
    const QStringList sentinels = listed(m_sentinels);
    if (sentinels.isEmpty())
        return tr("Name at least one sentinel.");
    for (const QString& text : sentinels)
        if (const auto sentinel = sentinelAt(text); !sentinel)
            return sentinel.error().message;
    return {};
}

QString FollowForm::mappingsProblem() const
{
    for (const QString& text : listed(m_mappings))
        if (const auto mapping = parseAddressMapping(text); !mapping)
            return mapping.error().message;
    return {};
}

QString FollowForm::validate(bool all)
{
    FieldCheck check(all);
    const bool asksSentinels = how() == Following::Sentinel;
    const bool named = !m_primary->text().trimmed().isEmpty();
    check(m_primaryField, m_primary, asksSentinels && !named ? tr("Give the primary's name.") : QString());
    check(m_sentinelsField, m_sentinels, asksSentinels ? sentinelsProblem() : QString());
    check(m_mappingsField, m_mappings, how() != Following::Off ? mappingsProblem() : QString());
    return check.first();
}

} // namespace cacheledger
