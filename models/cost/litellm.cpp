// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/litellm.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace cacheledger
{

namespace
{

QString liteLlmText(const char* text)
{
    return QCoreApplication::translate("LiteLlm", text);
}

enum class LiteLlmField { Input, Output, CacheRead, CacheWrite, Request, Query };
constexpr std::array<const char*, 6> fieldNames{"input_cost_per_token",        "output_cost_per_token",
                                                "cache_read_input_token_cost", "cache_creation_input_token_cost",
                                                "input_cost_per_request",      "input_cost_per_query"};

/// One model while it is read.
struct LiteLlmModel {
    std::string name;
    std::array<std::optional<Decimal>, fieldNames.size()> prices;
    QString fault; // of the first price that cannot be taken
    bool isEmbedding = false;

    const std::optional<Decimal>& price(LiteLlmField field) const { return prices[static_cast<std::size_t>(field)]; }
};

/// Gets the document piece by piece: the text of a number is only seen here, and nothing is kept of what is ignored.
class LiteLlmReader : public nlohmann::json_sax<nlohmann::json>
{
public:
    explicit LiteLlmReader(TimeMs validFromMs) : m_validFromMs(validFromMs) {}

    LiteLlmPrices take() { return std::move(m_result); }
    bool hasModel() const { return m_hasModel; }
    bool isObject() const { return m_isObject; }
    std::size_t faultPosition() const { return m_faultPosition; }

    bool null() override { return other(); }
    bool boolean(bool) override { return other(); }
    bool number_integer(number_integer_t value) override { return price(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return price(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return price(text); }
    bool string(string_t& text) override
    {
        if (m_depth == 2 && m_key == "mode") {
            m_model.isEmbedding = text == "embedding";
            return true;
        }
        return price(text);
    }
    bool binary(binary_t&) override { return other(); }
    bool start_object(std::size_t) override
    {
        m_isObject = m_isObject || m_depth == 0;
        if (m_depth == 1) {
            m_hasModel = true;
            m_model = {};
            m_model.name = m_key;
        }
        ++m_depth;
        return true;
    }
    bool key(string_t& name) override
    {
        if (m_depth <= 2)
            m_key = name;
        return true;
    }
    bool end_object() override
    {
        --m_depth;
        if (m_depth == 1 && m_isObject)
            finishModel();
        return true;
    }
    bool start_array(std::size_t) override
    {
        other();
        ++m_depth;
        return true;
    }
    bool end_array() override
    {
        --m_depth;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        m_faultPosition = position;
        return false;
    }

private:
    void skip(const std::string& name, const QString& reason)
    {
        m_result.skipped.push_back({QString::fromStdString(name).left(200), reason});
    }

    bool other()
    {
        if (m_depth == 1 && m_isObject)
            skip(m_key, liteLlmText("is no object"));
        return true;
    }

    bool price(const std::string& text)
    {
        if (m_depth != 2)
            return other();
        const auto field = std::find(fieldNames.begin(), fieldNames.end(), m_key);
        if (field == fieldNames.end())
            return true;
        const auto number = Decimal::parse(QString::fromStdString(text));
        if (number && number->sign() >= 0)
            m_model.prices[static_cast<std::size_t>(field - fieldNames.begin())] = number;
        else if (m_model.fault.isEmpty())
            m_model.fault = (number ? liteLlmText("has a negative %1") : liteLlmText("its %1 is no price"))
                                .arg(QLatin1String(*field));
        return true;
    }

    PriceVersion versionOf(const LiteLlmModel& model) const
    {
        PriceVersion version;
        version.model = QString::fromStdString(model.name);
        version.currency = currencies::usd();
        version.fromMs = m_validFromMs;
        version.origin = PriceOrigin::Imported;
        version.source = QStringLiteral("LiteLLM");
        version.price(model.isEmbedding ? PriceKind::Embedding : PriceKind::Input) = model.price(LiteLlmField::Input);
        version.price(PriceKind::Output) = model.price(LiteLlmField::Output);
        version.price(PriceKind::CacheRead) = model.price(LiteLlmField::CacheRead);
        version.price(PriceKind::CacheWrite) = model.price(LiteLlmField::CacheWrite);
        if (model.isEmbedding) // lists have 0 there, which is no price of anything
            version.price(PriceKind::Output).reset();
        const bool hasTokens = std::any_of(version.prices.begin(), version.prices.end(),
                                           [](const auto& price) { return price.has_value(); });
        if (!hasTokens) {
            const auto& request = model.price(LiteLlmField::Request);
            version.unit = PriceUnit::Call;
            version.price(PriceKind::Input) = request ? request : model.price(LiteLlmField::Query);
        }
        return version;
    }

    void finishModel()
    {
        const std::string& name = m_model.name;
        const PriceVersion version = versionOf(m_model);
        const bool hasPrice = std::any_of(version.prices.begin(), version.prices.end(),
                                          [](const auto& price) { return price.has_value(); });
        if (name == "sample_spec")
            skip(name, liteLlmText("is LiteLLM's example"));
        else if (!m_names.insert(name).second)
            skip(name, liteLlmText("is there twice; the first one counts"));
        else if (!m_model.fault.isEmpty())
            skip(name, m_model.fault);
        else if (!hasPrice)
            skip(name, liteLlmText("has no price of a token or a call"));
        else if (const auto valid = validatePrice(version); !valid)
            skip(name, valid.error().text());
        else
            m_result.versions.push_back(version);
    }

    TimeMs m_validFromMs;
    LiteLlmPrices m_result;
    std::set<std::string> m_names;
    LiteLlmModel m_model;
    std::string m_key; // of the depths that matter
    std::size_t m_depth = 0;
    std::size_t m_faultPosition = 0;
    bool m_isObject = false;
    bool m_hasModel = false;
};

Error badPriceList(const QString& file, const QString& problem)
{
    return {ErrorCode::BadConfiguration, liteLlmText("%1 cannot be imported: %2").arg(file, problem),
            liteLlmText("Take LiteLLM's model_prices_and_context_window.json.")};
}

} // namespace

Result<LiteLlmPrices> litellm::parse(const QByteArray& document, const QString& file, TimeMs validFromMs)
{
    if (document.size() > largestFile)
        return badPriceList(file, liteLlmText("it is larger than %1 MiB.").arg(largestFile / 1024 / 1024));
    LiteLlmReader reader(validFromMs);
    if (!nlohmann::json::sax_parse(document.cbegin(), document.cend(), &reader)) {
        const auto end = document.cbegin() + std::min(document.size(), static_cast<qsizetype>(reader.faultPosition()));
        return badPriceList(
            file, liteLlmText("line %1 is not valid JSON.").arg(1 + std::count(document.cbegin(), end, '\n')));
    }
    if (!reader.isObject() || !reader.hasModel())
        return badPriceList(file, liteLlmText("it has no models."));
    return reader.take();
}

Result<PriceImport> litellm::importInto(PriceBook& book, const QByteArray& document, const QString& file,
                                        TimeMs validFromMs)
{
    auto list = parse(document, file, validFromMs);
    if (!list)
        return list.error();
    const PriceAdditions additions = book.addList(list->versions);
    PriceImport result{additions.added, additions.changed, additions.unchanged, std::move(list->skipped)};
    for (const PriceAdditions::Refused& refused : additions.refused)
        result.skipped.push_back({refused.model, refused.reason});
    return result;
}

} // namespace cacheledger
