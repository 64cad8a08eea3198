// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/prefixstat.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <set>
#include <vector>

namespace cacheledger
{

/// How large the values of some keys are. MEMORY USAGE tells it, but while the table of a large hash, set or sorted set
/// is being rehashed it walks over all empty buckets first: milliseconds in which nobody else is served. So these are
/// asked for their number of elements, and where there are more than 10,000 the size is worked out from the lengths of
/// some random ones and the sizes of the server's structures. Where that is not permitted or not known (before Redis
/// 6.2), MEMORY USAGE is asked up to 100,000 elements, and beyond nothing is said. Says what to ask and takes the
/// answers, in at most four rounds; what was refused once is not asked again. One thread.
class ValueSizes
{
public:
    /// The types are known; `gone` is parallel. Both have to stay until next() has nothing more.
    void begin(std::vector<KeyFacts>& keys, const std::vector<bool>& gone);
    /// The next questions; empty: the keys have their sizes.
    std::vector<Command> next();
    /// The answers to them, in their order.
    void take(const std::vector<Reply>& answers);

private:
    struct Question {
        std::size_t key;
        CommandKind kind;
    };
    struct Large { ///< a collection that is sampled
        std::size_t key = 0;
        double count = 0;
        std::vector<QByteArray> elements{}; ///< of a hash: names of fields
        double bytes = 0;                   ///< of those
        std::size_t measured = 0;           ///< of those
    };

    void ask(std::vector<Command>& into, std::size_t key, Command command);
    void takeOne(const Question& question, const Reply& answer);
    void takeCount(std::size_t key, double count);
    void askForElements(std::vector<Command>& into);
    void askForLengths(std::vector<Command>& into);
    void askAsAWhole();
    void settle();

    std::vector<KeyFacts>* m_keys = nullptr;
    std::vector<std::size_t> m_first;  ///< keys to begin with
    std::vector<std::size_t> m_usage;  ///< keys to be asked for by MEMORY USAGE
    std::vector<Large> m_large;        ///< in the order of their keys
    std::vector<Question> m_questions; ///< that are under way
    std::size_t m_round = 0;
    std::set<CommandKind> m_refused;
};

/// What MEMORY USAGE would say of a collection of `count` elements that take so many bytes each (with their own
/// overhead: elementBytes()), by the structures of Redis 7 on 64 bits.
double collectionBytes(const KeyFacts& key, double count, double bytesOfElement);
/// Of one: a member, or a field's name with the length of its value.
double elementBytes(KeyType type, qsizetype name, qint64 value = 0);

} // namespace cacheledger
