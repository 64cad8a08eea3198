// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/ledgerpane.h"

#include "cost/moneyformat.h"
#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/figuretable.h"
#include "ui/layers/funnel.h"
#include "ui/pagescroll.h"
#include "ui/savings/barchart.h"
#include "ui/savings/ledgercharts.h"
#include "ui/savings/ledgerentriescard.h"
#include "ui/savings/ledgerview.h"
#include "ui/savings/monthcard.h"
#include "ui/savings/savingsheadlines.h"
#include "ui/savings/verdictcard.h"
#include "ui/timerange.h"
#include "ui/useractions.h"

#include <QtWidgets/QComboBox>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 ledgerDayMs = 24 * 3600'000LL;
static constexpr int ledgerDelayMs = 150;
static constexpr int ledgerAgainMs = 60'000;
static constexpr int emptyAgainMs = 5000; ///< who waits for the first counts waits in front of the page

LedgerPane::LedgerPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_step(new QComboBox(parent)),
      m_banner(new Banner(context.theme, this)),
      m_scroll(new PageScroll(this)),
      m_headlines(new SavingsHeadlines(context.theme))
{
    setUp();
    connectAll();
    showLedger();
}

LedgerPane::~LedgerPane()
{
    if (m_running != 0)
        m_context.services.ledger->cancel(m_running);
}

void LedgerPane::setUp()
{
    m_step->setObjectName(u"LedgerStep"_s);
    m_step->setAccessibleName(tr("Period"));
    m_step->setToolTip(tr("What a row of the ledger stands for"));
    m_step->addItem(tr("By hour"), static_cast<int>(LedgerStep::Hour));
    m_step->addItem(tr("By day"), static_cast<int>(LedgerStep::Day));
    m_step->addItem(tr("By month"), static_cast<int>(LedgerStep::Month));
    m_step->hide();
    m_scroll->add(m_banner);
    Theme* theme = m_context.theme;
    m_charts = new LedgerCharts(theme);
    m_stageBars = new BarChart(tr("Gross by stage"), theme);
    m_stages = new FigureTable(tr("Ledger by stage"));
    m_stages->setObjectName(u"LedgerStages"_s);
    m_stages->setOptionalColumns({3, 2, 1});
    m_assumptions = new FigureTable(tr("Assumptions"));
    m_assumptions->setObjectName(u"Assumptions"_s);
    m_assumptions->setOptionalColumns({4, 3});
    m_entries = new LedgerEntriesCard(m_context);
    m_notes = widgets::dimLabel({}, theme);
    m_notes->setObjectName(u"LedgerNotes"_s);
    m_notes->setWordWrap(true);
    m_month = new MonthCard(m_context);
    for (QWidget* card : {static_cast<QWidget*>(m_headlines), static_cast<QWidget*>(new VerdictCard(m_context)),
                          static_cast<QWidget*>(titledCard(tr("By stage"), theme, {m_stages, m_notes})),
                          static_cast<QWidget*>(m_charts),
                          static_cast<QWidget*>(titledCard(tr("Gross by stage"), theme, {m_stageBars})),
                          static_cast<QWidget*>(m_entries),
                          static_cast<QWidget*>(titledCard(tr("What the figures rest on"), theme, {m_assumptions}))}) {
        m_scroll->add(card);
        m_cards.push_back(card);
        if (card == m_headlines)
            m_scroll->add(m_month); // it shows and hides itself
    }
    m_soon.setSingleShot(true);
    m_soon.setInterval(ledgerDelayMs);
    m_period.setInterval(ledgerAgainMs);
}

void LedgerPane::connectAll()
{
    connect(&m_soon, &QTimer::timeout, this, &LedgerPane::ask);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (m_context.range->isLive() && !m_context.range->isPaused() && m_running == 0)
            ask();
    });
    connect(m_context.range, &TimeRange::changed, this, [this] {
        chooseStep();
        askSoon();
    });
    connect(m_context.selection, &CacheSelection::changed, this, [this] {
        m_ledger.reset();
        showLedger();
        askSoon();
    });
    connect(m_step, &QComboBox::activated, this, [this] {
        m_stepChosen = true;
        ask();
    });
    connect(m_banner, &Banner::activated, m_context.actions, [this] { m_context.actions->showPage(u"layers"_s); });
    LedgerClient* client = m_context.services.ledger;
    if (!client)
        return;
    connect(client, &LedgerClient::ledgerReady, this, &LedgerPane::onAnswer);
    connect(client, &LedgerClient::failed, this, &LedgerPane::onFailed);
    connect(client, &LedgerClient::inputsChanged, this, [this](const CacheId& cache) {
        if (cache.value.isEmpty() || cache == m_context.selection->current())
            askSoon();
    });
}

LedgerStep LedgerPane::step() const
{
    return static_cast<LedgerStep>(m_step->currentData().toInt());
}

/// What gives a readable number of rows, unless the user has chosen; hours of a year would be too many to read.
void LedgerPane::chooseStep()
{
    const qint64 lengthMs = m_context.range->span().lengthMs();
    const bool hoursTooMany = lengthMs > 31 * ledgerDayMs && step() == LedgerStep::Hour;
    if (m_stepChosen && !hoursTooMany)
        return;
    const LedgerStep fitting = lengthMs <= 2 * ledgerDayMs    ? LedgerStep::Hour
                               : lengthMs <= 92 * ledgerDayMs ? LedgerStep::Day
                                                              : LedgerStep::Month;
    m_step->setCurrentIndex(m_step->findData(static_cast<int>(fitting)));
}

void LedgerPane::askSoon()
{
    if (isVisible())
        m_soon.start();
}

void LedgerPane::ask()
{
    LedgerClient* client = m_context.services.ledger;
    const CacheId cache = m_context.selection->current();
    if (!client || !isVisible() || cache.value.isEmpty())
        return;
    m_soon.stop();
    if (m_running != 0)
        client->cancel(m_running);
    const TimeSpan span = m_context.range->span();
    LedgerRequest request;
    request.cache = cache;
    request.fromMs = span.fromMs;
    request.toMs = span.toMs;
    request.by = step();
    m_shownStep = request.by;
    m_askedFromMs = request.fromMs;
    m_running = client->request(request);
}

void LedgerPane::onAnswer(quint64 id, const LedgerPtr& ledger)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    m_ledger = ledger;
    showLedger();
    if (m_ledger->hasData())
        m_month->refresh();
}

void LedgerPane::onFailed(quint64 id, const Error& error)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    m_ledger.reset();
    showLedger();
    m_banner->setContent(Severity::Warning, tr("The ledger could not be computed"), error.text());
    m_banner->show();
}

void LedgerPane::showLedger()
{
    const bool any = m_ledger && m_ledger->hasData();
    for (QWidget* card : m_cards)
        card->setVisible(any);
    m_banner->setVisible(!any);
    if (!any)
        m_month->hide();
    if (const int again = any ? ledgerAgainMs : emptyAgainMs; m_period.interval() != again)
        m_period.setInterval(again);
    if (!m_context.services.ledger)
        m_banner->setContent(Severity::Unknown, tr("No ledger"), tr("Savings are not computed in this session."));
    else if (!m_ledger)
        m_banner->setContent(Severity::Unknown, tr("Computing…"), tr("The ledger is read from history."));
    else if (!any)
        m_banner->setContent(
            Severity::Unknown, tr("Nothing was counted in this range"),
            tr("The ledger needs the application's counters. Add a source on the Layers page, or choose "
               "another range."),
            tr("Open Layers"));
    if (!any)
        return m_entries->setLedger(m_ledger, m_shownStep);
    const CacheConfig* cache = m_context.services.caches->find(m_context.selection->current());
    const QString watermark = cache && cache->demo ? tr("DEMO") : QString();
    m_charts->setWatermark(watermark);
    m_stageBars->setWatermark(watermark);
    m_headlines->setLedger(*m_ledger, m_askedFromMs);
    const auto fill = [](FigureTable* table, const ledgerview::Table& content) {
        table->setContent(content.headings, content.rows);
    };
    fill(m_stages, ledgerview::stages(*m_ledger));
    m_entries->setLedger(m_ledger, m_shownStep);
    fill(m_assumptions, ledgerview::assumptions(*m_ledger));
    m_stageBars->setBars(ledgerview::stageBars(*m_ledger), tr("Gross by stage, as in the table above."));
    m_charts->setLedger(*m_ledger, m_shownStep, m_context.services.clock->nowMs());
    showNotes();
}

void LedgerPane::showNotes()
{
    QStringList lines = m_ledger->unpriced;
    for (QString& line : lines)
        line = tr("▲ Unpriced: %1").arg(line);
    lines += m_ledger->notes;
    if (const double covered = m_ledger->coverageSince(m_askedFromMs); covered < 0.9995)
        lines << tr("%1 of the range has samples; nothing is extrapolated over the rest.")
                     .arg(ratioFigure(covered, false).text);
    for (const Money& apart : m_ledger->total.apart)
        lines << tr("%1 in another currency is not in the net: there is no exchange rate for it.")
                     .arg(formatMoney(apart));
    m_notes->setText(lines.join(u'\n'));
    m_notes->setVisible(!lines.isEmpty());
}

void LedgerPane::resetWhatIf()
{
    m_charts->resetWhatIf();
}

void LedgerPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    chooseStep();
    ask();
    m_period.start();
}

void LedgerPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_period.stop();
    m_soon.stop();
}

} // namespace cacheledger
