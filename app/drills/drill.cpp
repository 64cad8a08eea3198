// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drill.h"

#include "alerts/rulefile.h"
#include "alerts/rulemetrics.h"
#include "metrics/catalogue.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString told(const char* text)
{
    return QCoreApplication::translate("Drill", text);
}

const std::vector<Drill>& drills()
{
    static const std::vector<Drill> all = {
        {u"stampede"_s, told(QT_TRANSLATE_NOOP("Drill", "Cache stampede")),
         told(QT_TRANSLATE_NOOP("Drill", "The cache is emptied while many clients ask, and nobody fills it again.")),
         u"miss-surge"_s, u"cache-stampede"_s},
        {u"stale-data"_s, told(QT_TRANSLATE_NOOP("Drill", "Stale data")),
         told(QT_TRANSLATE_NOOP("Drill", "A release writes its entries without a time to live.")),
         u"keys-without-expiry"_s, u"stale-data"_s},
        {u"memory-exhaustion"_s, told(QT_TRANSLATE_NOOP("Drill", "Memory exhaustion")),
         told(QT_TRANSLATE_NOOP("Drill", "Entries pile up until nearly all of maxmemory is used.")), u"memory-high"_s,
         u"memory-exhaustion"_s},
        {u"connection-exhaustion"_s, told(QT_TRANSLATE_NOOP("Drill", "Connection exhaustion")),
         told(QT_TRANSLATE_NOOP("Drill", "A leaking pool takes nearly all connections.")),
         u"connections-nearly-exhausted"_s, u"connection-exhaustion"_s},
        {u"node-failure"_s, told(QT_TRANSLATE_NOOP("Drill", "Node failure")),
         told(QT_TRANSLATE_NOOP("Drill", "The replica is killed.")), u"node-unavailable"_s, u"node-failure"_s},
        {u"replication-lag"_s, told(QT_TRANSLATE_NOOP("Drill", "Replication lag")),
         told(QT_TRANSLATE_NOOP("Drill", "The replica stops reading what its primary sends.")), u"replication-lag"_s,
         u"replication-lag"_s},
        {u"eviction-storm"_s, told(QT_TRANSLATE_NOOP("Drill", "Eviction storm")),
         told(QT_TRANSLATE_NOOP("Drill", "A batch job writes more than the cache can hold.")), u"eviction-surge"_s,
         u"eviction-storm"_s},
        {u"key-collision"_s, told(QT_TRANSLATE_NOOP("Drill", "Key collision")),
         told(QT_TRANSLATE_NOOP("Drill",
                                "A release cuts the hashes that answers are kept under: questions share keys.")),
         u"wrong-answers"_s, u"key-collision"_s},
        {u"hot-key"_s, told(QT_TRANSLATE_NOOP("Drill", "Hot key")),
         told(QT_TRANSLATE_NOOP("Drill", "Everybody asks for one product at once.")), u"key-distribution-skew"_s,
         u"hot-key"_s},
    };
    return all;
}

const Drill* findDrill(const QString& id)
{
    const auto found = std::find_if(drills().begin(), drills().end(), [&id](const Drill& d) { return d.id == id; });
    return found == drills().end() ? nullptr : &*found;
}

Result<const Drill*> wantedDrill(const QString& id)
{
    if (const Drill* drill = findDrill(id))
        return drill;
    QStringList names;
    for (const Drill& known : drills())
        names << known.id;
    return Error{ErrorCode::InvalidArgument,
                 QCoreApplication::translate("Drill", "There is no drill named %1.").arg(id),
                 QCoreApplication::translate("Drill", "Name one of: %1.").arg(names.join(u", "_s))};
}

HotItemLimits drillHotItems(double factor)
{
    return HotItemLimits().compressed(factor, 10 * drillSourcePollMs);
}

std::vector<Rule> drillRules(const Drill& drill, double factor, qint64 pollIntervalMs)
{
    std::vector<Rule> rules;
    for (Rule rule : rulefile::shipped()) {
        rule.enabled = rule.enabled || rule.id == drill.rule;
        if (!rule.enabled || looksBackADay(rule))
            continue;
        const qint64 everyMs = catalogue::isOfApplication(rule.metric) ? drillSourcePollMs : pollIntervalMs;
        rule.windowMs = std::max(qint64(double(rule.windowMs) / factor), 4 * everyMs);
        rule.forMs = qint64(double(rule.forMs) / factor);
        rule.keepFiringForMs = qint64(double(rule.keepFiringForMs) / factor);
        if (rule.function == RuleFunction::Increase) {
            rule.threshold /= factor;
            if (rule.recovery)
                *rule.recovery /= factor;
        }
        if (rule.minimumTraffic)
            rule.minimumTraffic->lookups /= factor;
        rules.push_back(rule);
    }
    return rules;
}

} // namespace cacheledger
