// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to InfoParser: how the last answer was laid out, so that the next one is read without looking names up.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger::info
{

class Cursor;

/// The order of the lines of an answer and where the value of each goes. Replaying it on the next answer compares the
/// expected names with the text and reads the numbers in between; any surprise makes the replay fail, and the answer is
/// then read afresh. A replay that succeeds gives exactly what reading afresh would give.
///
/// From poll to poll most of an answer stays the same, byte for byte: from the second replay on, only what differs from
/// the answer before is read.
class Plan
{
public:
    struct TextChange {
        std::uint32_t text;
        std::string_view value;
    };

    void clear();
    /// The answer cannot be replayed (fields were dropped).
    void setUnusable() { m_usable = false; }
    bool isUsable() const { return m_usable; }

    // One call a line, in order; `head` is the line up to and with its colon.
    void addNumber(std::string_view head, std::uint32_t column);
    void addText(std::string_view head, std::uint32_t text, std::string_view name);
    void addIgnored(std::string_view head);
    /// A line that must come again byte for byte (a malformed or repeated one).
    void addConstant(std::string_view line);
    /// A line of parts: then one call a part, in order; `key` is without the equals sign.
    void addParts(std::string_view head);
    void addNumberPart(std::string_view key, std::uint32_t column);
    void addListedNumber(std::uint32_t column);
    /// A part that must come again byte for byte: texts inside a line hardly ever change.
    void addConstantPart(std::string_view part);

    /// `values` has room for all columns and holds what the last replay (or reading afresh) found; `texts` are the last
    /// values in order of their numbers. After one that failed nothing but clear() makes sense.
    bool replay(std::string_view answer, double* values, const std::vector<std::string_view>& texts,
                std::vector<TextChange>& changes);

private:
    enum class Kind : std::uint8_t { Number, Text, FixedText, Ignored, Constant, Parts, NumberPart, ConstantPart };
    struct Step {
        Kind kind;
        std::uint32_t expected; // where the expected bytes are in m_expected
        std::uint32_t length;   // of them
        std::uint32_t target;   // column or text
    };
    void add(Kind kind, std::string_view expected, std::string_view more, std::uint32_t target);
    std::size_t skipSame(Cursor& cursor, std::size_t step);
    bool replayStep(Cursor& cursor, std::size_t step, double* values, const std::vector<std::string_view>& texts,
                    std::vector<TextChange>& changes) const;

    std::vector<Step> m_steps;
    std::string m_expected; // what the steps expect, one after the other
    bool m_usable = false;
    std::string m_last;                  // the answer that was replayed last
    std::vector<std::uint32_t> m_begins; // where each step began in it, and where the last one ended; else empty
};

} // namespace cacheledger::info
