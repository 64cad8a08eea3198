// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/referencecheck.h"

#include "keyspace/keyname.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

static constexpr std::size_t setsAStep = 10;
static constexpr std::size_t mostTargets = 8;
static constexpr double setShare = 0.5; // a prefix with more sets than this is none that ids lead to

static int usualIdLength(const PrefixStat& stat)
{
    for (std::size_t digits = 1; digits < stat.hexIds.size(); ++digits)
        if (stat.hexIds[digits] > stat.keys / 2)
            return static_cast<int>(digits);
    return 0;
}

ReferenceCheck::ReferenceCheck(const KeyReport& report) : m_delimiter(report.delimiter.value_or(':'))
{
    for (const PrefixShare& share : report.prefixes) {
        const double sets = share.stat.types[static_cast<std::size_t>(KeyType::Set)];
        if (sets > setShare * share.stat.keys || share.prefix.isEmpty() || m_targets.size() >= mostTargets)
            continue;
        m_targets.push_back(share.prefix);
        if (const int digits = usualIdLength(share.stat); digits > 0)
            m_idLengths.push_back(digits);
    }
    for (const auto& [prefix, sets] : report.someSets)
        for (const QByteArray& set : sets)
            m_sets.emplace_back(prefix, set);
}

std::vector<Command> ReferenceCheck::next()
{
    std::vector<Command> questions;
    m_askedKeys.clear();
    if (!m_members.empty()) {
        m_lookingFor = true;
        for (Member& member : m_members) {
            const std::vector<QByteArray> candidates = candidatesOf(member);
            member.candidates = candidates.size();
            for (const QByteArray& key : candidates) {
                questions.push_back(Command::type(key));
                m_askedKeys.push_back(key);
            }
        }
        if (!questions.empty())
            return questions;
        m_members.clear();
    }
    m_lookingFor = false;
    m_askedSets.clear();
    for (; !m_sets.empty() && m_askedSets.size() < setsAStep; m_sets.pop_back()) {
        m_askedSets.push_back(m_sets.back().first);
        m_askedKeys.push_back(m_sets.back().second);
        questions.push_back(Command::someMembers(m_sets.back().second));
    }
    return questions;
}

void ReferenceCheck::take(const std::vector<Reply>& answers)
{
    if (m_lookingFor)
        takeTypes(answers);
    else
        takeMembers(answers);
}

void ReferenceCheck::takeMembers(const std::vector<Reply>& answers)
{
    for (std::size_t i = 0; i < std::min(answers.size(), m_askedSets.size()); ++i)
        for (const Reply& member : answers[i].elements)
            if (!member.text.isEmpty())
                m_members.push_back({m_askedSets[i], member.text});
}

void ReferenceCheck::takeTypes(const std::vector<Reply>& answers)
{
    auto answer = answers.begin();
    for (const Member& member : std::exchange(m_members, {})) {
        bool isThere = false, isTold = true;
        for (std::size_t i = 0; i < member.candidates && answer != answers.end(); ++i, ++answer) {
            isTold = isTold && answer->type == Reply::Type::Status;
            isThere = isThere || (answer->type == Reply::Type::Status && answer->text != "none");
        }
        if (!isThere && !isTold) {
            ++m_unknown;
            continue;
        }
        Found& found = m_found[member.prefix];
        ++found.looked;
        found.alive += isThere ? 1 : 0;
        found.likeIds += looksLikeId(member.text) ? 1 : 0;
    }
}

std::vector<QByteArray> ReferenceCheck::candidatesOf(const Member& member) const
{
    std::vector<QByteArray> keys;
    if (member.text.contains(m_delimiter))
        keys.push_back(member.text);
    for (const QByteArray& target : m_targets)
        if (target != member.prefix)
            keys.push_back(target + member.text);
    return keys;
}

bool ReferenceCheck::looksLikeId(const QByteArray& text) const
{
    const int digits = hexIdLength(QByteArray(1, m_delimiter) + text, m_delimiter);
    return digits > 0 && std::find(m_idLengths.begin(), m_idLengths.end(), digits) != m_idLengths.end();
}

void ReferenceCheck::fillIn(KeyReport& report) const
{
    for (PrefixShare& share : report.prefixes) {
        const auto found = m_found.find(share.prefix);
        if (found == m_found.end() || (found->second.alive == 0 && found->second.likeIds < found->second.looked))
            continue;
        share.references = found->second.looked;
        share.staleReferences = found->second.looked - found->second.alive;
    }
}

} // namespace cacheledger
