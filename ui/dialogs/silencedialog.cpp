// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/silencedialog.h"

#include "ui/alerts/alertwords.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QUuid>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 usualSilenceMs = 3'600'000;

SilenceDialog::SilenceDialog(const PageContext& context, const Alert* alert, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_cache(makeBox(u"SilenceCache"_s, tr("Cache"), tr("All caches"))),
      m_node(makeBox(u"SilenceNode"_s, tr("Node"), tr("All nodes"))),
      m_tag(makeBox(u"SilenceTag"_s, tr("Tag"), tr("Whatever the tags"))),
      m_rule(makeBox(u"SilenceRule"_s, tr("Rule"), tr("All rules"))),
      m_end(widgets::momentEdit(context.services.clock->nowMs() + usualSilenceMs, context.range->zone(), tr("Until"),
                                this)),
      m_endMs(context.services.clock->nowMs() + usualSilenceMs),
      m_reason(new QLineEdit(this)),
      m_message(widgets::label({}, context.theme, FontRole::Small, false, this)),
      m_add(widgets::primaryButton(tr("&Silence"), this))
{
    setWindowTitle(tr("Silence alerts"));
    fill(alert);
    setUp();
    validate();
    m_reason->setFocus();
}

QComboBox* SilenceDialog::makeBox(const QString& object, const QString& name, const QString& all)
{
    auto* box = new QComboBox(this);
    box->setObjectName(object);
    box->setAccessibleName(name);
    box->addItem(all);
    return box;
}

void SilenceDialog::fill(const Alert* alert)
{
    QStringList tags;
    for (const CacheConfig& cache : m_context.services.caches->caches()) {
        m_cache->addItem(cache.name, cache.id.value);
        tags += cache.labels();
    }
    tags.removeDuplicates();
    for (const QString& tag : tags)
        m_tag->addItem(tag, tag);
    for (const ListedRule& listed : m_context.services.alerts->rules())
        m_rule->addItem(listed.rule.name, listed.rule.id);
    const auto choose = [](QComboBox* box, const QString& wanted) {
        box->setCurrentIndex(std::max(0, box->findData(wanted)));
    };
    if (alert)
        choose(m_cache, alert->cache.value);
    fillNodes();
    if (!alert)
        return;
    choose(m_node, alert->address);
    choose(m_rule, alert->key.rule);
}

void SilenceDialog::fillNodes()
{
    while (m_node->count() > 1)
        m_node->removeItem(1);
    if (const CacheConfig* cache = m_context.services.caches->find(CacheId{m_cache->currentData().toString()})) {
        for (const NodeConfig& node : cache->nodes)
            m_node->addItem(node.endpoint.address(), node.endpoint.address());
    }
    m_node->setEnabled(m_node->count() > 1);
}

void SilenceDialog::setUp()
{
    m_reason->setObjectName(u"SilenceReason"_s);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Why nobody need hear of it"));
    m_reason->setMinimumWidth(320);
    m_reason->setMaxLength(200);
    m_end->setObjectName(u"SilenceEnd"_s);
    m_message->setObjectName(u"SilenceMessage"_s);
    m_message->setWordWrap(true);
    m_add->setObjectName(u"SilenceAdd"_s);
    m_add->setDefault(true);
    auto* ends = new QHBoxLayout;
    ends->setSpacing(metric::space1);
    for (const RestChoice& choice : restChoices(m_context.services.clock->nowMs(), m_context.range->zone())) {
        auto* button = widgets::button(choice.text, this);
        ends->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, choice] {
            m_end->setDateTime(QDateTime::fromMSecsSinceEpoch(choice.untilMs, m_context.range->zone()));
        });
    }
    auto* form = new QFormLayout;
    form->setSpacing(metric::space2);
    form->addRow(tr("&Cache"), m_cache);
    form->addRow(tr("&Node"), m_node);
    form->addRow(tr("&Tag"), m_tag);
    form->addRow(tr("R&ule"), m_rule);
    form->addRow(m_context.range->isUtc() ? tr("Unt&il (UTC)") : tr("Unt&il"), m_end);
    form->addRow(QString(), ends);
    form->addRow(tr("&Reason"), m_reason);
    auto* cancel = widgets::button(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cache, &QComboBox::currentIndexChanged, this, &SilenceDialog::fillNodes);
    connect(m_reason, &QLineEdit::textChanged, this, &SilenceDialog::validate);
    connect(m_end, &QDateTimeEdit::dateTimeChanged, this, [this](const QDateTime& time) {
        m_endMs = time.toMSecsSinceEpoch();
        validate();
    });
}

void SilenceDialog::validate()
{
    const bool past = m_endMs <= m_context.services.clock->nowMs();
    const bool reasoned = !m_reason->text().trimmed().isEmpty();
    widgets::setStyleProperty(m_message, "problem", past);
    m_message->setText(past       ? u"▲ "_s + tr("The end lies in the past.")
                       : reasoned ? tr("Alerts are judged and kept as always; nobody is notified of them.")
                                  : tr("Others will read the reason: say why."));
    m_add->setEnabled(!past && reasoned);
}

Silence SilenceDialog::silence() const
{
    Silence made;
    made.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (m_cache->currentIndex() > 0)
        made.scope.caches = {m_cache->currentText()};
    if (m_node->currentIndex() > 0)
        made.scope.nodes = {m_node->currentData().toString()};
    if (m_tag->currentIndex() > 0)
        made.scope.tags = {m_tag->currentData().toString()};
    if (m_rule->currentIndex() > 0)
        made.rules = {m_rule->currentData().toString()};
    made.startMs = m_context.services.clock->nowMs();
    made.endMs = m_endMs;
    made.reason = m_reason->text().trimmed();
    return made;
}

} // namespace cacheledger
