// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/reportschedules.h"

#include "ui/dialogs/formfield.h"
#include "ui/pages/reportchoices.h"
#include "ui/widgets.h"

#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtCore/QUuid>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ReportSchedules::ReportSchedules(const PageContext& context, const ReportChoices* choices, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_choices(choices),
      m_client(context.services.reports),
      m_rows(new QVBoxLayout),
      m_every(new QComboBox(this)),
      m_folder(new QLineEdit(this)),
      m_channel(new QComboBox(this)),
      m_message(widgets::label({}, context.theme, FontRole::Small))
{
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Every week or month"), context.theme, FontRole::Title, true));
    auto* about =
        widgets::dimLabel(tr("Made while the application runs, with the choices above; what was missed is made "
                             "up for once."),
                          context.theme);
    about->setWordWrap(true);
    column->addWidget(about);
    m_rows->setSpacing(metric::space1);
    column->addLayout(m_rows);
    m_every->setObjectName(u"ScheduleEvery"_s);
    m_every->addItem(tr("Each month"), static_cast<int>(ReportEvery::Month));
    m_every->addItem(tr("Each week"), static_cast<int>(ReportEvery::Week));
    m_folder->setObjectName(u"ScheduleFolder"_s);
    m_folder->setText(QDir::toNativeSeparators(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)));
    m_channel->setObjectName(u"ScheduleChannel"_s);
    column->addWidget(new FormField(tr("H&ow often"), m_every, context.theme, this));
    column->addWidget(new FormField(tr("Into the fol&der"), m_folder, context.theme, this));
    column->addWidget(new FormField(tr("And by &mail"), m_channel, context.theme, this));
    auto* addButton = widgets::button(tr("Add schedule"), this);
    addButton->setObjectName(u"ScheduleAdd"_s);
    column->addWidget(addButton, 0, Qt::AlignLeft);
    m_message->setObjectName(u"ScheduleMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    column->addWidget(m_message);
    connect(addButton, &QPushButton::clicked, this, &ReportSchedules::add);
    connect(m_client, &ReportClient::schedulesChanged, this, &ReportSchedules::fill);
    connect(m_client, &ReportClient::scheduleFailed, this,
            [this](const QString&, const Error& error) { tell(error.text(), true); });
    if (context.services.channels)
        connect(context.services.channels, &ChannelKeeper::changed, this, &ReportSchedules::fillChannels);
    fillChannels();
    fill();
}

void ReportSchedules::fillChannels()
{
    const QString chosen = m_channel->currentData().toString();
    m_channel->clear();
    m_channel->addItem(tr("Not by mail"), QString());
    const ChannelKeeper* channels = m_context.services.channels;
    for (const AlertChannel& channel : channels ? channels->channels() : std::vector<AlertChannel>()) {
        if (channel.kind == ChannelKind::Mail)
            m_channel->addItem(channel.name, channel.id);
    }
    m_channel->setCurrentIndex(std::max(0, m_channel->findData(chosen)));
}

void ReportSchedules::fill()
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const ReportSchedule& schedule : m_client->schedules()) {
        const CacheConfig* cache = m_context.services.caches->find(schedule.order.cache);
        const QString what = schedule.every == ReportEvery::Week ? tr("%1, each week") : tr("%1, each month");
        auto* row = new QWidget(this);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        auto* text = new ElidedLabel(row);
        text->setTextFormat(Qt::PlainText);
        text->setText(what.arg(cache ? cache->name : tr("a cache that is not configured")) + u" → "_s +
                      QDir::toNativeSeparators(schedule.folder));
        auto* removeButton = widgets::iconButton(m_context.theme, u"remove"_s, tr("Remove this schedule"), row);
        removeButton->setObjectName(u"ScheduleRemove"_s);
        connect(removeButton, &QToolButton::clicked, this, [this, id = schedule.id] { remove(id); });
        line->addWidget(text, 1);
        line->addWidget(removeButton);
        m_rows->addWidget(row);
    }
}

void ReportSchedules::add()
{
    ReportSchedule schedule;
    schedule.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    schedule.every = static_cast<ReportEvery>(m_every->currentData().toInt());
    schedule.order = m_choices->order();
    schedule.order.period = {};
    schedule.folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    schedule.channel = m_channel->currentData().toString();
    schedule.sinceMs = m_context.services.clock->nowMs();
    const auto kept = m_client->setSchedule(schedule);
    tell(kept ? tr("The first one is made when the period has ended.") : kept.error().text(), !kept);
}

void ReportSchedules::remove(const QString& id)
{
    if (const auto removed = m_client->removeSchedule(id); !removed)
        tell(removed.error().text(), true);
}

void ReportSchedules::tell(const QString& text, bool isProblem)
{
    m_message->setVisible(!text.isEmpty());
    widgets::setStyleProperty(m_message, "problem", isProblem);
    m_message->setText(isProblem ? u"▲ "_s + text : text);
}

} // namespace cacheledger
