// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cachecard.h"

#include "metrics/format.h"
#include "ui/charts/sparkline.h"

#include <QtGui/QContextMenuEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

CacheCard::CacheCard(CacheConfig cache, Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_cache(std::move(cache)),
      m_theme(theme)
{
    widgets::makeCard(this);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_menu = makeMenu();
    setUp();
    setCache(m_cache);
    connect(theme, &Theme::changed, this, &CacheCard::restyle);
}

QMenu* CacheCard::makeMenu()
{
    auto* menu = new QMenu(this);
    connect(menu->addAction(tr("&Open dashboard")), &QAction::triggered, this, &CacheCard::opened);
    connect(menu->addAction(tr("&Nodes")), &QAction::triggered, this, &CacheCard::nodesRequested);
    connect(menu->addAction(tr("&Edit…")), &QAction::triggered, this, &CacheCard::editRequested);
    connect(menu->addAction(tr("&Duplicate…")), &QAction::triggered, this, &CacheCard::duplicateRequested);
    menu->addSeparator();
    connect(menu->addAction(tr("&Remove")), &QAction::triggered, this, &CacheCard::removeRequested);
    return menu;
}

QLayout* CacheCard::makeHead()
{
    m_name = new ElidedLabel(this);
    m_name->setFont(m_theme->font(FontRole::Title, true));
    m_environment = new EnvironmentBadge(m_theme, this);
    m_watermark = widgets::label(tr("DEMO"), m_theme, FontRole::Small, true, this);
    m_watermark->setProperty("watermark", true);
    auto* more = widgets::iconButton(m_theme, u"menu"_s, tr("More"), this);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setMenu(m_menu);
    more->setObjectName(u"CardMenu"_s);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::space2);
    head->addWidget(m_name, 0);
    head->addWidget(m_environment);
    head->addWidget(m_watermark);
    head->addStretch(1);
    head->addWidget(more);
    return head;
}

QLayout* CacheCard::makeFacts()
{
    const auto fact = [this](const QString& caption) {
        Fact made;
        made.caption = widgets::dimLabel(caption, m_theme, FontRole::Small, this);
        made.value = new ElidedLabel(this);
        made.value->setFont(m_theme->font(FontRole::Body, true));
        return made;
    };
    m_memory = fact(tr("Memory"));
    m_evictions = fact(tr("Evictions"));
    m_latency = fact(tr("Probe p95"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metric::space3);
    grid->setVerticalSpacing(2);
    int column = 0;
    for (const Fact& each : {m_memory, m_evictions, m_latency}) {
        grid->addWidget(each.caption, 0, column);
        grid->addWidget(each.value, 1, column++);
    }
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    return grid;
}

void CacheCard::setUp()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, metric::space3, metric::space3, 14);
    column->setSpacing(metric::space1);
    column->addLayout(makeHead());

    m_stateText = new SeverityLabel(m_theme, FontRole::Body, this);
    m_since = new ElidedLabel(this);
    m_since->setFont(m_theme->font(FontRole::Small));
    m_since->setProperty("dim", true);
    m_remedy = widgets::button({}, this);
    m_remedy->setObjectName(u"CardRemedy"_s);
    auto* state = new QHBoxLayout;
    state->setSpacing(metric::space2);
    state->addWidget(m_stateText);
    state->addWidget(m_since, 1);
    state->addWidget(m_remedy);
    column->addLayout(state);
    m_error = widgets::label({}, m_theme, FontRole::Small, false, this);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    column->addWidget(m_error);
    m_alert = new ElidedLabel(this);
    m_alert->setObjectName(u"CardAlert"_s);
    m_alert->setFont(m_theme->font(FontRole::Small, true));
    m_alert->hide();
    column->addWidget(m_alert);
    column->addSpacing(metric::space2);

    QFont large = m_theme->font(FontRole::Number, true);
    large.setPixelSize(34);
    m_ratio = new ElidedLabel(this);
    m_ratio->setFont(large);
    m_ratio->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_ratioUnit = new ElidedLabel(this);
    m_ratioUnit->setFont(m_theme->font(FontRole::Body));
    m_ratioUnit->setProperty("dim", true);
    m_ratioUnit->alignBaselineTo(m_ratio);
    m_ratioState = new SeverityLabel(m_theme, FontRole::Small, this);
    auto* ratio = new QHBoxLayout;
    ratio->setSpacing(metric::space1 + 2);
    ratio->addWidget(m_ratio, 0, Qt::AlignBottom);
    ratio->addWidget(m_ratioUnit, 1, Qt::AlignBottom);
    ratio->addWidget(m_ratioState, 0, Qt::AlignVCenter);
    column->addLayout(ratio);
    m_spark = new Sparkline(m_theme, this);
    m_spark->setMinimumHeight(40);
    m_spark->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    column->addWidget(m_spark, 1);
    column->addSpacing(metric::space1);
    column->addLayout(makeFacts());
    setMinimumHeight(286);

    connect(m_remedy, &QPushButton::clicked, this, [this] {
        if (m_state.needsPassword())
            Q_EMIT passwordRequested();
        else
            Q_EMIT retryRequested();
    });
}

void CacheCard::setCache(const CacheConfig& cache)
{
    m_cache = cache;
    setObjectName(u"CacheCard."_s + cache.name);
    m_name->setText(cache.name);
    m_watermark->setVisible(cache.demo);
    restyle();
}

void CacheCard::setLook(const EnvironmentLook& look)
{
    m_look = look;
    m_environment->setLook(look);
    update();
}

/// The colour of the environment down the left edge; the badge says it in words.
void CacheCard::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    if (m_look.text.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_look.color);
    const double width = m_look.production ? 4 : 2;
    painter.drawRoundedRect(QRectF(3, 10, width, height() - 20), width / 2, width / 2);
}

void CacheCard::setState(const CacheState& state, TimeMs nowMs, const QTimeZone& zone)
{
    m_state = state;
    m_nowMs = nowMs;
    m_zone = zone;
    restyle();
}

void CacheCard::setHeadline(const FramePtr& frame)
{
    m_frame = frame;
    m_unread.clear();
    restyle();
}

void CacheCard::setUnread(const Error& error)
{
    m_frame.reset();
    m_unread = error.text();
    restyle();
}

void CacheCard::setHistory(const FramePtr& frame)
{
    widgets::showSeries(m_spark, frame.get(), "hit_ratio");
}

void CacheCard::setAlert(const QString& text, const QString& tier)
{
    if (text == m_alert->text())
        return;
    m_alert->setText(text);
    widgets::setStyleProperty(m_alert, "tier", tier);
    m_alert->setVisible(!text.isEmpty());
    restyle();
}

void CacheCard::setThresholds(const std::vector<Threshold>& thresholds)
{
    m_thresholds = thresholds;
    restyle();
}

void CacheCard::setSavings(const QString& text)
{
    if (!m_savings && text.isEmpty())
        return;
    if (!m_savings) {
        m_savings = new ElidedLabel(this);
        m_savings->setObjectName(u"CardSavings"_s);
        m_savings->setFont(m_theme->font(FontRole::Small, true));
        static_cast<QVBoxLayout*>(layout())->addWidget(m_savings);
    }
    m_savings->setText(text);
    m_savings->setVisible(!text.isEmpty());
    restyle();
}

Severity CacheCard::severity() const
{
    Severity worst = m_state.severity;
    if (m_state.state == NodeState::Down || m_state.stale)
        return worst; // what was measured before says nothing about now
    if (!m_unread.isEmpty())
        worst = worseOf(worst, Severity::Unknown);
    for (const HeadlineSpec& spec : headlineSpecs()) {
        const Severity each = headlineContent(spec, m_frame.get(), nullptr, m_thresholds).severity;
        if (each == Severity::Warning || each == Severity::Critical)
            worst = worseOf(worst, each);
    }
    return worst;
}

int CacheCard::rank() const
{
    return 2 * severityRank(severity()) + (m_state.nodesDown > 0);
}

QString CacheCard::reason() const
{
    if (m_state.severity != Severity::Normal)
        return wording::state(m_state);
    QStringList reasons;
    for (const HeadlineSpec& spec : headlineSpecs()) {
        const TileContent content = headlineContent(spec, m_frame.get(), nullptr, m_thresholds);
        if (content.severity == Severity::Warning || content.severity == Severity::Critical)
            reasons << spec.caption;
    }
    return reasons.join(tr(", "));
}

void CacheCard::restyle()
{
    QStringList since;
    if (m_state.state != NodeState::Up || m_state.stale)
        since << wording::since(m_state, m_nowMs, m_zone);
    const bool down = m_state.nodesDown > 0;
    since << (down ? wording::nextTry(m_state, m_nowMs) : wording::lastSeen(m_state.lastSampleMs, m_nowMs));
    if (m_state.slowedToMs && !down)
        since << wording::pace(*m_state.slowedToMs);
    if (m_state.malformedLines > 0)
        since << tr("lines of INFO not understood: %1").arg(m_state.malformedLines);
    since.removeAll(QString());
    m_stateText->setSeverity(m_state.severity, wording::state(m_state));
    m_since->setText(since.join(u" · "_s));
    QString problem = m_unread;
    if (down && m_state.error)
        problem = m_state.error->text();
    m_error->setText(problem);
    m_error->setVisible(!problem.isEmpty());
    const bool password = m_state.needsPassword();
    m_remedy->setText(password ? tr("Edit…") : tr("Retry now"));
    m_remedy->setAccessibleName(password ? tr("Edit %1").arg(m_cache.name) : tr("Retry %1 now").arg(m_cache.name));
    m_remedy->setVisible(down);
    widgets::setStyleProperty(this, "stale", m_state.stale);
    m_spark->setDimmed(m_state.stale);
    updateFacts();
    setAccessibleName(
        tr("%1: %2, hit ratio %3 %4").arg(m_cache.name, wording::state(m_state), m_ratio->text(), m_ratioUnit->text()));
    QStringList said{problem, m_alert->text(), m_savings ? m_savings->text() : QString()};
    said.removeAll(QString());
    setAccessibleDescription(said.join(u' '));
}

void CacheCard::updateFacts()
{
    const Frame* frame = m_frame.get();
    const HeadlineSpec ratioSpec = headlineSpecs().front();
    const TileContent ratio = headlineContent(ratioSpec, frame, nullptr, m_thresholds);
    m_ratio->setText(ratio.number);
    QFont font = m_theme->font(FontRole::Number, ratio.known);
    font.setPixelSize(ratio.known ? 34 : 24);
    if (m_ratio->font().pixelSize() != font.pixelSize()) {
        m_ratio->setFont(font);
        m_ratioUnit->alignBaselineTo(m_ratio);
    }
    m_ratioUnit->setText(ratio.known ? tr("% hit ratio, 5 min") : tr("hit ratio"));
    const bool quiet = m_state.stale || m_state.state == NodeState::Down || !ratio.known;
    m_ratioState->setSeverity(ratio.severity, Theme::severityWord(ratio.severity));
    m_ratioState->setVisible(!quiet);
    const auto evictions = singleValue(frame, "evictions_per_second");
    m_memory.value->setText(memoryText(frame));
    m_evictions.value->setText(evictions ? tr("%1 /min").arg(format::value(*evictions * 60, Unit::PerSecond).number)
                                         : format::value({}, Unit::PerSecond).joined());
    m_latency.value->setText(format::value(singleValue(frame, "probe.p95"), Unit::Microseconds).joined());
    for (QLabel* value : {static_cast<QLabel*>(m_ratio), m_memory.value, m_evictions.value, m_latency.value})
        widgets::setStyleProperty(value, "dim", quiet);
}

void CacheCard::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT opened();
    QFrame::mouseReleaseEvent(event);
}

void CacheCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT opened();
    else if (event->key() == Qt::Key_Delete)
        Q_EMIT removeRequested();
    else
        QFrame::keyPressEvent(event);
}

void CacheCard::contextMenuEvent(QContextMenuEvent* event)
{
    m_menu->popup(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(rect().center()) : event->globalPos());
}

} // namespace cacheledger
