// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rangebar.h"

#include "ui/cachestate.h"
#include "ui/dialogs/rangedialog.h"
#include "ui/timerange.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <numeric>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString presetLabel(const RangePreset& preset)
{
    return QCoreApplication::translate("TimeRange", preset.label);
}

RangeBar::RangeBar(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_row(new QHBoxLayout(this)),
      m_title(widgets::label({}, context.theme, FontRole::Title, true, this)),
      m_caches(new QComboBox(this)),
      m_environment(new EnvironmentBadge(context.theme, this)),
      m_segments(new QFrame(this)),
      m_live(widgets::button({}, this)),
      m_waitingBadge(widgets::label({}, context.theme, FontRole::Small, true, this)),
      m_compare(
          widgets::iconButton(context.theme, u"compare"_s, tr("Compare with the previous period (Ctrl+B)"), this)),
      m_back(widgets::iconButton(context.theme, u"back"_s, tr("Back to the range before"), this))
{
    setObjectName(u"RangeBar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(52);
    setUpRanges();
    setUpControls();
    connect(m_context.range, &TimeRange::changed, this, &RangeBar::updateRange);
    connect(m_context.selection, &CacheSelection::changed, this, &RangeBar::updateSelection);
    const CacheStore* caches = m_context.services.caches;
    connect(caches, &CacheStore::cacheAdded, this, &RangeBar::fillCaches);
    connect(caches, &CacheStore::cacheUpdated, this, &RangeBar::fillCaches);
    connect(caches, &CacheStore::cacheRemoved, this, &RangeBar::fillCaches);
    connect(m_context.services.statuses, &NodeStatusBoard::statusChanged, this, &RangeBar::onStatus);
    connect(caches, &CacheStore::environmentColorsChanged, this, &RangeBar::updateSelection);
    connect(m_context.theme, &Theme::changed, this, &RangeBar::updateSelection);
    fillCaches();
    updateRange();
}

void RangeBar::setUpRanges()
{
    auto* row = new QHBoxLayout(m_segments);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_segments->setAccessibleName(tr("Time range"));
    const auto segment = [&](const QString& text) {
        auto* button = new QToolButton(m_segments);
        button->setText(text);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setProperty("segment", true);
        row->addWidget(button);
        return button;
    };
    for (const RangePreset& preset : TimeRange::presets()) {
        QToolButton* button = segment(presetLabel(preset));
        const QString id = QString::fromLatin1(preset.id);
        button->setObjectName(u"Range."_s + id);
        button->setAccessibleName(tr("Last %1").arg(presetLabel(preset)));
        button->setToolTip(button->accessibleName());
        connect(button, &QToolButton::clicked, this, [this, id] {
            m_context.range->setPreset(id);
            updateRange();
        });
        m_presets.push_back(button);
    }
    m_presets.front()->setProperty("first", true);
    m_custom = segment(tr("Custom…"));
    m_custom->setObjectName(u"Range.custom"_s);
    m_custom->setProperty("last", true);
    connect(m_custom, &QToolButton::clicked, this, &RangeBar::chooseCustomRange);
}

void RangeBar::makeList()
{
    m_list = new QComboBox(this);
    m_list->setAccessibleName(tr("Time range"));
    for (const RangePreset& preset : TimeRange::presets())
        m_list->addItem(presetLabel(preset), QString::fromLatin1(preset.id));
    m_list->addItem(tr("Custom…"), QString());
    m_row->insertWidget(m_row->indexOf(m_segments) + 1, m_list);
    setTabOrder(m_custom, m_list);
    connect(m_list, &QComboBox::activated, this, [this](int index) {
        const QString id = m_list->itemData(index).toString();
        if (id.isEmpty())
            chooseCustomRange();
        else
            m_context.range->setPreset(id);
    });
}

void RangeBar::setUpControls()
{
    m_caches->setAccessibleName(tr("Cache"));
    m_caches->setObjectName(u"CacheChooser"_s);
    m_caches->setMinimumContentsLength(6);
    m_caches->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_caches->setMaximumWidth(240);
    m_live->setObjectName(u"LiveButton"_s);
    m_compare->setObjectName(u"CompareButton"_s);
    m_compare->setCheckable(true);
    m_compare->setChecked(m_context.range->isComparing());
    m_back->setObjectName(u"BackButton"_s);
    m_waitingBadge->setObjectName(u"WaitingBadge"_s);
    m_waitingBadge->hide();
    m_row->setContentsMargins(metric::space4, metric::space2, metric::space4, metric::space2);
    m_row->setSpacing(metric::space2);
    m_row->addWidget(m_title);
    m_row->addSpacing(metric::space1);
    m_row->addWidget(m_caches);
    m_row->addWidget(m_environment);
    m_row->addStretch(1);
    m_row->addWidget(m_back);
    m_row->addWidget(m_segments);
    m_row->addWidget(m_compare);
    m_row->addWidget(m_live);
    m_row->addWidget(m_waitingBadge);
    connect(m_caches, &QComboBox::activated, this,
            [this] { m_context.selection->select({m_caches->currentData().toString()}); });
    connect(m_back, &QToolButton::clicked, m_context.range, &TimeRange::back);
    connect(m_compare, &QToolButton::clicked, m_context.range, &TimeRange::setComparing);
    connect(m_context.range, &TimeRange::comparingChanged, this,
            [this] { m_compare->setChecked(m_context.range->isComparing()); });
    connect(m_live, &QPushButton::clicked, this, &RangeBar::onLiveClicked);
    connect(m_context.theme, &Theme::changed, this, &RangeBar::updateRange);
}

void RangeBar::setPage(const QString& title, Page* page)
{
    if (m_page)
        disconnect(m_page, &Page::headerWidgetChanged, this, nullptr);
    m_page = page;
    if (m_page)
        connect(m_page, &Page::headerWidgetChanged, this, [this] {
            updateHeaderWidget();
            updateFit();
        });
    m_title->setText(title);
    updateHeaderWidget();
    updateSelection();
    updateRange();
}

void RangeBar::updateHeaderWidget()
{
    QWidget* own = m_page ? m_page->headerWidget() : nullptr;
    if (own == m_own)
        return;
    if (m_own) {
        m_row->removeWidget(m_own);
        m_own->setParent(m_ownPage);
        m_own->hide(); // for good: it must not come up again with its page
    }
    m_own = own;
    m_ownPage = own ? m_page : nullptr;
    if (own) {
        m_row->insertWidget(m_row->indexOf(m_environment) + 1, own);
        own->show();
    }
}

void RangeBar::fillCaches()
{
    // A list that is imported tells of each of its caches: the first time all of them are there already.
    const std::vector<CacheConfig>& caches = m_context.services.caches->caches();
    bool same = m_caches->count() == static_cast<int>(caches.size());
    for (int i = 0; same && i < m_caches->count(); ++i) {
        const CacheConfig& cache = caches[static_cast<std::size_t>(i)];
        same = m_caches->itemText(i) == cache.name && m_caches->itemData(i).toString() == cache.id.value;
    }
    if (!same) {
        m_caches->clear();
        for (const CacheConfig& cache : caches)
            m_caches->addItem(cache.name, cache.id.value);
    }
    updateSelection();
}

void RangeBar::updateSelection()
{
    const CacheId current = m_context.selection->current();
    m_caches->setCurrentIndex(m_caches->findData(current.value));
    const CacheConfig* cache = m_context.services.caches->find(current);
    const bool shown = m_page && m_page->usesCache();
    m_look = cache ? environmentLook(*cache, *m_context.services.caches, *m_context.theme) : EnvironmentLook();
    m_environment->setLook(shown ? m_look : EnvironmentLook());
    update();
    m_caches->setVisible(shown);
    updateHeaderWidget();
    updateWaiting();
    updateFit();
}

/// While a production cache is chosen its colour stands above every page that is about it.
void RangeBar::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    if (m_look.text.isEmpty() || !m_page || !m_page->usesCache())
        return;
    QPainter painter(this);
    painter.fillRect(0, 0, width(), m_look.production ? 4 : 2, m_look.color);
}

QString RangeBar::customText() const
{
    const TimeSpan span = m_context.range->span();
    const TimeMs nowMs = m_context.services.clock->nowMs();
    const QTimeZone& zone = m_context.range->zone();
    return tr("%1 to %2").arg(wording::clockTime(span.fromMs, nowMs, zone), wording::clockTime(span.toMs, nowMs, zone));
}

void RangeBar::updateRange()
{
    TimeRange* range = m_context.range;
    if (range->isPaused() && !m_wasPaused)
        m_waiting.clear();
    m_wasPaused = range->isPaused();
    const bool live = range->isLive();
    std::size_t index = 0;
    for (const RangePreset& preset : TimeRange::presets())
        m_presets[index++]->setChecked(live && range->presetId() == QLatin1String(preset.id));
    m_custom->setChecked(!live);
    m_custom->setToolTip(live ? tr("Choose two moments") : customText());
    showRangeInList();
    m_live->setText(!live ? tr("Go live") : range->isPaused() ? tr("Resume") : tr("Pause"));
    m_live->setIcon(m_context.theme->icon(!live ? u"live"_s : range->isPaused() ? u"play"_s : u"pause"_s));
    m_live->setToolTip(tr("%1 (Ctrl+P)").arg(m_live->text()));
    updateWaiting();
    updateFit();
}

void RangeBar::showRangeInList()
{
    if (!m_list)
        return;
    const bool live = m_context.range->isLive();
    m_list->setCurrentIndex(live ? m_list->findData(m_context.range->presetId()) : m_list->count() - 1);
    m_list->setToolTip(live ? QString() : customText());
}

void RangeBar::onLiveClicked()
{
    togglePause();
}

void RangeBar::togglePause()
{
    if (m_context.range->isLive())
        m_context.range->setPaused(!m_context.range->isPaused());
    else
        m_context.range->goLive();
}

void RangeBar::toggleComparing()
{
    if (m_page && m_page->comparesPeriods())
        m_context.range->setComparing(!m_context.range->isComparing());
}

void RangeBar::chooseCustomRange()
{
    auto* dialog = new RangeDialog(m_context.range->span(), m_context.services.clock->nowMs(), m_context.range->zone(),
                                   m_context.theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RangeDialog::accepted, this, [this, dialog] { m_context.range->zoomTo(dialog->span()); });
    connect(dialog, &RangeDialog::finished, this, &RangeBar::updateRange);
    dialog->open();
}

void RangeBar::onStatus(const NodeStatus& status)
{
    if (!m_context.range->isPaused() || status.state != NodeState::Up || !status.latest)
        return;
    ++m_waiting[status.cache];
    updateWaiting();
}

int RangeBar::waitingSamples() const
{
    if (m_page && m_page->usesCache())
        return m_waiting.value(m_context.selection->current());
    return std::accumulate(m_waiting.begin(), m_waiting.end(), 0);
}

void RangeBar::updateWaiting()
{
    const int count = m_context.range->isPaused() ? waitingSamples() : 0;
    const bool ranged = m_page && m_page->usesRange();
    const QString text = count > 9999 ? u"9999+"_s : u"+%1"_s.arg(count);
    const bool widthChanged = text.size() != m_waitingBadge->text().size();
    m_waitingBadge->setText(text);
    m_waitingBadge->setToolTip(tr("Samples that arrived since the pause: %1").arg(count));
    m_waitingBadge->setAccessibleName(m_waitingBadge->toolTip());
    const bool visible = ranged && count > 0;
    if (m_waitingBadge->isVisibleTo(this) != visible || widthChanged) {
        m_waitingBadge->setVisible(visible);
        updateFit();
    }
}

void RangeBar::updateFit()
{
    if (!testAttribute(Qt::WA_PendingResizeEvent)) // else its width, font and style are still to come
        fit();
}

void RangeBar::fit()
{
    const bool ranged = m_page && m_page->usesRange();
    m_back->setVisible(ranged && m_context.range->canGoBack());
    m_live->setVisible(ranged);
    m_compare->setVisible(ranged && m_page->comparesPeriods());
    // The sidebar says which page it is; which cache it is must be readable.
    m_title->setVisible(width() >= 700 || !m_page || !m_page->usesCache());
    int needed = m_row->contentsMargins().left() + m_row->contentsMargins().right() + m_segments->sizeHint().width();
    for (const QWidget* each :
         {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_caches), static_cast<QWidget*>(m_environment),
          m_own.data(), static_cast<QWidget*>(m_back), static_cast<QWidget*>(m_compare), static_cast<QWidget*>(m_live),
          static_cast<QWidget*>(m_waitingBadge)}) {
        if (each && each->isVisibleTo(this))
            needed += each->sizeHint().width() + m_row->spacing();
    }
    const bool fits = needed + metric::space4 <= width();
    m_segments->setVisible(ranged && fits);
    if (ranged && !fits && !m_list) {
        makeList();
        showRangeInList();
    }
    if (m_list)
        m_list->setVisible(ranged && !fits);
}

QSize RangeBar::minimumSizeHint() const
{
    return {320, 52};
}

void RangeBar::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fit();
}

} // namespace cacheledger
