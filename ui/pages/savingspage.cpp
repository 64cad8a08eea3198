// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/savingspage.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/charts/chartexport.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/figuretable.h"
#include "ui/flowgrid.h"
#include "ui/layers/funnel.h"
#include "ui/pagescroll.h"
#include "ui/savings/barchart.h"
#include "ui/savings/ledgerview.h"
#include "ui/savings/whatifcard.h"
#include "ui/timerange.h"
#include "ui/useractions.h"

#include <QtCore/QDir>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 ledgerDayMs = 24 * 3600'000LL;
static constexpr int ledgerDelayMs = 150;
static constexpr int ledgerAgainMs = 60'000;

SavingsPage::SavingsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_step(new QComboBox(this)),
      m_banner(new Banner(context.theme, this)),
      m_scroll(new PageScroll(this))
{
    setUp();
    connectAll();
    showLedger();
}

SavingsPage::~SavingsPage()
{
    if (m_running != 0)
        context().services.ledger->cancel(m_running);
}

void SavingsPage::setUp()
{
    m_step->setObjectName(u"LedgerStep"_s);
    m_step->setAccessibleName(tr("Period"));
    m_step->setToolTip(tr("What a row of the ledger stands for"));
    m_step->addItem(tr("By hour"), static_cast<int>(LedgerStep::Hour));
    m_step->addItem(tr("By day"), static_cast<int>(LedgerStep::Day));
    m_step->addItem(tr("By month"), static_cast<int>(LedgerStep::Month));
    m_step->hide();
    m_scroll->add(m_banner);
    m_scroll->add(makeHeadlines());
    Theme* theme = context().theme;
    m_waterfall = new BarChart(tr("From gross to net"), theme);
    m_waterfall->setObjectName(u"Waterfall"_s);
    m_stageBars = new BarChart(tr("Gross by stage"), theme);
    m_periods = new BarChart(tr("Net by period"), theme);
    m_periods->setObjectName(u"PeriodBars"_s);
    m_cumulative = new BarChart(tr("Running total"), theme);
    m_cumulative->setObjectName(u"Cumulative"_s);
    m_stages = new FigureTable(tr("Ledger by stage"));
    m_stages->setObjectName(u"LedgerStages"_s);
    m_assumptions = new FigureTable(tr("Assumptions"));
    m_assumptions->setObjectName(u"Assumptions"_s);
    m_whatIf = new WhatIfCard(theme);
    m_notes = widgets::dimLabel({}, theme);
    m_notes->setObjectName(u"LedgerNotes"_s);
    m_notes->setWordWrap(true);
    m_payback = widgets::dimLabel({}, theme);
    m_payback->setObjectName(u"Payback"_s);
    m_payback->setWordWrap(true);
    auto* charts = new FlowGrid(420, 2);
    charts->setCells({makeCard(tr("From gross to net"), {m_waterfall}), m_whatIf,
                      makeCard(tr("Net by period"), {m_periods}),
                      makeCard(tr("Running total"), {m_cumulative, m_payback})});
    for (QWidget* card :
         {static_cast<QWidget*>(makeCard(tr("By stage"), {m_stages, m_notes})), static_cast<QWidget*>(charts),
          static_cast<QWidget*>(makeCard(tr("Gross by stage"), {m_stageBars})),
          static_cast<QWidget*>(makeEntriesCard()),
          static_cast<QWidget*>(makeCard(tr("What the figures rest on"), {m_assumptions}))}) {
        m_scroll->add(card);
        m_cards.push_back(card);
    }
    m_soon.setSingleShot(true);
    m_soon.setInterval(ledgerDelayMs);
    m_period.setInterval(ledgerAgainMs);
}

QWidget* SavingsPage::makeHeadlines()
{
    auto* grid = new FlowGrid(170, 6, this);
    std::vector<QWidget*> cells;
    const auto add = [&](const char* id, const QString& caption) {
        auto* card = new QFrame;
        widgets::makeCard(card);
        auto* column = new QVBoxLayout(card);
        widgets::setMargins(column, metric::space3, 2);
        const auto addLine = [&](FontRole role, bool bold, bool dim) {
            auto* line = new ElidedLabel(card);
            line->setFont(context().theme->font(role, bold));
            line->setProperty("dim", dim);
            column->addWidget(line);
            return line;
        };
        addLine(FontRole::Small, false, true)->setText(caption);
        Headline made{addLine(FontRole::Title, true, false), addLine(FontRole::Small, false, true)};
        made.value->setObjectName(u"Savings."_s + QLatin1String(id));
        m_headlines[QString::fromLatin1(id)] = made;
        cells.push_back(card);
    };
    add("net", tr("Net saving"));
    add("gross", tr("Gross avoided"));
    add("thousand", tr("Saved per 1,000 requests"));
    add("breakEvenVolume", tr("Break-even requests a month"));
    add("breakEvenRatio", tr("Break-even hit ratio"));
    add("latency", tr("Waiting spared"));
    grid->setCells(cells);
    m_cards.push_back(grid);
    return grid;
}

QFrame* SavingsPage::makeCard(const QString& title, std::initializer_list<QWidget*> content)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(title, context().theme, FontRole::Body, true, card));
    for (QWidget* each : content)
        column->addWidget(each);
    return card;
}

QFrame* SavingsPage::makeEntriesCard()
{
    m_entries = new FigureTable(tr("Ledger"));
    m_entries->setObjectName(u"LedgerEntries"_s);
    auto* tools = new QWidget;
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    auto* copy = widgets::button(tr("Copy CSV"), tools);
    copy->setObjectName(u"CopyCsv"_s);
    auto* save = widgets::button(tr("Save CSV…"), tools);
    line->addWidget(copy);
    line->addWidget(save);
    line->addStretch(1);
    auto* edit = widgets::button(tr("Costs and values…"), tools);
    edit->setObjectName(u"EditCosts"_s);
    line->addWidget(edit);
    connect(edit, &QPushButton::clicked, this, &SavingsPage::editCosts);
    connect(copy, &QPushButton::clicked, this, &SavingsPage::copyCsv);
    connect(save, &QPushButton::clicked, this, &SavingsPage::saveCsv);
    return makeCard(tr("Ledger"), {m_entries, tools});
}

void SavingsPage::connectAll()
{
    connect(&m_soon, &QTimer::timeout, this, &SavingsPage::ask);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (context().range->isLive() && !context().range->isPaused() && m_running == 0)
            ask();
    });
    connect(context().range, &TimeRange::changed, this, [this] {
        chooseStep();
        askSoon();
    });
    connect(context().selection, &CacheSelection::changed, this, [this] {
        m_ledger.reset();
        showLedger();
        askSoon();
    });
    connect(m_step, &QComboBox::activated, this, [this] {
        m_stepChosen = true;
        ask();
    });
    LedgerClient* client = context().services.ledger;
    if (!client)
        return;
    connect(client, &LedgerClient::ledgerReady, this, &SavingsPage::onAnswer);
    connect(client, &LedgerClient::failed, this, &SavingsPage::onFailed);
    connect(client, &LedgerClient::inputsChanged, this, [this](const CacheId& cache) {
        if (cache.value.isEmpty() || cache == context().selection->current())
            askSoon();
    });
}

QWidget* SavingsPage::headerWidget()
{
    return m_step;
}

LedgerStep SavingsPage::step() const
{
    return static_cast<LedgerStep>(m_step->currentData().toInt());
}

/// What gives a readable number of rows, unless the user has chosen; hours of a year would be too many to read.
void SavingsPage::chooseStep()
{
    const qint64 lengthMs = context().range->span().lengthMs();
    const bool hoursTooMany = lengthMs > 31 * ledgerDayMs && step() == LedgerStep::Hour;
    if (m_stepChosen && !hoursTooMany)
        return;
    const LedgerStep fitting = lengthMs <= 2 * ledgerDayMs    ? LedgerStep::Hour
                               : lengthMs <= 92 * ledgerDayMs ? LedgerStep::Day
                                                              : LedgerStep::Month;
    m_step->setCurrentIndex(m_step->findData(static_cast<int>(fitting)));
}

void SavingsPage::askSoon()
{
    if (isVisible())
        m_soon.start();
}

void SavingsPage::ask()
{
    LedgerClient* client = context().services.ledger;
    const CacheId cache = context().selection->current();
    if (!client || !isVisible() || cache.value.isEmpty())
        return;
    m_soon.stop();
    if (m_running != 0)
        client->cancel(m_running);
    const TimeSpan span = context().range->span();
    LedgerRequest request;
    request.cache = cache;
    request.fromMs = span.fromMs;
    request.toMs = span.toMs;
    request.by = step();
    m_shownStep = request.by;
    m_askedFromMs = request.fromMs;
    m_running = client->request(request);
}

void SavingsPage::onAnswer(quint64 id, const LedgerPtr& ledger)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    m_ledger = ledger;
    showLedger();
}

void SavingsPage::onFailed(quint64 id, const Error& error)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    m_ledger.reset();
    showLedger();
    m_banner->setContent(Severity::Warning, tr("The ledger could not be computed"), error.text());
    m_banner->show();
}

void SavingsPage::showLedger()
{
    const bool any = m_ledger && m_ledger->hasData();
    for (QWidget* card : m_cards)
        card->setVisible(any);
    m_banner->setVisible(!any);
    if (!context().services.ledger)
        m_banner->setContent(Severity::Unknown, tr("No ledger"), tr("Savings are not computed in this session."));
    else if (!m_ledger)
        m_banner->setContent(Severity::Unknown, tr("Computing…"), tr("The ledger is read from history."));
    else if (!any)
        m_banner->setContent(
            Severity::Unknown, tr("Nothing was counted in this range"),
            tr("The ledger needs the application's counters. Add a source on the Layers page, or choose "
               "another range."));
    if (!any)
        return;
    const CacheConfig* cache = context().services.caches->find(context().selection->current());
    for (BarChart* chart : {m_waterfall, m_stageBars, m_periods, m_cumulative})
        chart->setWatermark(cache && cache->demo ? tr("DEMO") : QString());
    showHeadlines();
    const auto fill = [](FigureTable* table, const ledgerview::Table& content) {
        table->setContent(content.headings, content.rows);
    };
    fill(m_stages, ledgerview::stages(*m_ledger));
    fill(m_entries, ledgerview::entries(*m_ledger, m_shownStep));
    fill(m_assumptions, ledgerview::assumptions(*m_ledger));
    m_waterfall->setBars(ledgerview::waterfall(m_ledger->total), ledgerview::waterfallSummary(m_ledger->total));
    m_stageBars->setBars(ledgerview::stageBars(*m_ledger), tr("Gross by stage, as in the table above."));
    m_periods->setBars(ledgerview::periods(*m_ledger, m_shownStep, context().services.clock->nowMs()),
                       tr("Net by period, as in the ledger below."));
    m_whatIf->setEntry(m_ledger->total);
    showCumulative();
    showNotes();
}

void SavingsPage::setHeadline(const QString& id, const QString& value, const QString& note)
{
    const Headline& headline = m_headlines.at(id);
    headline.value->setText(value);
    headline.value->setAccessibleName(value);
    headline.note->setText(note);
}

void SavingsPage::showHeadlines()
{
    const LedgerEntry& total = m_ledger->total;
    const QString unknown = format::value({}, Unit::Count).joined();
    const QString sure = ledgerview::confidence(total.confidence);
    setHeadline(u"net"_s, formatMoney(total.net),
                tr("%1 · coverage %2").arg(sure, ratioFigure(m_ledger->coverageSince(m_askedFromMs), false).text));
    setHeadline(u"gross"_s, formatMoney(total.gross),
                total.answered ? tr("%1 requests answered").arg(countFigure(total.answered).text) : QString());
    setHeadline(u"thousand"_s, m_ledger->perThousandRequests ? formatMoney(*m_ledger->perThousandRequests) : unknown,
                tr("net"));
    setHeadline(u"breakEvenVolume"_s, countFigure(m_ledger->breakEvenRequestsPerMonth).text,
                total.requests ? tr("%1 in this range").arg(countFigure(total.requests).text) : QString());
    const auto ratio = m_ledger->breakEvenHitRatio;
    const auto now = hitRatioIf(total, Decimal(1));
    setHeadline(u"breakEvenRatio"_s, ratio && *ratio > 1 ? tr("not reached") : ratioFigure(ratio, false).text,
                now ? tr("now %1").arg(ratioFigure(now, false).text) : QString());
    setHeadline(u"latency"_s,
                total.latencySavedMs ? format::duration(static_cast<qint64>(*total.latencySavedMs)) : unknown,
                tr("for those who asked"));
}

void SavingsPage::showCumulative()
{
    const std::vector<Bar> bars = ledgerview::cumulative(*m_ledger, m_shownStep, Money());
    m_cumulative->setBars(bars, tr("Running total of the net over the periods."));
    const auto payback = ledgerview::paybackBar(bars);
    const bool everBelow = std::any_of(bars.begin(), bars.end(), [](const Bar& bar) { return bar.to < 0; });
    if (payback && everBelow)
        m_cumulative->setMark(payback, tr("paid back"));
    m_payback->setText(!payback    ? tr("Payback is not reached in this range.")
                       : everBelow ? tr("Above zero for good since %1.").arg(bars[*payback].label)
                                   : tr("Above zero throughout."));
}

void SavingsPage::showNotes()
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

QString SavingsPage::csv() const
{
    return m_ledger ? ledgerview::csv(*m_ledger) : QString();
}

void SavingsPage::copyCsv()
{
    if (!m_ledger)
        return;
    QGuiApplication::clipboard()->setText(csv());
    context().actions->notify(tr("The ledger is copied as CSV."));
}

void SavingsPage::saveCsv()
{
    if (!m_ledger)
        return;
    auto* dialog = new QFileDialog(window(), tr("Save the ledger"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"ledger.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, text = csv()](const QString& file) {
        const auto saved = chartexport::saveText(file, text);
        context().actions->notify(saved ? tr("Saved %1.").arg(QDir::toNativeSeparators(file)) : saved.error().text());
    });
    dialog->open();
}

void SavingsPage::editCosts()
{
    LedgerClient* client = context().services.ledger;
    const CacheId cache = context().selection->current();
    if (!client || cache.value.isEmpty())
        return;
    const CostPlan before = client->costPlan(cache);
    QStringList stages;
    if (const SourceStore* store = context().services.sources) {
        for (const StageConfig& stage : store->planOf(cache).stages)
            stages << stage.id;
    }
    const QDate today =
        QDateTime::fromMSecsSinceEpoch(context().services.clock->nowMs(), context().range->zone()).date();
    auto* dialog = new CostPlanDialog(before, stages, today, context().theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CostPlanDialog::saveRequested, this, [this, client, dialog, before](const CostPlan& plan) {
        if (const auto saved = client->setCostPlan(plan); !saved) {
            dialog->showProblem(saved.error().text());
            return;
        }
        dialog->accept();
        UserActions* actions = this->context().actions;
        Notice notice{tr("Costs and values are changed."), tr("Undo"), {}, {}};
        notice.act = [actions, client, before] {
            if (const auto restored = client->setCostPlan(before); !restored)
                actions->notify(restored.error().text());
        };
        Q_EMIT actions->noticeRequested(notice);
    });
    dialog->open();
}

void SavingsPage::refresh()
{
    ask();
}

std::vector<PaletteItem> SavingsPage::paletteItems()
{
    if (!context().services.ledger)
        return {};
    return {
        {tr("Copy the ledger as CSV"), tr("Action"), tr("savings money"), {}, [this] { copyCsv(); }},
        {tr("What if: savings as they were"), tr("Action"), tr("reset sliders"), {}, [this] { m_whatIf->reset(); }}};
}

void SavingsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    chooseStep();
    ask();
    m_period.start();
}

void SavingsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_period.stop();
    m_soon.stop();
}

} // namespace cacheledger
