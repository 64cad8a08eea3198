// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to InfoParser: reads an answer of which nothing is known yet.

#include "metrics/infofield.h"
#include "metrics/infoplan.h"
#include "metrics/snapshot.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace cacheledger::info
{

/// What reading afresh found. The vectors of texts run in parallel, in the answer's order.
struct Reading {
    std::vector<std::string> columns;
    std::vector<double> values;
    std::vector<std::string> textIds;
    std::vector<std::string> texts;
    std::size_t textBytes = 0;
    int malformedLines = 0;
    std::string firstMalformed;
};

/// Reads one answer line by line and notes in the plan how to do it faster next time.
class Reader
{
public:
    /// `reserved` are ids that the answer may not use.
    Reader(Plan& plan, const std::vector<std::string>& reserved);
    Reading read(std::string_view answer);

private:
    void readLine(std::string_view line);
    void readParts(std::string_view line, std::string_view head, std::string_view name);
    void readPart(const std::string& id, const Part& part);
    bool readPlain(std::string_view line, std::string_view head, std::string_view name, std::string_view value);
    void addColumn(std::string id, double value);
    void addText(std::string id, std::string_view value);
    bool isFull(std::size_t moreTextBytes) const;
    bool isExhausted() const;
    void countRest(std::string_view answer);
    void countMalformed(std::string_view line);
    void countDropped(std::string_view line);

    Plan& m_plan;
    Reading m_reading;
    std::unordered_set<std::string> m_seen;
    std::unordered_set<std::string> m_seenInLine;
    std::vector<Part> m_parts;
    std::size_t m_reservedCount;
};

} // namespace cacheledger::info
