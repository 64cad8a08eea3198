// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/valuesizes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cacheledger
{

static constexpr double mostForUsage = 10'000;
static constexpr double mostWhereElementsAreNotTold = 100'000;
static constexpr int callsForElements = 4; // of five each: more at once would take the server longer

/// What the allocator gives: jemalloc's classes.
static double allocated(double bytes)
{
    if (bytes <= 128)
        return std::max(8.0, std::ceil(bytes / 16) * 16);
    const double step = std::exp2(std::floor(std::log2(bytes - 1)) - 2);
    return std::ceil(bytes / step) * step;
}

/// A string of Redis ("sds"): its header, and a byte that ends it.
static double stringBytes(double length)
{
    const double header = length < 32 ? 1 : length < 256 ? 3 : length < 65'536 ? 5 : 9;
    return allocated(header + length + 1);
}

static constexpr double bytesOfEntry = 24;  // dictEntry
static constexpr double bytesOfNode = 53.4; // zskiplistNode, by how often it has how many levels

double elementBytes(KeyType type, qsizetype name, qint64 value)
{
    double bytes = bytesOfEntry + stringBytes(static_cast<double>(name));
    if (type == KeyType::Hash)
        bytes += stringBytes(static_cast<double>(value));
    else if (type == KeyType::SortedSet)
        bytes += bytesOfNode;
    return bytes;
}

double collectionBytes(const KeyFacts& key, double count, double bytesOfElement)
{
    constexpr double object = 16, dictionary = 56, skipList = 16 + 32 + 640; // zset, zskiplist and its first node
    const double table = 8 * std::exp2(std::ceil(std::log2(std::max(4.0, count))));
    const double fixed = object + dictionary + (key.type == KeyType::SortedSet ? skipList : 0);
    const double own = bytesOfEntry + stringBytes(static_cast<double>(key.name.size()));
    return own + fixed + table + count * bytesOfElement;
}

static bool isCollection(KeyType type)
{
    return type == KeyType::Hash || type == KeyType::Set || type == KeyType::SortedSet;
}

static Command countOf(const KeyFacts& key)
{
    if (key.type == KeyType::Hash)
        return Command::hashCount(key.name);
    return key.type == KeyType::Set ? Command::setCount(key.name) : Command::sortedSetCount(key.name);
}

static Command elementsOf(const KeyFacts& key)
{
    if (key.type == KeyType::Hash)
        return Command::someFields(key.name);
    return key.type == KeyType::Set ? Command::someMembers(key.name) : Command::someSortedMembers(key.name);
}

void ValueSizes::begin(std::vector<KeyFacts>& keys, const std::vector<bool>& gone)
{
    m_keys = &keys;
    m_first.clear();
    m_usage.clear();
    m_large.clear();
    m_questions.clear();
    m_round = 0;
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (!gone[i])
            m_first.push_back(i);
}

void ValueSizes::ask(std::vector<Command>& into, std::size_t key, Command command)
{
    if (m_refused.contains(command.kind()))
        return;
    m_questions.push_back({key, command.kind()});
    into.push_back(std::move(command));
}

std::vector<Command> ValueSizes::next()
{
    constexpr std::size_t rounds = 4;
    std::vector<Command> commands;
    m_questions.clear();
    while (commands.empty() && m_round < rounds) {
        if (++m_round == 1) {
            for (const std::size_t key : std::exchange(m_first, {})) {
                const KeyFacts& facts = (*m_keys)[key];
                ask(commands, key, isCollection(facts.type) ? countOf(facts) : Command::memoryUsage(facts.name));
            }
            continue;
        }
        if (m_round == 2)
            askForElements(commands);
        else if (m_round == 3)
            askForLengths(commands);
        else
            askAsAWhole();
        for (const std::size_t key : std::exchange(m_usage, {}))
            ask(commands, key, Command::memoryUsage((*m_keys)[key].name));
    }
    if (commands.empty())
        settle();
    return commands;
}

void ValueSizes::askForElements(std::vector<Command>& into)
{
    for (const Large& each : m_large)
        for (int i = 0; i < callsForElements; ++i)
            ask(into, each.key, elementsOf((*m_keys)[each.key]));
}

/// Of hashes the lengths of values are missing.
void ValueSizes::askForLengths(std::vector<Command>& into)
{
    for (const Large& each : m_large)
        if (const KeyFacts& key = (*m_keys)[each.key]; key.type == KeyType::Hash)
            for (const QByteArray& field : each.elements)
                ask(into, each.key, Command::fieldLength(key.name, field));
}

/// What may not tell of its elements, where that is bearable.
void ValueSizes::askAsAWhole()
{
    for (const Large& each : m_large) {
        const bool isRefused = m_refused.contains(elementsOf((*m_keys)[each.key]).kind()) ||
                               m_refused.contains(CommandKind::HashFieldLength);
        if (each.measured == 0 && isRefused && each.count <= mostWhereElementsAreNotTold)
            m_usage.push_back(each.key);
    }
}

void ValueSizes::take(const std::vector<Reply>& answers)
{
    for (std::size_t i = 0; i < std::min(answers.size(), m_questions.size()); ++i)
        takeOne(m_questions[i], answers[i]);
}

void ValueSizes::takeOne(const Question& question, const Reply& answer)
{
    if (answer.type == Reply::Type::Error) {
        if (answer.text.startsWith("NOPERM") || answer.text.contains("unknown command"))
            m_refused.insert(question.kind);
        return;
    }
    if (question.kind == CommandKind::MemoryUsage) {
        if (answer.type == Reply::Type::Integer) // nil: the key went in between
            (*m_keys)[question.key].bytes = answer.integer;
        return;
    }
    if (m_round == 1)
        return takeCount(question.key, static_cast<double>(answer.integer));
    const auto large = std::lower_bound(m_large.begin(), m_large.end(), question.key,
                                        [](const Large& each, std::size_t key) { return each.key < key; });
    if (large == m_large.end() || large->key != question.key)
        return;
    const KeyType type = (*m_keys)[question.key].type;
    if (question.kind == CommandKind::HashFieldLength) {
        if (large->measured < large->elements.size())
            large->bytes += elementBytes(type, large->elements[large->measured++].size(), answer.integer);
        return;
    }
    for (const Reply& element : answer.elements) {
        if (type == KeyType::Hash) {
            large->elements.push_back(element.text);
            continue;
        }
        large->bytes += elementBytes(type, element.text.size());
        ++large->measured;
    }
}

void ValueSizes::takeCount(std::size_t key, double count)
{
    if (count <= mostForUsage)
        m_usage.push_back(key);
    else
        m_large.push_back({key, count});
}

void ValueSizes::settle()
{
    for (const Large& each : std::exchange(m_large, {})) {
        KeyFacts& key = (*m_keys)[each.key];
        if (each.measured == 0 || key.bytes)
            continue;
        key.bytes = std::llround(collectionBytes(key, each.count, each.bytes / static_cast<double>(each.measured)));
        key.isEstimate = true;
    }
}

} // namespace cacheledger
