// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infoparser.h"

#include "metrics/catalogue.h"
#include "metrics/infoplan.h"
#include "metrics/inforeader.h"

#include <algorithm>
#include <limits>

namespace cacheledger
{

/// Where -1 can only mean that the server does not measure it. Elsewhere it says "never" or "none" (times, offsets).
static bool isNeverNegative(std::string_view name)
{
    const MetricInfo* metric = name.find('.') == std::string_view::npos ? catalogue::find(name) : nullptr;
    if (!metric)
        return false;
    switch (metric->unit) {
    case Unit::Bytes:
    case Unit::Ratio:
    case Unit::Percent:
    case Unit::PerSecond:
    case Unit::BytesPerSecond:
    case Unit::KibPerSecond:
        return !name.ends_with("_offset");
    default:
        return metric->kind == MetricKind::Counter || name.ends_with("_ratio");
    }
}

class InfoParser::Impl
{
public:
    InfoValues parse(std::string_view answer, const std::vector<std::string>& extra);

private:
    bool parseAsBefore(std::string_view answer, InfoValues& result);
    InfoValues parseAfresh(std::string_view answer, const std::vector<std::string>& extra);
    bool changeTexts();
    void keepLayout(std::vector<std::string> columns);
    void keepTexts(info::Reading& reading);
    void dropPlaceholders(std::vector<double>& values) const;

    info::Plan m_plan;
    std::vector<std::string> m_extra;
    LayoutPtr m_layout;
    std::vector<double> m_values;             // of the last answer
    std::vector<std::size_t> m_neverNegative; // columns of m_layout
    std::shared_ptr<const TextFields> m_texts;
    std::vector<std::string> m_textIds;            // by the plan's numbers
    std::vector<std::string_view> m_textValues;    // likewise; views into m_texts
    std::vector<info::Plan::TextChange> m_changes; // kept for its memory
    std::size_t m_textBytes = 0;
    int m_malformedLines = 0;
    std::string m_firstMalformed;
};

InfoValues InfoParser::Impl::parse(std::string_view answer, const std::vector<std::string>& extra)
{
    InfoValues result;
    if (m_plan.isUsable() && extra == m_extra && parseAsBefore(answer, result))
        return result;
    return parseAfresh(answer, extra);
}

bool InfoParser::Impl::parseAsBefore(std::string_view answer, InfoValues& result)
{
    m_changes.clear();
    if (!m_plan.replay(answer, m_values.data(), m_textValues, m_changes))
        return false;
    if (!m_changes.empty() && !changeTexts())
        return false;
    dropPlaceholders(m_values);
    result.layout = m_layout;
    result.values = m_values;
    result.texts = m_texts;
    result.malformedLines = m_malformedLines;
    result.firstMalformed = m_firstMalformed;
    return true;
}

/// False when the texts together would be over their bound.
bool InfoParser::Impl::changeTexts()
{
    std::size_t bytes = m_textBytes;
    for (const auto& change : m_changes)
        bytes = bytes - m_textValues[change.text].size() + change.value.size();
    if (bytes > info::maxAllTextBytes)
        return false;
    auto texts = std::make_shared<TextFields>(*m_texts);
    for (const auto& change : m_changes)
        texts->find(m_textIds[change.text])->second = change.value;
    for (std::size_t i = 0; i < m_textIds.size(); ++i)
        m_textValues[i] = texts->find(m_textIds[i])->second;
    m_texts = std::move(texts);
    m_textBytes = bytes;
    return true;
}

InfoValues InfoParser::Impl::parseAfresh(std::string_view answer, const std::vector<std::string>& extra)
{
    info::Reading reading = info::Reader(m_plan, extra).read(answer);
    m_extra = extra;
    m_malformedLines = reading.malformedLines;
    m_firstMalformed = reading.firstMalformed;
    m_textBytes = reading.textBytes;
    keepLayout(std::move(reading.columns));
    keepTexts(reading);

    m_values = std::move(reading.values);
    m_values.resize(m_layout->size(), std::numeric_limits<double>::quiet_NaN());
    dropPlaceholders(m_values);

    InfoValues result;
    result.layout = m_layout;
    result.values = m_values;
    result.texts = m_texts;
    result.malformedLines = m_malformedLines;
    result.firstMalformed = std::move(reading.firstMalformed);
    return result;
}

void InfoParser::Impl::keepLayout(std::vector<std::string> columns)
{
    columns.insert(columns.end(), m_extra.begin(), m_extra.end());
    if (m_layout && m_layout->names() == columns)
        return;
    m_layout = std::make_shared<const SeriesLayout>(std::move(columns));
    m_neverNegative.clear();
    for (std::size_t i = 0; i < m_layout->size(); ++i)
        if (isNeverNegative(m_layout->name(i)))
            m_neverNegative.push_back(i);
}

void InfoParser::Impl::dropPlaceholders(std::vector<double>& values) const
{
    for (const std::size_t column : m_neverNegative)
        if (values[column] == -1)
            values[column] = std::numeric_limits<double>::quiet_NaN();
}

void InfoParser::Impl::keepTexts(info::Reading& reading)
{
    auto texts = std::make_shared<TextFields>();
    for (std::size_t i = 0; i < reading.textIds.size(); ++i)
        texts->emplace(reading.textIds[i], std::move(reading.texts[i]));
    if (!m_texts || *m_texts != *texts)
        m_texts = std::move(texts);
    m_textIds = std::move(reading.textIds);
    m_textValues.clear();
    for (const std::string& id : m_textIds)
        m_textValues.push_back(m_texts->find(id)->second);
}

InfoParser::InfoParser() : m_impl(std::make_unique<Impl>()) {}
InfoParser::~InfoParser() = default;
InfoParser::InfoParser(InfoParser&&) noexcept = default;
InfoParser& InfoParser::operator=(InfoParser&&) noexcept = default;

InfoValues InfoParser::parse(std::string_view info, const std::vector<std::string>& extra)
{
    return m_impl->parse(info, extra);
}

} // namespace cacheledger
