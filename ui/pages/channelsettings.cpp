// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channelsettings.h"

#include "ui/dialogs/channeldialog.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ChannelSettings::ChannelSettings(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_keeper(context.services.channels),
      m_rows(new QVBoxLayout),
      m_problem(widgets::label({}, context.theme, FontRole::Small))
{
    setObjectName(u"ChannelSettings"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Notifications"), context.theme, FontRole::Title, true));
    QLabel* about =
        widgets::dimLabel(tr("Alerts are told through these channels, unless a rule names others."), context.theme);
    about->setWordWrap(true);
    column->addWidget(about);
    m_rows->setSpacing(metric::space1);
    column->addLayout(m_rows);
    m_problem->setObjectName(u"ChannelProblem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    auto* add = widgets::button(tr("Add c&hannel…"));
    add->setObjectName(u"ChannelAdd"_s);
    connect(add, &QPushButton::clicked, this, [this] {
        AlertChannel mail;
        mail.kind = ChannelKind::Mail;
        edit(mail, true);
    });
    column->addWidget(add, 0, Qt::AlignLeft);
    connect(m_keeper, &ChannelKeeper::changed, this, &ChannelSettings::fill);
    connect(m_keeper, &ChannelKeeper::testFinished, this, &ChannelSettings::showTest);
    fill();
}

void ChannelSettings::fill()
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const AlertChannel& channel : m_keeper->channels())
        m_rows->addWidget(makeRow(channel));
    if (m_keeper->channels().empty())
        m_rows->addWidget(widgets::dimLabel(tr("Nobody is told of alerts."), m_context.theme, FontRole::Body));
    tell(m_keeper->problems().value(0));
}

/// "Mail · critical, warning", or what is wrong.
static QString aboutChannel(const AlertChannel& channel, const QString& problem)
{
    if (!problem.isEmpty())
        return u"▲ "_s + problem;
    QStringList tiers;
    for (const AlertTier tier : channel.tiers)
        tiers << ChannelDialog::tierText(tier);
    return ChannelDialog::kindText(channel) + u" · "_s +
           (tiers.isEmpty() ? ChannelSettings::tr("only for rules that name it") : tiers.join(u", "_s));
}

QWidget* ChannelSettings::makeRow(const AlertChannel& channel)
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space1);
    auto* on = new QCheckBox(row);
    on->setObjectName(u"Channel.on."_s + channel.id);
    on->setAccessibleName(tr("Tell %1").arg(channel.name));
    on->setToolTip(on->accessibleName());
    on->setChecked(channel.enabled);
    connect(on, &QCheckBox::toggled, this, [this, id = channel.id](bool enabled) { setEnabledOf(id, enabled); });
    line->addWidget(on);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* name = new ElidedLabel(row);
    name->setTextFormat(Qt::PlainText);
    name->setFont(m_context.theme->font(FontRole::Body, true));
    name->setText(channel.name);
    const QString problem = m_keeper->problemOf(channel.id);
    auto* about = new ElidedLabel(row);
    about->setTextFormat(Qt::PlainText);
    about->setObjectName(u"Channel.about."_s + channel.id);
    about->setFont(m_context.theme->font(FontRole::Small));
    about->setProperty(problem.isEmpty() ? "dim" : "problem", true);
    about->setText(aboutChannel(channel, problem));
    words->addWidget(name);
    words->addWidget(about);
    line->addLayout(words, 1);
    auto* test = widgets::button(tr("Test"), row);
    test->setObjectName(u"Channel.test."_s + channel.id);
    test->setAccessibleName(tr("Send a test through %1").arg(channel.name));
    connect(test, &QPushButton::clicked, this, [this, channel] {
        m_testing = channel.id;
        m_problem->show();
        widgets::setStyleProperty(m_problem, "problem", false);
        m_problem->setText(tr("Sending a test through “%1”…").arg(channel.name));
        m_keeper->test(channel, {});
    });
    line->addWidget(test);
    const auto addButton = [&](const QString& icon, const QString& text, auto act) {
        QToolButton* button = widgets::iconButton(m_context.theme, icon, text.arg(channel.name), row);
        button->setObjectName(u"Channel.%1.%2"_s.arg(icon, channel.id));
        connect(button, &QToolButton::clicked, this, act);
        line->addWidget(button);
    };
    addButton(u"edit"_s, tr("Edit %1"), [this, channel] { edit(channel, false); });
    addButton(u"remove"_s, tr("Remove %1"), [this, channel] { remove(channel); });
    return row;
}

void ChannelSettings::tell(const QString& problem)
{
    widgets::setStyleProperty(m_problem, "problem", true);
    m_problem->setText(problem.isEmpty() ? QString() : u"▲ "_s + problem);
    m_problem->setVisible(!problem.isEmpty());
}

void ChannelSettings::showTest(const QString& id, const QString& problem)
{
    if (id != m_testing)
        return; // asked for in the dialog
    m_testing.clear();
    tell(problem);
    if (problem.isEmpty()) {
        widgets::setStyleProperty(m_problem, "problem", false);
        m_problem->setText(tr("The test was sent."));
        m_problem->show();
    }
}

void ChannelSettings::setEnabledOf(const QString& id, bool on)
{
    std::vector<AlertChannel> channels = m_keeper->channels();
    const auto found = std::ranges::find(channels, id, &AlertChannel::id);
    if (found == channels.end())
        return;
    found->enabled = on;
    if (const auto saved = m_keeper->save(*found); !saved) {
        fill();
        tell(saved.error().text());
    }
}

void ChannelSettings::edit(const AlertChannel& channel, bool isNew)
{
    QStringList taken;
    for (const AlertChannel& known : m_keeper->channels())
        taken << known.id;
    auto* dialog = new ChannelDialog(m_context.services, m_context.theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setChannel(channel, isNew ? std::optional(taken) : std::nullopt);
    connect(dialog, &ChannelDialog::saveRequested, this, [this, dialog](const AlertChannel& edited) {
        // The secret first: what is saved is sent through at once.
        if (m_context.services.secrets && dialog->secret())
            m_context.services.secrets->write(channelSecretKey(edited.id), *dialog->secret());
        if (const auto saved = m_keeper->save(edited); !saved)
            dialog->showProblem(saved.error().text());
        else
            dialog->accept();
    });
    dialog->open();
}

void ChannelSettings::remove(const AlertChannel& channel)
{
    const auto position = m_keeper->remove(channel.id);
    if (!position) {
        tell(position.error().text());
        return;
    }
    if (!m_context.actions)
        return;
    // The notice may outlive this page, not the keeper.
    UserActions* actions = m_context.actions;
    const Services services = m_context.services;
    Notice notice{tr("“%1” is removed.").arg(channel.name), tr("Undo"), {}, {}};
    notice.act = [actions, services, channel, at = *position] {
        if (const auto saved = services.channels->save(channel, at); !saved)
            actions->notify(saved.error().text());
    };
    notice.expired = [services, id = channel.id] {
        const std::vector<AlertChannel> channels = services.channels->channels();
        if (services.secrets && std::ranges::find(channels, id, &AlertChannel::id) == channels.end())
            services.secrets->write(channelSecretKey(id), {});
    };
    Q_EMIT actions->noticeRequested(notice);
}

} // namespace cacheledger
