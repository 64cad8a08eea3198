// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infoplan.h"

#include "metrics/infofield.h"

#include <algorithm>
#include <cstring>

namespace cacheledger::info
{

namespace
{
/// A longer answer is not kept for the next one.
constexpr std::size_t longestKept = 1 << 20;

/// How many bytes at the start of both are the same.
std::size_t commonLength(std::string_view a, std::string_view b)
{
    const std::size_t size = std::min(a.size(), b.size());
    std::size_t at = 0;
    for (std::uint64_t inA = 0, inB = 0; at + sizeof inA <= size; at += sizeof inA) {
        std::memcpy(&inA, a.data() + at, sizeof inA);
        std::memcpy(&inB, b.data() + at, sizeof inB);
        if (inA != inB)
            break;
    }
    while (at < size && a[at] == b[at])
        ++at;
    return at;
}
} // namespace

/// Walks an answer; every step says whether the text was as expected.
class Cursor
{
public:
    explicit Cursor(std::string_view answer) : m_begin(answer.data()), m_at(m_begin), m_end(m_begin + answer.size()) {}

    bool atEnd() const { return m_at == m_end; }
    std::size_t offset() const { return static_cast<std::size_t>(m_at - m_begin); }
    std::string_view rest() const { return {m_at, static_cast<std::size_t>(m_end - m_at)}; }
    void skip(std::size_t count) { m_at += count; }

    bool take(const char* expected, std::size_t length)
    {
        if (static_cast<std::size_t>(m_end - m_at) < length || std::memcmp(m_at, expected, length) != 0)
            return false;
        m_at += length;
        return true;
    }
    bool take(std::string_view expected) { return take(expected.data(), expected.size()); }
    bool take(char expected)
    {
        if (atEnd() || *m_at != expected)
            return false;
        ++m_at;
        return true;
    }

    bool atLineEnd() const
    {
        return atEnd() || *m_at == '\n' || (*m_at == '\r' && (m_at + 1 == m_end || m_at[1] == '\n'));
    }

    bool takeLineEnd()
    {
        if (atEnd())
            return true;
        if (*m_at == '\r' && ++m_at == m_end)
            return true;
        return take('\n');
    }

    std::string_view takeRestOfLine()
    {
        const void* found = std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at));
        const char* stop = found ? static_cast<const char*>(found) : m_end;
        const std::string_view rest(m_at, static_cast<std::size_t>(stop - m_at));
        m_at = found ? stop + 1 : stop;
        return rest;
    }

    void skipSections()
    {
        while (!atEnd() && (*m_at == '#' || *m_at == '\n' || *m_at == '\r')) {
            if (*m_at == '#')
                takeRestOfLine();
            else if (!atLineEnd() || !takeLineEnd())
                return;
        }
    }

    /// A number that ends with its line.
    bool takeLastNumber(double& value)
    {
        if (const char* next = readPlainNumber(m_at, m_end, value)) {
            const char* const begin = m_at;
            m_at = next;
            if (atLineEnd())
                return takeLineEnd();
            m_at = begin;
        }
        return readNumber(trimmed(takeRestOfLine()), value);
    }

    /// A number that ends at a comma or with its line.
    bool takeNumber(double& value)
    {
        if (const char* next = readPlainNumber(m_at, m_end, value); next && (next == m_end || *next == ',')) {
            m_at = next;
            return true;
        } else if (next) {
            const char* const begin = m_at;
            m_at = next;
            if (atLineEnd())
                return true;
            m_at = begin;
        }
        const char* stop = m_at;
        while (stop != m_end && *stop != ',' && *stop != '\n' && *stop != '\r')
            ++stop;
        const bool isNumber = readNumber({m_at, static_cast<std::size_t>(stop - m_at)}, value);
        m_at = stop;
        return isNumber && (atEnd() || *m_at == ',' || atLineEnd());
    }

private:
    const char* m_begin;
    const char* m_at;
    const char* m_end;
};

namespace
{
/// Takes the value of a text line; `changed` when it is another one. False when it is not a plain text any more.
bool takeText(Cursor& cursor, std::string_view last, bool alwaysText, std::string_view& value, bool& changed)
{
    Cursor ahead = cursor;
    if (ahead.take(last) && ahead.atLineEnd() && ahead.takeLineEnd()) {
        cursor = ahead;
        return true;
    }
    value = trimmed(cursor.takeRestOfLine());
    changed = value != last;
    if (!changed)
        return true;
    if (!isText(value))
        return false;
    double number = 0;
    return alwaysText || (!readNumber(value, number) && value.find_first_of("=,") == std::string_view::npos);
}
} // namespace

void Plan::clear()
{
    m_steps.clear();
    m_expected.clear();
    m_begins.clear();
    m_usable = true;
}

void Plan::add(Kind kind, std::string_view expected, std::string_view more, std::uint32_t target)
{
    m_steps.push_back({kind, static_cast<std::uint32_t>(m_expected.size()),
                       static_cast<std::uint32_t>(expected.size() + more.size()), target});
    m_expected.append(expected).append(more);
}

void Plan::addNumber(std::string_view head, std::uint32_t column)
{
    add(Kind::Number, head, {}, column);
}

void Plan::addText(std::string_view head, std::uint32_t text, std::string_view name)
{
    add(isAlwaysText(name) ? Kind::FixedText : Kind::Text, head, {}, text);
}

void Plan::addIgnored(std::string_view head)
{
    add(Kind::Ignored, head, {}, 0);
}

void Plan::addConstant(std::string_view line)
{
    add(Kind::Constant, line, {}, 0);
}

void Plan::addParts(std::string_view head)
{
    add(Kind::Parts, head, {}, 0);
}

void Plan::addNumberPart(std::string_view key, std::uint32_t column)
{
    add(Kind::NumberPart, key, "=", column);
}

void Plan::addListedNumber(std::uint32_t column)
{
    add(Kind::NumberPart, {}, {}, column);
}

void Plan::addConstantPart(std::string_view part)
{
    add(Kind::ConstantPart, part, {}, 0);
}

bool Plan::replay(std::string_view answer, double* values, const std::vector<std::string_view>& texts,
                  std::vector<TextChange>& changes)
{
    Cursor cursor(answer);
    const std::size_t count = m_steps.size();
    const bool knowsLast = !m_begins.empty();
    m_begins.resize(count + 1);
    for (std::size_t step = 0; step < count; ++step) {
        if (knowsLast)
            step = skipSame(cursor, step);
        if (step == count)
            break;
        m_begins[step] = static_cast<std::uint32_t>(cursor.offset());
        if (!replayStep(cursor, step, values, texts, changes))
            return false;
    }
    m_begins[count] = static_cast<std::uint32_t>(cursor.offset());
    if (answer.size() <= longestKept)
        m_last = answer;
    else
        m_begins.clear();
    cursor.skipSections();
    return cursor.atEnd();
}

/// Moves over the steps whose bytes are those of the last answer, and tells the first one that has to be read. A step
/// looks no further than at the byte behind it (which tells, for instance, that a number ends there).
std::size_t Plan::skipSame(Cursor& cursor, std::size_t step)
{
    const std::size_t from = m_begins[step];
    const std::size_t to = cursor.offset();
    const std::size_t sameEnd = from + commonLength(cursor.rest(), std::string_view(m_last).substr(from));
    std::size_t reached = from;
    for (; step < m_steps.size() && m_begins[step + 1] < sameEnd; ++step) {
        m_begins[step] = static_cast<std::uint32_t>(reached - from + to);
        reached = m_begins[step + 1];
    }
    cursor.skip(reached - from);
    return step;
}

bool Plan::replayStep(Cursor& cursor, std::size_t number, double* values, const std::vector<std::string_view>& texts,
                      std::vector<TextChange>& changes) const
{
    const Step& step = m_steps[number];
    const bool isPart = step.kind == Kind::NumberPart || step.kind == Kind::ConstantPart;
    if (!isPart)
        cursor.skipSections();
    if (!cursor.take(m_expected.data() + step.expected, step.length))
        return false;
    bool asExpected = true;
    switch (step.kind) {
    case Kind::Number:
        return cursor.takeLastNumber(values[step.target]);
    case Kind::Text:
    case Kind::FixedText: {
        std::string_view value;
        bool changed = false;
        asExpected = takeText(cursor, texts[step.target], step.kind == Kind::FixedText, value, changed);
        if (changed)
            changes.push_back({step.target, value});
        return asExpected;
    }
    case Kind::Ignored:
        cursor.takeRestOfLine();
        return true;
    case Kind::Constant:
        return cursor.atLineEnd() && cursor.takeLineEnd();
    case Kind::Parts:
        return true;
    case Kind::NumberPart:
        asExpected = cursor.takeNumber(values[step.target]);
        break;
    case Kind::ConstantPart:
        break;
    }
    if (!asExpected)
        return false;
    const Kind next = number + 1 < m_steps.size() ? m_steps[number + 1].kind : Kind::Constant;
    const bool lineGoesOn = next == Kind::NumberPart || next == Kind::ConstantPart;
    return lineGoesOn ? cursor.take(',') : cursor.atLineEnd() && cursor.takeLineEnd();
}

} // namespace cacheledger::info
