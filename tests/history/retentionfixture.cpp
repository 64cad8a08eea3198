// SPDX-License-Identifier: GPL-3.0-or-later
#include "retentionfixture.h"

#include "sqlite/database.h"

#include <QtTest/QTest>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

namespace
{

/// What of one series is left must be what was given; what a tier promises to have must be there.
template <typename Value, typename Same>
QString partDifference(const std::map<TimeMs, Value>& found, const std::map<TimeMs, Value>& given, TimeMs keptFromMs,
                       const Same& isSame)
{
    for (const auto& [time, value] : found)
        if (const auto at = given.find(time); at == given.end() || !isSame(value, at->second))
            return at == given.end() ? u"too much at %1"_s.arg(time) : u"something else at %1"_s.arg(time);
    for (auto at = given.lower_bound(keptFromMs); at != given.end(); ++at)
        if (!found.contains(at->first))
            return u"nothing at %1, kept from %2"_s.arg(at->first).arg(keptFromMs);
    return {};
}

} // namespace

bool sameBucket(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
}

void RetainedHistory::begin()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_models.clear();
    open();
    for (const NodeId& node : {node1, node2})
        QVERIFY(m_writer->registerNode({CacheId{u"cache-1"_s}, node, u"Sessions"_s, u"127.0.0.1:6379"_s}));
}

void RetainedHistory::end()
{
    m_writer.reset();
    m_folder.reset();
}

void RetainedHistory::open()
{
    auto writer = HistoryWriter::open(path());
    QVERIFY2(writer.ok(), writer ? "" : qPrintable(writer.error().text()));
    m_writer = std::move(*writer);
}

std::unique_ptr<HistoryFile> RetainedHistory::file() const
{
    auto file = HistoryFile::open(path());
    if (!file)
        QTest::qFail(qPrintable(file.error().text()), __FILE__, __LINE__);
    return file ? std::move(*file) : nullptr;
}

qint64 RetainedHistory::count(const char* sql)
{
    auto database = Database::open(path(), Database::Mode::Read);
    if (!database)
        return -1;
    Query query(**database, sql);
    return query.next() ? query.integer(0) : -1;
}

void RetainedHistory::append(std::span<const SnapshotPtr> snapshots)
{
    for (std::size_t at = 0; at < snapshots.size(); at += 500) {
        const auto done = m_writer->append(snapshots.subspan(at, std::min<std::size_t>(500, snapshots.size() - at)));
        QVERIFY2(done.ok(), done ? "" : qPrintable(done.error().text()));
        QVERIFY(m_writer->compact().ok());
    }
    for (const SnapshotPtr& snapshot : snapshots)
        m_models[snapshot->node].add(snapshot);
}

int RetainedHistory::retain(const RetentionPolicy& policy)
{
    for (int steps = 1; steps < 100'000; ++steps) {
        const auto more = m_writer->retain(policy, farFuture, std::chrono::microseconds(0));
        if (!more)
            QTest::qFail(qPrintable(more.error().text()), __FILE__, __LINE__);
        if (!more || !*more)
            return steps;
    }
    QTest::qFail("it does not end", __FILE__, __LINE__);
    return 0;
}

void RetainedHistory::verify(const std::vector<std::string>& metrics)
{
    const auto reader = file();
    for (const auto& [node, model] : m_models) {
        for (const std::string& name : metrics.empty() ? model.names() : metrics) {
            std::map<TimeMs, double> given;
            for (const auto& [time, snapshot] : model.samples())
                given[time] = snapshot->value(name).value_or(WindowStat::nan);
            QString difference = partDifference(readRaw(*reader, node, name), given, reader->keptFrom(Tier::Raw), same);
            QVERIFY2(difference.isEmpty(), qPrintable(u"raw %1: "_s.arg(QString::fromStdString(name)) + difference));
            for (Tier tier : {Tier::Minute, Tier::Hour}) {
                // A node that is silent has its last bucket closed, which is not over for the model.
                auto found = readTier(*reader, node, tier, name);
                const TimeMs newest = model.samples().rbegin()->first;
                found.erase(found.lower_bound(newest - newest % bucketMs(tier)), found.end());
                difference = partDifference(found, model.tier(tier, name), reader->keptFrom(tier), sameBucket);
                QVERIFY2(difference.isEmpty(), qPrintable(tierName(tier) + u": "_s + difference));
            }
        }
    }
}

} // namespace cacheledger::testing
