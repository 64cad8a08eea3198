// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/inforeader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace cacheledger::info
{

namespace
{
constexpr std::size_t messageBytes = 80;
/// Longer lines that must come again unchanged are not worth remembering.
constexpr std::size_t longestConstant = 256;
constexpr int mostConstants = 64;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
} // namespace

Reader::Reader(Plan& plan, const std::vector<std::string>& reserved)
    : m_plan(plan),
      m_seen(reserved.begin(), reserved.end()),
      m_reservedCount(m_seen.size())
{
    m_plan.clear();
    m_seen.reserve(512);
}

Reading Reader::read(std::string_view answer)
{
    if (answer.starts_with(byteOrderMark)) { // INFO saved by an editor
        answer.remove_prefix(byteOrderMark.size());
        m_plan.setUnusable();
    }
    while (!answer.empty()) {
        if (isExhausted()) {
            countRest(answer);
            break;
        }
        const std::size_t end = answer.find('\n');
        std::string_view line = answer.substr(0, end);
        answer.remove_prefix(end == std::string_view::npos ? answer.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        readLine(line);
    }
    return std::move(m_reading);
}

void Reader::readLine(std::string_view line)
{
    if (line.starts_with('#') || trimmed(line).empty())
        return;
    if (line.size() > maxLineBytes)
        return countDropped(line);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return countMalformed(line);
    const std::string_view head = line.substr(0, colon + 1);
    const std::string_view name = trimmed(line.substr(0, colon));
    if (!isName(name))
        return countMalformed(line);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!readPlain(line, head, name, value))
        readParts(line, head, name);
}

/// A line with one value. False when it has parts, which are then in m_parts.
bool Reader::readPlain(std::string_view line, std::string_view head, std::string_view name, std::string_view value)
{
    // The readable twin of a number ("1.97M") changes with nearly every poll and says nothing more.
    constexpr std::string_view human = "_human";
    if (name.ends_with(human) && m_seen.contains(std::string(name.substr(0, name.size() - human.size())))) {
        m_plan.addIgnored(head);
        return true;
    }
    double number = 0;
    const bool alwaysText = isAlwaysText(name);
    const bool isNumber = !alwaysText && readNumber(value, number);
    if (!isNumber && !alwaysText && (splitParts(value, m_parts) || splitNumbers(value, m_parts)))
        return false;
    if ((!isNumber && !isText(value)) || m_seen.contains(std::string(name))) {
        countMalformed(line);
    } else if (isNumber) {
        m_plan.addNumber(head, static_cast<std::uint32_t>(m_reading.columns.size()));
        addColumn(std::string(name), number);
    } else if (isFull(value.size())) {
        countDropped(line);
    } else {
        m_plan.addText(head, static_cast<std::uint32_t>(m_reading.texts.size()), name);
        addText(std::string(name), value);
    }
    return true;
}

void Reader::readParts(std::string_view line, std::string_view head, std::string_view name)
{
    const std::string prefix = idPrefix(name, m_parts);
    bool repeats = false;
    bool dropped = false;
    m_seenInLine.clear();
    m_plan.addParts(head);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        std::string id = prefix + (part.key.empty() ? std::to_string(i) : std::string(part.key));
        // Some servers repeat a key inside a line (`bind=` of listeners): the first counts.
        if (m_seenInLine.contains(id)) {
            m_plan.addConstantPart({part.key.data(), part.key.size() + 1 + part.value.size()});
        } else if (m_seen.contains(id)) {
            repeats = true;
        } else if (isFull(part.value.size())) {
            dropped = true;
        } else if (isText(part.value)) {
            readPart(id, part);
            m_seenInLine.insert(std::move(id));
        } else {
            repeats = true;
        }
    }
    if (repeats || dropped)
        countDropped(line);
}

void Reader::readPart(const std::string& id, const Part& part)
{
    double number = 0;
    if (!isAlwaysTextKey(part.key) && readNumber(part.value, number)) {
        const auto column = static_cast<std::uint32_t>(m_reading.columns.size());
        if (part.key.empty())
            m_plan.addListedNumber(column);
        else
            m_plan.addNumberPart(part.key, column);
        addColumn(id, number);
    } else {
        m_plan.addConstantPart({part.key.data(), part.key.size() + 1 + part.value.size()});
        addText(id, part.value);
    }
}

void Reader::addColumn(std::string id, double value)
{
    m_seen.insert(id);
    m_reading.columns.push_back(std::move(id));
    m_reading.values.push_back(value);
}

void Reader::addText(std::string id, std::string_view value)
{
    m_seen.insert(id);
    m_reading.textIds.push_back(std::move(id));
    m_reading.texts.emplace_back(value);
    m_reading.textBytes += value.size();
}

bool Reader::isFull(std::size_t moreTextBytes) const
{
    return m_seen.size() - m_reservedCount >= maxFields || m_reading.textBytes + moreTextBytes > maxAllTextBytes;
}

/// Nothing more can be kept, or nobody could want to: what follows is only counted.
bool Reader::isExhausted() const
{
    return isFull(0) || m_reading.malformedLines >= static_cast<int>(maxFields);
}

void Reader::countRest(std::string_view answer)
{
    countDropped(answer.substr(0, answer.find_first_of("\r\n")));
    answer.remove_prefix(std::min(answer.find('\n'), answer.size() - 1) + 1);
    const auto lines =
        std::count(answer.begin(), answer.end(), '\n') + (answer.empty() || answer.back() == '\n' ? 0 : 1);
    const auto all = m_reading.malformedLines + static_cast<std::int64_t>(lines);
    m_reading.malformedLines = static_cast<int>(std::min<std::int64_t>(all, std::numeric_limits<int>::max()));
}

void Reader::countMalformed(std::string_view line)
{
    if (m_reading.malformedLines == 0)
        m_reading.firstMalformed = std::string(line.substr(0, messageBytes));
    if (m_reading.malformedLines < std::numeric_limits<int>::max())
        ++m_reading.malformedLines;
    if (line.size() > longestConstant || m_reading.malformedLines > mostConstants)
        m_plan.setUnusable();
    else if (m_plan.isUsable())
        m_plan.addConstant(line);
}

/// Counts a line of which not everything was kept.
void Reader::countDropped(std::string_view line)
{
    m_plan.setUnusable();
    countMalformed(line);
}

} // namespace cacheledger::info
