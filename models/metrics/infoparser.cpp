// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infoparser.h"

#include "metrics/infoplan.h"
#include "metrics/inforeader.h"

#include <algorithm>
#include <limits>

namespace cacheledger
{

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

    info::Plan m_plan;
    std::vector<std::string> m_extra;
    LayoutPtr m_layout;
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
    result.values.resize(m_layout->size(), std::numeric_limits<double>::quiet_NaN());
    m_changes.clear();
    if (!m_plan.replay(answer, result.values.data(), m_textValues, m_changes))
        return false;
    if (!m_changes.empty() && !changeTexts())
        return false;
    result.layout = m_layout;
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

    InfoValues result;
    result.layout = m_layout;
    result.values = std::move(reading.values);
    result.values.resize(m_layout->size(), std::numeric_limits<double>::quiet_NaN());
    result.texts = m_texts;
    result.malformedLines = m_malformedLines;
    result.firstMalformed = std::move(reading.firstMalformed);
    return result;
}

void InfoParser::Impl::keepLayout(std::vector<std::string> columns)
{
    columns.insert(columns.end(), m_extra.begin(), m_extra.end());
    if (!m_layout || m_layout->names() != columns)
        m_layout = std::make_shared<const SeriesLayout>(std::move(columns));
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
