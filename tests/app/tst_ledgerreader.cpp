// SPDX-License-Identifier: GPL-3.0-or-later
// The savings ledger from a real history file: read directly, by the window's service, and by the command line.
#include "app/commands/ledger.h"
#include "app/ledger/ledgerreader.h"
#include "app/ledger/ledgerservice.h"
#include "config/sourcestore.h"
#include "cost/pricefile.h"
#include "history/historywriter.h"
#include "metrics/format.h"
#include "metrics/snapshot.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;
constexpr TimeMs may = 1'777'593'600'000; // 2026-05-01T00:00:00Z
constexpr int pollMs = 15'000;
constexpr int polls = 4 * 60 * 10; // ten hours
const CacheId shop{u"cache-shop"_s};
const NodeId source{u"source-1"_s};
const NodeId server{u"server-1"_s};

SnapshotPtr made(const NodeId& node, TimeMs timeMs, const LayoutPtr& layout, std::vector<double> values)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = node;
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = pollMs;
    snapshot->layout = layout;
    snapshot->values = std::move(values);
    return snapshot;
}

TypedSpan spanOf(TimeMs fromMs, TimeMs toMs)
{
    return {format::isoUtc(fromMs), format::isoUtc(toMs), may + 30 * day};
}

CostPlan shopPlan()
{
    CostPlan plan;
    plan.cache = shop;
    plan.currency = currencies::usd();
    for (const QString& stage : {u"response"_s, u"embedding"_s}) {
        StageValue value;
        value.stage = stage;
        value.costPerHit = *Money::parse(stage == u"response"_s ? u"0.002"_s : u"0.0001"_s, plan.currency);
        plan.values.push_back(value);
    }
    CacheCostLine line;
    line.name = u"Redis"_s;
    line.kind = CacheCostLine::Kind::NodeHours;
    line.amount = *Money::parse(u"0.01"_s, plan.currency);
    plan.costs = {line};
    return plan;
}

} // namespace

class LedgerReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hoursAddUpToTheWhole();
    void stagesAreThoseThatWereCounted();
    void beforeTheFirstSampleNothingIsCharged();
    void rangesWithoutDataHaveNoEntries_data();
    void rangesWithoutDataHaveNoEntries();
    void aSecondIsALedgerToo();
    void pricesAreThoseOfThePriceBook();
    void theServiceAnswersAndCancels();
    void theServiceTellsWhatIsWrong();
    void theCommandPrintsJson();
    void theCommandPrintsATable();
    void whatWasSpentOnceIsToldWhereItWasSpent_data();
    void whatWasSpentOnceIsToldWhereItWasSpent();
    void datesAreOfTheZoneThatIsAskedFor_data();
    void datesAreOfTheZoneThatIsAskedFor();
    void aRangeThatEndsBeforeItBeginsIsRefused();
    void theCommandSaysWhenThereIsNothing_data();
    void theCommandSaysWhenThereIsNothing();

private:
    Result<Ledger> read(TimeMs fromMs, TimeMs toMs, LedgerStep by) const
    {
        const auto file = HistoryFile::open(m_profile.historyFile());
        const LedgerInputs inputs{shopPlan(), {}, *ledgerPrices(m_profile)};
        return readLedger(**file, inputs, {shop, fromMs, toMs, by, {}}, may + 30 * day);
    }
    struct Printed {
        int code = -1;
        QByteArray out, err;
    };
    Printed print(const LedgerCommand& command) const;

    QTemporaryDir m_folder;
    Profile m_profile;
    double m_hits = 0;
};

void LedgerReaderTest::initTestCase()
{
    m_profile = Profile::under(m_folder.path());
    QVERIFY(m_profile.create().ok());
    const auto writer = HistoryWriter::open(m_profile.historyFile());
    QVERIFY(writer.ok());
    QVERIFY((*writer)->registerNode({shop, source, u"shop"_s, u"http://app/metrics"_s}).ok());
    QVERIFY((*writer)->registerNode({shop, server, u"shop"_s, u"127.0.0.1:6379"_s}).ok());
    const auto counters = std::make_shared<const SeriesLayout>(std::vector<std::string>{
        "stage.embedding.hits", "stage.embedding.requests", "stage.response.hits", "stage.response.requests"});
    const auto memory = std::make_shared<const SeriesLayout>(std::vector<std::string>{"maxmemory", "used_memory"});
    std::vector<SnapshotPtr> batch;
    for (int i = 0; i <= polls; ++i) {
        const TimeMs time = may + i * TimeMs(pollMs);
        batch.push_back(made(source, time, counters, {i * 2.0, i * 7.0, i * 3.0, i * 10.0}));
        batch.push_back(made(server, time, memory, {4e6, 1e6}));
    }
    QVERIFY((*writer)->append(batch).ok());
    m_hits = polls * 3.0;
    CostStore costs(m_profile.costsFile());
    QVERIFY(costs.load().ok());
    QVERIFY(costs.setPlan(shopPlan()).ok());
}

void LedgerReaderTest::hoursAddUpToTheWhole()
{
    const TimeMs end = may + polls * TimeMs(pollMs) + 1;
    const auto hours = read(may, end, LedgerStep::Hour);
    const auto whole = read(may, end, LedgerStep::Month);
    QVERIFY2(hours.ok(), qPrintable(hours ? QString() : hours.error().message));
    QVERIFY(whole.ok());
    QCOMPARE(hours->entries.size(), std::size_t(11));
    QCOMPARE(whole->entries.size(), std::size_t(1));
    QCOMPARE(hours->total.net.toDecimalString(), whole->total.net.toDecimalString());
    // 7,200 answers at $0.002, 4,800 embeddings at $0.0001, ten node-hours and a millisecond at $0.01.
    QCOMPARE(whole->total.gross.toDecimalString(), u"14.88"_s);
    QCOMPARE(whole->total.cacheCost.toDecimalString(), u"0.100000003"_s);
    QCOMPARE(whole->total.answered, std::optional(m_hits));
    QCOMPARE(whole->total.requests, std::optional(polls * 10.0));
    QVERIFY(whole->total.coverage > 0.999);
    QCOMPARE(whole->total.idleCost->toDecimalString(), u"0.075000002"_s);
    QVERIFY(whole->unpriced.isEmpty());
}

void LedgerReaderTest::stagesAreThoseThatWereCounted()
{
    const auto file = HistoryFile::open(m_profile.historyFile());
    const auto stages = stagesInHistory(**file, std::vector{source, server}, may, may + hour);
    QVERIFY(stages.ok());
    QCOMPARE(stages->size(), std::size_t(2));
    QCOMPARE(stages->at(0).id, u"response"_s); // in the preset's order
    QVERIFY(stages->at(0).answers);
    QCOMPARE(stages->at(1).id, u"embedding"_s);
    QVERIFY(!stages->at(1).answers);
}

void LedgerReaderTest::beforeTheFirstSampleNothingIsCharged()
{
    const auto ledger = read(may - 3650 * day, may + hour, LedgerStep::Month);
    QVERIFY(ledger.ok());
    QCOMPARE(ledger->entries.size(), std::size_t(1));
    QCOMPARE(ledger->firstDataMs, std::optional(may));
    QCOMPARE(ledger->total.cacheCost.toDecimalString(), u"0.01"_s);
}

void LedgerReaderTest::rangesWithoutDataHaveNoEntries_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::newRow("before everything") << may - 10 * day << may - 9 * day;
    QTest::newRow("the future") << may + 300 * day << may + 301 * day;
}

void LedgerReaderTest::rangesWithoutDataHaveNoEntries()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    const auto ledger = read(from, to, LedgerStep::Day);
    QVERIFY(ledger.ok());
    QVERIFY(ledger->entries.empty());
    QVERIFY(!ledger->hasData());
}

void LedgerReaderTest::aSecondIsALedgerToo()
{
    // Polls come at whole quarters of a minute: this second has one, its step is what was counted in it.
    const auto ledger = read(may + hour, may + hour + 1000, LedgerStep::Day);
    QVERIFY(ledger.ok());
    QCOMPARE(ledger->entries.size(), std::size_t(1));
    QCOMPARE(ledger->total.answered, std::optional(3.0));
    QCOMPARE(ledger->total.coverage, 1.0);
    const auto between = read(may + hour + 2000, may + hour + 3000, LedgerStep::Day);
    QVERIFY(between.ok());
    QVERIFY(!between->total.answered);
    QVERIFY(!between->hasData());
}

void LedgerReaderTest::pricesAreThoseOfThePriceBook()
{
    const auto priced = [this](const QByteArray& prices) {
        QTemporaryDir folder;
        const Profile profile = Profile::under(folder.path());
        QFile file(profile.pricesFile());
        return profile.create() && file.open(QIODevice::WriteOnly) && file.write(prices) > 0 && file.flush()
                   ? ledgerPrices(profile)
                   : Result<std::shared_ptr<const TokenPrices>>(Error{ErrorCode::Io, u"no file"_s, {}});
    };
    const auto none = priced("not JSON");
    QVERIFY(!none.ok());
    QCOMPARE(none.error().code, ErrorCode::BadConfiguration);
    const auto shipped = ledgerPrices(m_profile); // without a file
    QVERIFY(shipped.ok());
    QVERIFY(!(*shipped)->priceAt(u"no such model"_s, TokenKind::Input, may));
    const std::vector<PriceVersion> sample = pricefile::shipped();
    const auto listed = std::find_if(sample.begin(), sample.end(), [](const PriceVersion& of) {
        return of.unit == PriceUnit::Token && of.price(PriceKind::Output);
    });
    QVERIFY(listed != sample.end());
    const auto price = (*shipped)->priceAt(listed->model, TokenKind::Output, listed->fromMs);
    QVERIFY(price && price->isDefault);
}

void LedgerReaderTest::theServiceAnswersAndCancels()
{
    CostStore costs(m_profile.costsFile());
    QVERIFY(costs.load().ok());
    LedgerService service({m_profile.historyFile(),
                           &costs,
                           {},
                           [](const CacheId&) { return std::vector<StageConfig>(); },
                           [this] { return ledgerPrices(m_profile); },
                           std::make_shared<SystemClock>()});
    QSignalSpy ready(&service, &LedgerClient::ledgerReady);
    QSignalSpy changed(&service, &LedgerClient::inputsChanged);
    const LedgerRequest request{shop, may, may + hour, LedgerStep::Hour, {}};
    const quint64 first = service.request(request);
    const quint64 dropped = service.request(request);
    service.cancel(dropped);
    const quint64 third = service.request(request);
    QTRY_COMPARE(ready.count(), 2);
    QCOMPARE(ready[0][0].toULongLong(), first);
    QCOMPARE(ready[1][0].toULongLong(), third);
    QVERIFY(ready[0][1].value<LedgerPtr>()->total.net.sign() > 0);
    CostPlan plan = service.costPlan(shop);
    QVERIFY(plan == shopPlan());
    plan.costs.clear();
    QVERIFY(service.setCostPlan(plan).ok());
    QCOMPARE(changed.count(), 1);
    QVERIFY(service.setCostPlan(shopPlan()).ok());
}

void LedgerReaderTest::theServiceTellsWhatIsWrong()
{
    CostStore costs(m_profile.costsFile());
    QVERIFY(costs.load().ok());
    const auto service = [&](const QString& history) {
        return std::make_unique<LedgerService>(
            LedgerService::Parts{history,
                                 &costs,
                                 {},
                                 [](const CacheId&) { return std::vector<StageConfig>(); },
                                 [this] { return ledgerPrices(m_profile); },
                                 std::make_shared<SystemClock>()});
    };
    const auto real = service(m_profile.historyFile());
    QSignalSpy failed(real.get(), &LedgerClient::failed);
    real->request({shop, may, may - 1, LedgerStep::Day, {}});
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::InvalidArgument);
    LedgerService unread({m_profile.historyFile(),
                          &costs,
                          {},
                          [](const CacheId&) { return std::vector<StageConfig>(); },
                          [] {
                              return Result<std::shared_ptr<const TokenPrices>>(
                                  Error{ErrorCode::BadConfiguration, u"The prices cannot be read."_s, {}});
                          },
                          std::make_shared<SystemClock>()});
    QSignalSpy unpriced(&unread, &LedgerClient::failed);
    unread.request({shop, may, may + day, LedgerStep::Day, {}});
    QTRY_COMPARE(unpriced.count(), 1);
    QCOMPARE(unpriced[0][1].value<Error>().code, ErrorCode::BadConfiguration);
    const auto early = service(m_folder.filePath(u"not-yet"_s));
    QSignalSpy ready(early.get(), &LedgerClient::ledgerReady);
    early->request({shop, may, may + day, LedgerStep::Day, {}});
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(!ready[0][1].value<LedgerPtr>()->hasData());
}

LedgerReaderTest::Printed LedgerReaderTest::print(const LedgerCommand& command) const
{
    std::FILE* out = std::tmpfile();
    std::FILE* err = std::tmpfile();
    Console console(out, err);
    const CommandContext context{
        m_profile, CredentialSource(), console, std::make_shared<ManualClock>(may + 30 * day), {}};
    Printed printed;
    printed.code = runLedger(command, context);
    const auto content = [](std::FILE* file) {
        std::fflush(file);
        std::rewind(file);
        QByteArray text(1 << 20, 0);
        text.resize(static_cast<qsizetype>(std::fread(text.data(), 1, static_cast<std::size_t>(text.size()), file)));
        std::fclose(file);
        return text;
    };
    printed.out = content(out);
    printed.err = content(err);
    return printed;
}

void LedgerReaderTest::theCommandPrintsJson()
{
    const Printed printed = print({u"shop"_s, spanOf(may, may + 10 * hour), LedgerStep::Day, "Asia/Kolkata", true});
    QVERIFY2(printed.code == 0, printed.err);
    const auto json = nlohmann::json::parse(printed.out.toStdString(), nullptr, false);
    QVERIFY2(json.is_object(), printed.out);
    QCOMPARE(json["currency"].get<std::string>(), std::string("USD"));
    QCOMPARE(json["timeZone"].get<std::string>(), std::string("Asia/Kolkata"));
    QCOMPARE(json["entries"].size(), std::size_t(1)); // 05:30 to 15:30 of one day there
    QCOMPARE(json["total"]["cacheCost"].get<std::string>(), std::string("0.1"));
    QCOMPARE(json["total"]["confidence"].get<std::string>(), std::string("estimated"));
    QCOMPARE(json["total"]["stages"][0]["stage"].get<std::string>(), std::string("response"));
    QVERIFY(json["hasData"].get<bool>());
    QVERIFY(json["assumptions"].size() >= 3);
}

void LedgerReaderTest::theCommandPrintsATable()
{
    const Printed printed = print({u"shop"_s, spanOf(may, may + 2 * hour), LedgerStep::Hour, {}, false});
    QVERIFY2(printed.code == 0, printed.err);
    QVERIFY2(printed.out.contains("2026-05-01 01:00"), printed.out);
    QVERIFY2(printed.out.contains("total"), printed.out);
    QVERIFY2(printed.out.contains("Net saving: "), printed.out);
    QVERIFY2(printed.out.contains("Estimated"), printed.out);
    QVERIFY2(!printed.out.contains("spent once"), printed.out);
}

void LedgerReaderTest::whatWasSpentOnceIsToldWhereItWasSpent_data()
{
    QTest::addColumn<TimeMs>("spentMs");
    QTest::addColumn<bool>("isTold");
    QTest::newRow("within the range") << may + hour << true;
    QTest::newRow("before the range") << may - day << false;
    QTest::newRow("after the range") << may + 5 * day << false;
}

void LedgerReaderTest::whatWasSpentOnceIsToldWhereItWasSpent()
{
    QFETCH(TimeMs, spentMs);
    CostPlan plan = shopPlan();
    CacheCostLine setUp;
    setUp.name = u"set-up"_s;
    setUp.kind = CacheCostLine::Kind::Once;
    setUp.amount = *Money::parse(u"100"_s, plan.currency);
    setUp.validFromMs = spentMs;
    plan.costs.push_back(setUp);
    CostStore costs(m_profile.costsFile());
    QVERIFY(costs.load().ok());
    QVERIFY(costs.setPlan(plan).ok());
    const Printed printed = print({u"shop"_s, spanOf(may, may + 2 * hour), LedgerStep::Hour, {}, false});
    QVERIFY(costs.setPlan(shopPlan()).ok());
    QVERIFY2(printed.code == 0, printed.err);
    QTEST(printed.out.contains("less what was spent once"), "isTold");
}

void LedgerReaderTest::datesAreOfTheZoneThatIsAskedFor_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QByteArray>("begins");
    QTest::addColumn<QByteArray>("ends");
    QTest::newRow("of no zone: UTC") << u"2026-05-01"_s << u"2026-05-02"_s << QByteArray()
                                     << QByteArray("2026-05-01T00:00:00.000Z")
                                     << QByteArray("2026-05-02T00:00:00.000Z");
    QTest::newRow("in India") << u"2026-05-01"_s << u"2026-05-01 12:00"_s << QByteArray("Asia/Kolkata")
                              << QByteArray("2026-04-30T18:30:00.000Z") << QByteArray("2026-05-01T06:30:00.000Z");
    QTest::newRow("a day of 23 hours in Berlin")
        << u"2026-03-29"_s << u"2026-03-30"_s << QByteArray("Europe/Berlin") << QByteArray("2026-03-28T23:00:00.000Z")
        << QByteArray("2026-03-29T22:00:00.000Z");
    QTest::newRow("a text with a zone keeps it")
        << u"2026-05-01T00:00Z"_s << u"2026-05-01T12:00+02:00"_s << QByteArray("Asia/Kolkata")
        << QByteArray("2026-05-01T00:00:00.000Z") << QByteArray("2026-05-01T10:00:00.000Z");
}

void LedgerReaderTest::datesAreOfTheZoneThatIsAskedFor()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QByteArray, zone);
    const Printed printed = print({u"shop"_s, {from, to, may + 30 * day}, LedgerStep::Day, zone, true});
    QVERIFY2(printed.code == 0, printed.err);
    const auto json = nlohmann::json::parse(printed.out.toStdString(), nullptr, false);
    QTEST(QByteArray::fromStdString(json.value("from", std::string())), "begins");
    QTEST(QByteArray::fromStdString(json.value("to", std::string())), "ends");
}

void LedgerReaderTest::aRangeThatEndsBeforeItBeginsIsRefused()
{
    const Printed printed =
        print({u"shop"_s, {u"2026-05-02"_s, u"2026-05-02"_s, may}, LedgerStep::Day, "Asia/Kolkata", true});
    QCOMPARE(printed.code, 64);
    QVERIFY2(printed.err.contains("--from must be before --to"), printed.err);
}

void LedgerReaderTest::theCommandSaysWhenThereIsNothing_data()
{
    QTest::addColumn<QString>("cache");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("a range without data") << u"shop"_s << QByteArray() << 0 << QByteArray("There are no counts");
    QTest::newRow("an unknown cache") << u"shoop"_s << QByteArray() << 64 << QByteArray("shop");
    QTest::newRow("an unknown zone") << u"shop"_s << QByteArray("Mars/Olympus") << 64 << QByteArray("time zone");
}

void LedgerReaderTest::theCommandSaysWhenThereIsNothing()
{
    QFETCH(QString, cache);
    QFETCH(QByteArray, zone);
    QFETCH(QByteArray, says);
    const Printed printed = print({cache, spanOf(may - 3 * day, may - 2 * day), LedgerStep::Day, zone, false});
    QTEST(printed.code, "code");
    QVERIFY2(printed.err.contains(says), printed.err);
    QCOMPARE(printed.out, QByteArray());
}

QTEST_GUILESS_MAIN(LedgerReaderTest)
#include "tst_ledgerreader.moc"
