// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentmessages.h"

#include "incidents/playbook.h"
#include "incidents/playbookcontext.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QUuid>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

IncidentMessages::IncidentMessages(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_audience(new QComboBox(this)),
      m_kind(new QComboBox(this)),
      m_text(new QPlainTextEdit(this)),
      m_missing(widgets::label({}, context.theme, FontRole::Small)),
      m_copy(widgets::button({}, this)),
      m_channel(new QComboBox(this)),
      m_send(widgets::button({}, this))
{
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Message"), context.theme, FontRole::Body, true));
    for (const Audience audience : allAudiences)
        m_audience->addItem(audienceName(audience), static_cast<int>(audience));
    for (const MessageKind kind : allMessageKinds)
        m_kind->addItem(messageKindName(kind), static_cast<int>(kind));
    m_audience->setObjectName(u"MessageAudience"_s);
    m_audience->setAccessibleName(tr("To whom"));
    m_kind->setObjectName(u"MessageKind"_s);
    m_kind->setAccessibleName(tr("Which message"));
    m_text->setObjectName(u"MessageText"_s);
    m_text->setAccessibleName(tr("Message"));
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(96);
    m_missing->setObjectName(u"MessageMissing"_s);
    m_missing->setProperty("problem", true);
    m_missing->setTextFormat(Qt::PlainText);
    m_missing->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(m_audience, 1);
    row->addWidget(m_kind, 1);
    column->addLayout(row);
    column->addWidget(m_text);
    column->addWidget(m_missing);
    column->addLayout(makeButtons());
    connect(m_audience, &QComboBox::currentIndexChanged, this, &IncidentMessages::fill);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &IncidentMessages::fill);
    connect(m_text, &QPlainTextEdit::textChanged, this, &IncidentMessages::showMissing);
    showButtons();
}

QLayout* IncidentMessages::makeButtons()
{
    m_copy->setObjectName(u"MessageCopy"_s);
    m_channel->setObjectName(u"MessageChannel"_s);
    m_channel->setAccessibleName(tr("Channel"));
    m_send->setObjectName(u"MessageSend"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(m_copy);
    row->addStretch(1);
    row->addWidget(m_channel);
    row->addWidget(m_send);
    connect(m_copy, &QPushButton::clicked, this, &IncidentMessages::onCopy);
    connect(m_send, &QPushButton::clicked, this, &IncidentMessages::onSend);
    if (ChannelKeeper* channels = m_context.services.channels) {
        connect(channels, &ChannelKeeper::changed, this, &IncidentMessages::fillChannels);
        connect(channels, &ChannelKeeper::messageTaken, this, &IncidentMessages::onTaken);
    }
    fillChannels();
    return row;
}

void IncidentMessages::fillChannels()
{
    const QString chosen = m_channel->currentData().toString();
    m_channel->clear();
    if (m_context.services.channels) {
        for (const AlertChannel& channel : m_context.services.channels->channels()) {
            if (takesMessages(channel) && channel.kind != ChannelKind::Desktop)
                m_channel->addItem(channel.name, channel.id);
        }
    }
    m_channel->setCurrentIndex(std::max(0, m_channel->findData(chosen)));
    m_channel->setVisible(m_channel->count() > 0);
    m_send->setVisible(m_channel->count() > 0);
}

void IncidentMessages::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    m_incident = incident;
    setVisible(incident->playbook != nullptr);
    if (!isAnother)
        return;
    m_shown = m_text->toPlainText();
    m_kind->setCurrentIndex(m_kind->findData(
        static_cast<int>(incident->state == IncidentState::Open ? MessageKind::Initial : MessageKind::Resolved)));
}

void IncidentMessages::refresh(const PlaybookContext& filled)
{
    if (!m_incident || !m_incident->playbook)
        return;
    for (const Audience audience : allAudiences) {
        for (const MessageKind kind : allMessageKinds)
            m_filled[{static_cast<int>(audience), static_cast<int>(kind)}] =
                filled.fill(m_incident->playbook->message(audience, kind));
    }
    // Not under the user's hands, nor between question and answer.
    if (m_text->toPlainText() == m_shown && chosen().text != m_shown && !m_asked && !m_text->hasFocus())
        fill();
}

const FilledText& IncidentMessages::chosen()
{
    return m_filled[{m_audience->currentData().toInt(), m_kind->currentData().toInt()}];
}

void IncidentMessages::fill()
{
    m_shown = chosen().text;
    m_text->setPlainText(m_shown);
    showMissing();
}

void IncidentMessages::showMissing()
{
    // Whoever has replaced all of them has nothing missing any more.
    const QStringList& missing = chosen().missing;
    const QString text = m_text->toPlainText();
    const bool isMissing = !missing.isEmpty() && (text == m_shown || text.contains(u'['));
    m_missing->setText(isMissing ? u"▲ "_s + tr("Not available: %1.").arg(missing.join(u"; "_s)) : QString());
    m_missing->setVisible(isMissing);
    showButtons();
}

void IncidentMessages::showButtons()
{
    m_asked = nullptr;
    m_copy->setText(tr("Copy"));
    m_send->setText(tr("Send"));
}

/// Asks once where something is missing.
bool IncidentMessages::mayLeave(QPushButton* button, const QString& question)
{
    if (m_missing->isHidden() || m_asked == button)
        return true;
    showButtons();
    m_asked = button;
    button->setText(question);
    return false;
}

void IncidentMessages::onCopy()
{
    if (!mayLeave(m_copy, tr("Copy although something is missing")))
        return;
    const QString text = m_text->toPlainText();
    QGuiApplication::clipboard()->setText(text);
    showButtons();
    Q_EMIT copied(m_audience->currentText(), text);
}

void IncidentMessages::onSend()
{
    if (!mayLeave(m_send, tr("Send although something is missing")))
        return;
    showButtons();
    OperatorMessage message;
    message.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    message.channel = m_channel->currentData().toString();
    message.title = tr("%1: %2").arg(m_incident->cacheName, m_incident->title);
    message.text = m_text->toPlainText();
    message.thread = u"cacheledger/incident/"_s + m_incident->id;
    if (const auto sent = m_context.services.channels->send(message); !sent)
        m_context.actions->notify(sent.error().text());
    else
        m_sent[message.id] = {m_incident->id, m_audience->currentText(), m_channel->currentText(), message.text};
}

void IncidentMessages::onTaken(const QString& message, const QString& problem)
{
    const auto sent = m_sent.extract(message);
    if (!sent)
        return;
    const Sent& what = sent.mapped();
    if (problem.isEmpty())
        Q_EMIT handedOver(what.incident, what.audience, what.channel, what.text);
    else
        m_context.actions->notify(tr("The message is not sent. %1").arg(problem));
}

} // namespace cacheledger
