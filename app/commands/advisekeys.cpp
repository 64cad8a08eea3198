// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/advisekeys.h"

#include "app/commands/advisemoney.h"
#include "keyspace/keyname.h"
#include "keyspace/keyrecordstore.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString howToAnalyse(const CacheConfig& cache, bool isConfigured)
{
    const QString name = isConfigured ? cache.name : u"NAME"_s;
    const QString quoted = name.contains(u' ') ? u'"' + name + u'"' : name;
    const QString run = Cli::tr("Run: cacheledger keys analyse --cache %1").arg(quoted);
    return isConfigured ? run
                        : Cli::tr("Analyses are kept of configured caches: cacheledger caches add NAME %1. %2")
                              .arg(cache.nodes.front().endpoint.url(), run);
}

std::vector<KeyAdvice> storedKeyAdvice(const CacheConfig& cache, const CacheMoney& money, const CommandContext& context)
{
    const auto caches = context.caches();
    const bool isConfigured = caches && (*caches)->find(cache.id);
    const std::vector<KeyRecord> records =
        isConfigured ? KeyRecordStore(context.profile.keysDir()).load(cache.id) : std::vector<KeyRecord>();
    KeyAdviceInput input;
    input.record = records.empty() ? nullptr : &records.front();
    input.before = records.size() < 2 ? nullptr : &records[1];
    input.nowMs = context.clock->nowMs();
    input.money = money;
    input.howToAnalyse = howToAnalyse(cache, isConfigured);
    return keyAdvice(input);
}

static OrderedJson amountJson(const Money& amount)
{
    if (!amount.isValid())
        return nullptr;
    return amount.rounded().toDecimalString(amount.currency().minorDigits()).toStdString();
}

void addKeyParts(OrderedJson& json, const KeyAdvice& advice)
{
    json["noWorth"] = advice.noWorth.isEmpty() ? OrderedJson(nullptr) : OrderedJson(advice.noWorth.toStdString());
    OrderedJson parts = OrderedJson::array();
    for (const KeyFinding& part : advice.parts) {
        OrderedJson each{{part.isKey ? "key" : "prefix", shownKey(part.name).toStdString()},
                         {"severity", severityName(part.severity)},
                         {"evidence", part.text.toStdString()},
                         {"bytes", part.bytes},
                         {"costPerMonth", amountJson(part.costPerMonth)},
                         {"freedBytes", part.freedBytes}};
        each["assumption"] =
            part.assumption.isEmpty() ? OrderedJson(nullptr) : OrderedJson(part.assumption.toStdString());
        each["worth"] = worthJson(part.worth);
        parts.push_back(std::move(each));
    }
    json["keys"] = std::move(parts);
}

} // namespace cacheledger
