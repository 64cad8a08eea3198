// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyanalysis.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <map>

namespace cacheledger
{

/// Whether the members of sets are keys, or ids of keys, that are gone: "doc_mapping:4711" keeps the hashes of answers
/// "resp:<hash>" that a changed document makes wrong, and nobody takes out those that expired. Of a few sets of each
/// prefix some members are looked for, by their own name and behind each of the largest other prefixes. That they are
/// references at all is taken from one that is found, or from hexadecimal ids as long as those of another prefix; else
/// nothing is said of the prefix. Says what to ask and takes the answers; who asks keeps to the budget. One thread.
class ReferenceCheck
{
public:
    explicit ReferenceCheck(const KeyReport& report);

    /// The next questions; empty: that was all.
    std::vector<Command> next();
    /// The key that each of them is about: in a cluster it says whom to ask.
    const std::vector<QByteArray>& askedKeys() const { return m_askedKeys; }
    /// The answers to them, in their order; an error or nil is no answer: what may be there is not called stale.
    void take(const std::vector<Reply>& answers);
    /// Members of which nobody could say whether they are there; they are not among those looked for.
    double unknown() const { return m_unknown; }
    /// Writes what was found into the report's prefixes.
    void fillIn(KeyReport& report) const;

private:
    struct Member {
        QByteArray prefix; ///< of its set
        QByteArray text;
        std::size_t candidates = 0; ///< keys that it may stand for: so many answers are its
    };
    struct Found {
        double looked = 0;
        double alive = 0;
        double likeIds = 0; ///< hexadecimal, as long as the ids of a target
    };

    void takeMembers(const std::vector<Reply>& answers);
    void takeTypes(const std::vector<Reply>& answers);
    std::vector<QByteArray> candidatesOf(const Member& member) const;
    bool looksLikeId(const QByteArray& text) const;

    char m_delimiter;
    std::vector<std::pair<QByteArray, QByteArray>> m_sets; ///< prefix and key, those to come last
    std::vector<QByteArray> m_targets;
    std::vector<int> m_idLengths;
    std::vector<QByteArray> m_askedSets; ///< prefixes, in the order of the questions
    std::vector<QByteArray> m_askedKeys; ///< likewise
    std::vector<Member> m_members;       ///< to be looked for
    bool m_lookingFor = false;           ///< the questions under way are for m_members
    std::map<QByteArray, Found> m_found;
    double m_unknown = 0;
};

} // namespace cacheledger
