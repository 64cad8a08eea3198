// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/reportinput.h"

#include <QtCore/QDateTime>

namespace cacheledger::testing
{

inline TimeMs reportTime(int year, int month, int day)
{
    return QDateTime(QDate(year, month, day), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch();
}

inline LedgerStage madeUpStage(const char* id, const char* name, bool answers, double requests, double hits,
                               const Money& avoided, Confidence confidence)
{
    LedgerStage stage;
    stage.stage = QString::fromLatin1(id);
    stage.name = QString::fromLatin1(name);
    stage.answers = answers;
    stage.requests = requests;
    stage.hits = stage.credited = hits;
    stage.avoidedPerHit = avoided;
    stage.gross = avoided * qRound64(hits);
    stage.confidence = confidence;
    return stage;
}

/// A day's or month's entry at `scale` times the usual traffic.
inline LedgerEntry madeUpEntry(Currency currency, TimeMs fromMs, TimeMs toMs, double scale)
{
    const auto price = [currency](const char* text) { return *Money::parse(QString::fromLatin1(text), currency); };
    LedgerEntry entry;
    entry.fromMs = fromMs;
    entry.toMs = toMs;
    entry.coverage = 1;
    const auto hits = [scale](double count) { return std::floor(count * scale); };
    entry.stages = {madeUpStage("response", "Exact response", true, hits(280'000), hits(117'096), price("0.0021"),
                                Confidence::Measured),
                    madeUpStage("semantic", "Semantic response", true, hits(162'904), hits(31'379), price("0.002"),
                                Confidence::Measured),
                    madeUpStage("embedding", "Embedding", false, hits(131'525), hits(24'935), price("0.0001"),
                                Confidence::Measured),
                    madeUpStage("context", "Retrieved context", false, hits(131'525), hits(17'090), price("0.00004"),
                                Confidence::Estimated)};
    entry.requests = entry.stages[0].requests;
    entry.answered = *entry.stages[0].hits + *entry.stages[1].hits;
    entry.gross = Money(currency);
    for (const LedgerStage& stage : entry.stages)
        entry.gross += stage.gross;
    entry.embedding = price("0.0001") * qRound64(hits(162'904));
    entry.wrongHits = price("0.02") * qRound64(hits(130));
    entry.cacheCost = price("153.333333333");
    entry.otherCosts = Money(currency);
    entry.net = entry.gross - entry.embedding - entry.wrongHits - entry.cacheCost - entry.otherCosts;
    entry.confidence = Confidence::Estimated;
    return entry;
}

inline void sumUp(Ledger& ledger)
{
    ledger.total = ledger.entries.front();
    ledger.total.toMs = ledger.entries.back().toMs;
    for (std::size_t i = 1; i < ledger.entries.size(); ++i) {
        const LedgerEntry& entry = ledger.entries[i];
        for (std::size_t k = 0; k < entry.stages.size(); ++k) {
            LedgerStage& stage = ledger.total.stages[k];
            *stage.requests += *entry.stages[k].requests;
            *stage.hits += *entry.stages[k].hits;
            stage.gross += entry.stages[k].gross;
        }
        *ledger.total.requests += *entry.requests;
        *ledger.total.answered += *entry.answered;
        ledger.total.gross += entry.gross;
        ledger.total.embedding += entry.embedding;
        ledger.total.wrongHits += entry.wrongHits;
        ledger.total.cacheCost += entry.cacheCost;
        ledger.total.otherCosts += entry.otherCosts;
        ledger.total.net += entry.net;
    }
}

/// November 2026 by day, with all that a report can say.
inline ReportInput madeUpReport(Currency currency = currencies::usd())
{
    ReportInput input;
    input.cacheName = QStringLiteral("rag-cache");
    input.period = {reportTime(2026, 11, 1), reportTime(2026, 12, 1)};
    input.locale = QLocale(QStringLiteral("en_US"));
    input.zone = QTimeZone::utc();
    input.nowMs = reportTime(2026, 12, 2);
    input.ledger.currency = currency;
    for (int day = 1; day <= 30; ++day)
        input.ledger.entries.push_back(madeUpEntry(currency, reportTime(2026, 11, day),
                                                   reportTime(2026, 11, day) + 86'400'000,
                                                   0.8 + 0.013 * day + (day % 7 < 2 ? -0.3 : 0)));
    input.ledger.entries[16].coverage = 0.62;
    sumUp(input.ledger);
    input.ledger.total.coverage = 0.987;
    input.ledger.total.resets = 1;
    input.ledger.breakEvenHitRatio = 0.271;
    input.ledger.breakEvenRequestsPerMonth = 4'480'211;
    input.ledger.perThousandRequests = *Money::parse(u"0.445478", currency);
    input.ledger.total.idleCost = *Money::parse(u"1872.20", currency);
    input.ledger.total.latencySavedMs = 3.1e9;
    input.ledger.gaps = {{reportTime(2026, 11, 17) + 9 * 3'600'000, reportTime(2026, 11, 17) + 18 * 3'600'000}};
    const TimeMs since = reportTime(2026, 10, 1);
    const auto assume = [&](const char* id, const char* what, const char* value, const char* unit, const char* source,
                            Confidence confidence) {
        input.ledger.assumptions.push_back({QString::fromLatin1(id), QString::fromLatin1(what),
                                            QString::fromLatin1(value), QString::fromLatin1(unit),
                                            QString::fromLatin1(source), confidence, since});
    };
    assume("A1", "Price of model large-1, output", "0.002", "USD a call", "price book, version of 2026-10-01",
           Confidence::Measured);
    assume("A2", "Price of model embed-1", "0.0001", "USD a call", "price book, version of 2026-10-01",
           Confidence::Measured);
    assume("A3", "Avoided by a hit of context", "0.00004", "USD a hit", "entered by the platform team",
           Confidence::Estimated);
    assume("A4", "Redis, three nodes", "4600", "USD a month", "entered: invoice of October", Confidence::Measured);
    assume("A5", "Cost of a wrong hit", "0.02", "USD a hit", "default", Confidence::Assumed);
    Ledger previous = input.ledger;
    previous.total.net = previous.total.net - *Money::parse(u"120", currency);
    previous.total.fromMs = reportTime(2026, 10, 1);
    previous.total.toMs = reportTime(2026, 11, 1);
    input.previous = previous;
    input.qualities = {{QStringLiteral("response"), {1.1, 2.4, {}}}, {QStringLiteral("semantic"), {41, 58, {}}}};
    input.economics = ReportEconomics{
        QStringLiteral("Growth"), *Money::parse(u"9800", currency), *Money::parse(u"9800", currency), since, {}};
    input.reliability.usedBytes = 5.1e9;
    input.reliability.limitBytes = 8.6e9;
    input.reliability.growthBytesPerDay = 2.1e7;
    input.reliability.evictions = 0;
    input.reliability.expired = 1'284'311;
    input.reliability.alerts = ReportAlerts{1, 4, 2, 1, 140'000, 1'260'000};
    input.reliability.incidentsKnown = true;
    input.reliability.incidents = {{QStringLiteral("2026-11-17-1"), QStringLiteral("Total cache failure"),
                                    QStringLiteral("Critical"), reportTime(2026, 11, 17) + 9 * 3'600'000,
                                    reportTime(2026, 11, 17) + 11 * 3'600'000}};
    input.reliability.restarts = {{reportTime(2026, 11, 17) + 18 * 3'600'000, QStringLiteral("10.0.0.7:6379")}};
    return input;
}

} // namespace cacheledger::testing
