// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/playbookdialog.h"

#include "incidents/placeholder.h"
#include "ui/dialogs/dialogfit.h"
#include "ui/widgets.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

PlaybookDialog::PlaybookDialog(const PageContext& context, QWidget* parent)
    : QDialog(parent),
      m_playbook(new QComboBox(this)),
      m_cache(new QComboBox(this)),
      m_meaning(widgets::dimLabel(tr("The playbooks are being read."), context.theme, FontRole::Body)),
      m_open(widgets::primaryButton(tr("&Open incident"), this)),
      m_asked(context.services.incidents->requestPlaybooks())
{
    setWindowTitle(tr("Open an incident with a playbook"));
    m_playbook->setObjectName(u"PlaybookChoice"_s);
    m_playbook->setAccessibleName(tr("Playbook"));
    m_playbook->setMinimumWidth(320);
    m_cache->setObjectName(u"PlaybookCache"_s);
    m_cache->setAccessibleName(tr("Cache"));
    m_open->setObjectName(u"PlaybookOpen"_s);
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    m_meaning->setMinimumHeight(64);
    m_meaning->setAlignment(Qt::AlignTop);
    for (const CacheConfig& cache : context.services.caches->caches())
        m_cache->addItem(cache.name, cache.id.value);
    m_cache->setCurrentIndex(std::max(0, m_cache->findData(context.selection->current().value)));
    auto* form = new QFormLayout;
    form->addRow(tr("&Playbook"), m_playbook);
    form->addRow(tr("&Cache"), m_cache);
    widgets::layOutDialog(this, form, m_meaning, m_open);
    m_open->setEnabled(false);
    for (QComboBox* each : {m_playbook, m_cache})
        connect(each, &QComboBox::currentIndexChanged, this, &PlaybookDialog::showChoice);
    connect(context.services.incidents, &IncidentClient::playbooksReady, this,
            [this](quint64 request, const std::vector<PlaybookChoice>& playbooks) {
                if (request == m_asked)
                    fill(playbooks);
            });
}

void PlaybookDialog::fill(const std::vector<PlaybookChoice>& playbooks)
{
    m_playbooks = playbooks;
    m_playbook->clear();
    for (const PlaybookChoice& playbook : playbooks)
        m_playbook->addItem(playbook.title, playbook.id);
    m_open->setEnabled(!playbooks.empty() && m_cache->count() > 0);
    showChoice();
}

void PlaybookDialog::showChoice()
{
    const auto chosen = static_cast<std::size_t>(m_playbook->currentIndex());
    if (chosen >= m_playbooks.size())
        return;
    const auto valueOf = [this](const QString& name, const QString&) { // the rest is known when it is open
        return PlaceholderValue{name == u"cache" ? m_cache->currentText() : u"…"_s, {}};
    };
    m_meaning->setText(placeholder::fill(m_playbooks[chosen].meaning, valueOf).text);
    fitHeight(*this);
}

QString PlaybookDialog::playbook() const
{
    return m_playbook->currentData().toString();
}

CacheId PlaybookDialog::cache() const
{
    return CacheId{m_cache->currentData().toString()};
}

} // namespace cacheledger
