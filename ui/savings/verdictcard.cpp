// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/verdictcard.h"

#include "cost/ledgerverdict.h"
#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/savings/costediting.h"
#include "ui/savings/ledgerview.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int verdictAgainMs = 60'000;
static constexpr int verdictSoonMs = 5'000;
static constexpr qint64 leastJudgedMs = 30 * 24 * 3600'000LL;

static Severity verdictSeverity(VerdictState state)
{
    return state == VerdictState::Pays         ? Severity::Normal
           : state == VerdictState::DoesNotPay ? Severity::Warning
                                               : Severity::Unknown;
}

VerdictCard::VerdictCard(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_verdict(widgets::label({}, context.theme, FontRole::Title, true, this)),
      m_reasons(new QGridLayout),
      m_about(widgets::dimLabel({}, context.theme, FontRole::Small, this))
{
    setObjectName(u"Verdict"_s);
    widgets::makeCard(this);
    m_verdict->setObjectName(u"VerdictText"_s);
    m_verdict->setTextFormat(Qt::RichText);
    m_verdict->setWordWrap(true);
    m_about->setObjectName(u"VerdictAbout"_s);
    m_about->setWordWrap(true);
    m_reasons->setHorizontalSpacing(metric::space3);
    m_reasons->setVerticalSpacing(metric::space1);
    m_reasons->setColumnStretch(1, 1);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("Does caching pay here?"), context.theme, FontRole::Body, true, this));
    head->addStretch(1);
    head->addWidget(makeTrafficButton());
    column->addLayout(head);
    column->addWidget(m_verdict);
    column->addLayout(m_reasons);
    column->addWidget(m_about);
    m_period.start(verdictAgainMs);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (m_context.range->isLive() && !m_context.range->isPaused() && m_running == 0)
            ask();
    });
    connect(context.selection, &CacheSelection::changed, this, &VerdictCard::ask);
    connect(context.range, &TimeRange::changed, this, &VerdictCard::ask);
    connect(context.theme, &Theme::changed, this, &VerdictCard::showState);
    if (LedgerClient* client = context.services.ledger) {
        connect(client, &LedgerClient::ledgerReady, this, &VerdictCard::onAnswer);
        connect(client, &LedgerClient::failed, this, &VerdictCard::onFailed);
        connect(client, &LedgerClient::inputsChanged, this, [this](const CacheId& cache) {
            if (cache.value.isEmpty() || cache == m_context.selection->current())
                ask();
        });
    }
    setVerdict(verdictOf({}), {});
}

QPushButton* VerdictCard::makeTrafficButton()
{
    auto* traffic = widgets::button(tr("Traffic…"), this);
    traffic->setObjectName(u"VerdictTraffic"_s);
    traffic->setToolTip(tr("Say how many requests are distinct, and how old an answer may be"));
    traffic->setVisible(m_context.services.ledger != nullptr);
    connect(traffic, &QPushButton::clicked, this, [this] { editCostPlan(m_context, window(), CostPart::Traffic); });
    return traffic;
}

VerdictCard::~VerdictCard()
{
    if (m_running != 0)
        m_context.services.ledger->cancel(m_running);
}

void VerdictCard::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    ask();
}

void VerdictCard::ask()
{
    LedgerClient* client = m_context.services.ledger;
    if (!client || !isVisible() || m_context.selection->current().value.isEmpty())
        return;
    if (m_running != 0)
        client->cancel(m_running);
    const TimeSpan span = m_context.range->span();
    LedgerRequest request;
    request.cache = m_context.selection->current();
    request.fromMs = std::min(span.fromMs, span.toMs - leastJudgedMs);
    request.toMs = span.toMs;
    request.by = LedgerStep::Month;
    m_judged = request.cache;
    m_running = client->request(request);
}

void VerdictCard::onAnswer(quint64 id, const LedgerPtr& ledger)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    const VerdictInput input = verdictInputOf(*ledger, m_context.services.ledger->costPlan(m_judged).traffic);
    setVerdict(verdictOf(input),
               tr("By %1 with samples, the header's range and at least 30 days. Amounts are %2.")
                   .arg(format::duration(input.observedMs), ledgerview::confidence(input.confidence)));
    m_period.start(input.observedMs > 0 ? verdictAgainMs : verdictSoonMs); // the first data may come any moment
    Q_EMIT judged(m_judged, ledger);
}

void VerdictCard::onFailed(quint64 id, const Error& error)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    setVerdict(verdictOf({}), error.text());
}

/// Shape and word: what a rule says is not told by colour alone.
static QString outcomeText(VerdictReason::Outcome outcome)
{
    const QChar shape = outcome == VerdictReason::Outcome::For       ? u'●'
                        : outcome == VerdictReason::Outcome::Against ? u'■'
                        : outcome == VerdictReason::Outcome::Caution ? u'▲'
                                                                     : u'○';
    return QString(shape) + u' ' + outcomeWords(outcome);
}

void VerdictCard::showState()
{
    m_verdict->setText(widgets::severityHtml(m_context.theme, verdictSeverity(m_state), verdictText(m_state)));
    m_verdict->setAccessibleName(verdictText(m_state));
}

void VerdictCard::setVerdict(const PayVerdict& verdict, const QString& about)
{
    m_state = verdict.state;
    showState();
    while (QLayoutItem* item = m_reasons->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const VerdictReason& reason : verdict.reasons) {
        QLabel* outcome = widgets::label(outcomeText(reason.outcome), m_context.theme, FontRole::Body,
                                         reason.outcome == VerdictReason::Outcome::Against, this);
        outcome->setProperty("dim", reason.outcome == VerdictReason::Outcome::Unknown);
        QLabel* text = widgets::label(reason.text, m_context.theme, FontRole::Body, false, this);
        text->setObjectName(u"VerdictReason%1"_s.arg(row));
        text->setWordWrap(true);
        m_reasons->addWidget(outcome, row, 0, Qt::AlignTop);
        m_reasons->addWidget(text, row, 1);
        ++row;
    }
    m_about->setText(about);
    m_about->setVisible(!about.isEmpty());
}

} // namespace cacheledger
