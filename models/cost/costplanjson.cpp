// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/costplanjson.h"

#include "config/jsonkeys.h"
#include "cost/costaccrual.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace cacheledger::costplanjson
{

using Json = nlohmann::ordered_json;
using namespace Qt::StringLiterals;
using jsonkeys::KeyReader;

namespace
{

constexpr std::array<const char*, 4> basisNames{"measured-tokens", "measured-cost", "entered-tokens", "entered-cost"};
constexpr std::array<const char*, 6> kindNames{"per-month", "node-hours", "gb-hours", "requests", "entered", "once"};

constexpr double longestSeconds = 1e12; // far above what is valid

QString costsText(const char* text)
{
    return QCoreApplication::translate("CostPlan", text);
}

/// Reads the values of one object of a plan.
class CostReader
{
public:
    CostReader(KeyReader& reader, const Json& object, QString where, const CostPlan& plan)
        : m_reader(reader),
          m_object(object),
          m_where(std::move(where)),
          m_plan(plan)
    {
    }

    QString text(const char* key, bool needed = false) { return m_reader.string(m_object, key, m_where, needed); }
    bool flag(const char* key) { return m_reader.boolean(m_object, key, m_where, false); }

    template <std::size_t N>
    int word(const char* key, const std::array<const char*, N>& words)
    {
        const QString found = text(key, true);
        QStringList all;
        for (std::size_t i = 0; i < N; ++i) {
            if (found == QLatin1String(words[i]))
                return static_cast<int>(i);
            all += QLatin1String(words[i]);
        }
        fail(key, costsText("must be one of %1.").arg(all.join(u", "_s)));
        return 0;
    }

    Decimal decimal(const char* key, const Decimal& fallback = Decimal())
    {
        if (!m_object.contains(key))
            return fallback;
        const std::optional<Decimal> number = Decimal::parse(text(key));
        if (!number)
            fail(key, costsText("must be a decimal number in quotes, like \"0.0021\"."));
        return number.value_or(fallback);
    }

    Currency currency(const char* key, bool needed = false)
    {
        if (!needed && !m_object.contains(key))
            return m_plan.currency;
        const Result<Currency> found = Currency::parse(text(key, true));
        if (!found)
            fail(key, costsText("is not a currency that is known."));
        return found ? *found : Currency();
    }

    /// In the currency under "currency", or else the plan's. No amount without the key.
    Money amount(const char* key)
    {
        if (!m_object.contains(key))
            return {};
        const Result<Money> money = Money::parse(text(key), currency("currency"));
        if (!money)
            fail(key, costsText("must be an amount in quotes, like \"15.50\"."));
        return money ? *money : Money();
    }

    /// A day is its first moment in the plan's time zone.
    std::optional<TimeMs> moment(const char* key)
    {
        if (!m_object.contains(key))
            return std::nullopt;
        const QString found = text(key);
        const QDateTime time = QDateTime::fromString(found, Qt::ISODateWithMs);
        const QDate day = QDate::fromString(found, Qt::ISODate);
        if (found.size() == 10 && day.isValid())
            return day.startOfDay(ledgerZone(m_plan.timeZone)).toMSecsSinceEpoch();
        if (!time.isValid() || time.timeSpec() == Qt::LocalTime) {
            fail(key, costsText("must be a day or a time with its zone, like 2026-05-01 or 2026-05-01T00:00:00Z."));
            return std::nullopt;
        }
        return time.toMSecsSinceEpoch();
    }

    std::optional<double> number(const char* key)
    {
        return m_object.contains(key) ? std::optional(m_reader.number(m_object, key, m_where, 0)) : std::nullopt;
    }

private:
    void fail(const char* key, const QString& problem) { m_reader.fail(m_where + QLatin1String(key), problem); }

    KeyReader& m_reader;
    const Json& m_object;
    QString m_where;
    const CostPlan& m_plan;
};

StageValue readValue(CostReader&& in)
{
    StageValue value;
    value.stage = in.text("stage", true);
    value.basis = static_cast<StageValue::Basis>(in.word("basis", basisNames));
    value.model = in.text("model");
    value.embeddingModel = in.text("embeddingModel");
    value.tokensInput = in.decimal("tokensInput");
    value.tokensOutput = in.decimal("tokensOutput");
    value.tokensEmbedding = in.decimal("tokensEmbedding");
    value.costPerHit = in.amount("costPerHit");
    value.savedMs = in.number("savedMs");
    value.source = in.text("source");
    value.validFromMs = in.moment("validFrom").value_or(0);
    value.isDefault = in.flag("default");
    return value;
}

CacheCostLine readLine(CostReader&& in)
{
    CacheCostLine line;
    line.name = in.text("name", true);
    line.kind = static_cast<CacheCostLine::Kind>(in.word("kind", kindNames));
    line.amount = in.amount("amount");
    line.quantity = in.decimal("quantity", Decimal(1));
    line.isCache = !in.flag("other");
    line.source = in.text("source");
    line.validFromMs = in.moment("validFrom").value_or(0);
    line.validToMs = in.moment("validTo");
    line.isDefault = in.flag("default");
    return line;
}

SemanticLookup readLookup(CostReader&& in)
{
    SemanticLookup lookup;
    lookup.stage = in.text("stage", true);
    lookup.embeddingModel = in.text("embeddingModel");
    lookup.tokens = in.decimal("tokens");
    lookup.costPerLookup = in.amount("costPerLookup");
    lookup.source = in.text("source");
    lookup.isDefault = in.flag("default");
    return lookup;
}

ExchangeRate readRate(CostReader&& in)
{
    return {in.currency("from", true), in.currency("to", true), in.decimal("rate"), in.moment("date").value_or(0),
            in.text("source")};
}

template <typename Item>
std::vector<Item> readItems(KeyReader& reader, const Json& object, const char* key, const QString& where,
                            const CostPlan& plan, Item (*read)(CostReader&&))
{
    std::vector<Item> items;
    if (!object.contains(key))
        return items;
    int number = 0;
    for (const Json* item : reader.objects(object, key, where))
        items.push_back(
            read(CostReader(reader, *item, where + u"%1[%2]."_s.arg(QLatin1String(key)).arg(number++), plan)));
    return items;
}

CostPlan readPlan(KeyReader& reader, const Json& object, const QString& where)
{
    CostPlan plan;
    CostReader in(reader, object, where, plan);
    plan.cache.value = in.text("cache", true);
    plan.currency = in.currency("currency", true);
    plan.timeZone = in.text("timeZone").toUtf8();
    plan.values = readItems<StageValue>(reader, object, "values", where, plan, readValue);
    plan.costs = readItems<CacheCostLine>(reader, object, "costs", where, plan, readLine);
    plan.lookups = readItems<SemanticLookup>(reader, object, "semanticLookups", where, plan, readLookup);
    plan.rates = readItems<ExchangeRate>(reader, object, "rates", where, plan, readRate);
    if (const Money wrong = in.amount("wrongHitCost"); wrong.isValid())
        plan.wrongHitCost = wrong;
    plan.traffic.distinctShare = in.number("distinctShare");
    if (const std::optional<double> seconds = in.number("answerAgeSeconds"))
        plan.traffic.answerAgeMs = std::llround(std::clamp(*seconds, -1.0, longestSeconds) * 1000);
    return plan;
}

/// Builds one object; what says nothing is left out.
class CostWriter
{
public:
    explicit CostWriter(const CostPlan& plan) : m_plan(plan) {}

    CostWriter& text(const char* key, const QString& value)
    {
        if (!value.isEmpty())
            m_object[key] = value.toStdString();
        return *this;
    }
    CostWriter& decimal(const char* key, const Decimal& value, const Decimal& unsaid = Decimal())
    {
        return value == unsaid ? *this : text(key, value.toString());
    }
    CostWriter& amount(const char* key, const Money& value)
    {
        if (value.isValid() && value.currency() != m_plan.currency)
            text("currency", value.currency().code());
        return text(key, value.toDecimalString());
    }
    CostWriter& moment(const char* key, std::optional<TimeMs> value)
    {
        return value.value_or(0) == 0
                   ? *this
                   : text(key, QDateTime::fromMSecsSinceEpoch(*value, Qt::UTC).toString(Qt::ISODateWithMs));
    }
    CostWriter& flag(const char* key, bool value)
    {
        if (value)
            m_object[key] = true;
        return *this;
    }
    CostWriter& number(const char* key, std::optional<double> value)
    {
        if (value)
            m_object[key] = *value;
        return *this;
    }
    Json take() { return std::move(m_object); }

private:
    const CostPlan& m_plan;
    Json m_object = Json::object();
};

Json toJson(const CostPlan& plan, const StageValue& value)
{
    return CostWriter(plan)
        .text("stage", value.stage)
        .text("basis", QLatin1String(basisNames[static_cast<std::size_t>(value.basis)]))
        .text("model", value.model)
        .text("embeddingModel", value.embeddingModel)
        .decimal("tokensInput", value.tokensInput)
        .decimal("tokensOutput", value.tokensOutput)
        .decimal("tokensEmbedding", value.tokensEmbedding)
        .amount("costPerHit", value.costPerHit)
        .number("savedMs", value.savedMs)
        .text("source", value.source)
        .moment("validFrom", value.validFromMs)
        .flag("default", value.isDefault)
        .take();
}

Json toJson(const CostPlan& plan, const CacheCostLine& line)
{
    return CostWriter(plan)
        .text("name", line.name)
        .text("kind", QLatin1String(kindNames[static_cast<std::size_t>(line.kind)]))
        .amount("amount", line.amount)
        .decimal("quantity", line.quantity, Decimal(1))
        .flag("other", !line.isCache)
        .text("source", line.source)
        .moment("validFrom", line.validFromMs)
        .moment("validTo", line.validToMs)
        .flag("default", line.isDefault)
        .take();
}

Json toJson(const CostPlan& plan, const SemanticLookup& lookup)
{
    return CostWriter(plan)
        .text("stage", lookup.stage)
        .text("embeddingModel", lookup.embeddingModel)
        .decimal("tokens", lookup.tokens)
        .amount("costPerLookup", lookup.costPerLookup)
        .text("source", lookup.source)
        .flag("default", lookup.isDefault)
        .take();
}

Json toJson(const CostPlan& plan, const ExchangeRate& rate)
{
    return CostWriter(plan)
        .text("from", rate.from.code())
        .text("to", rate.to.code())
        .decimal("rate", rate.rate)
        .moment("date", rate.dateMs)
        .text("source", rate.source)
        .take();
}

template <typename Item>
void writeItems(Json& object, const char* key, const CostPlan& plan, const std::vector<Item>& items)
{
    Json list = Json::array();
    for (const Item& item : items)
        list.push_back(toJson(plan, item));
    if (items.empty())
        object.erase(key);
    else
        object[key] = std::move(list);
}

} // namespace

Result<std::vector<CostPlan>> toPlans(const Json& document, const QString& file)
{
    KeyReader reader(file);
    std::vector<CostPlan> plans;
    std::set<QString> caches;
    int number = 0;
    for (const Json* object : reader.objects(document, "plans", {})) {
        const QString where = u"plans[%1]."_s.arg(number++);
        plans.push_back(readPlan(reader, *object, where));
        if (!caches.insert(plans.back().cache.value).second)
            reader.fail(where + u"cache"_s, costsText("is used twice."));
        if (const Result<void> valid = validate(plans.back()); !valid && !reader.error())
            reader.fail(where.chopped(1), valid.error().message);
    }
    if (reader.error())
        return *reader.error();
    return plans;
}

void update(Json& object, const CostPlan& plan)
{
    object["cache"] = plan.cache.value.toStdString();
    object["currency"] = plan.currency.code().toStdString();
    jsonkeys::setOrErase(object, "timeZone", QString::fromUtf8(plan.timeZone));
    writeItems(object, "values", plan, plan.values);
    writeItems(object, "costs", plan, plan.costs);
    writeItems(object, "semanticLookups", plan, plan.lookups);
    writeItems(object, "rates", plan, plan.rates);
    jsonkeys::setOrErase(object, "wrongHitCost", plan.wrongHitCost ? plan.wrongHitCost->toDecimalString() : QString());
    const auto setNumber = [&object](const char* key, std::optional<double> value) {
        if (value)
            object[key] = *value;
        else
            object.erase(key);
    };
    setNumber("distinctShare", plan.traffic.distinctShare);
    const std::optional<qint64> ageMs = plan.traffic.answerAgeMs;
    setNumber("answerAgeSeconds", ageMs ? std::optional(static_cast<double>(*ageMs) / 1000) : std::nullopt);
}

} // namespace cacheledger::costplanjson
