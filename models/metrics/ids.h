// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHashFunctions>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <compare>

namespace cacheledger
{

/// A string that cannot be mistaken for another kind of identity.
template <typename Tag>
struct StrongId {
    QString value;

    bool isEmpty() const { return value.isEmpty(); }
    friend bool operator==(const StrongId&, const StrongId&) = default;
    friend bool operator<(const StrongId& a, const StrongId& b) { return a.value < b.value; }
    friend size_t qHash(const StrongId& id, size_t seed = 0) { return qHash(id.value, seed); }
};

/// A cache as the user names it: a set of nodes. A random UUID, so that renaming keeps the history.
using CacheId = StrongId<struct CacheTag>;
/// One server of a cache. A random UUID given when the node is added, so that a changed address keeps the history.
using NodeId = StrongId<struct NodeTag>;

/// New random identities (UUID without braces).
CacheId newCacheId();
NodeId newNodeId();

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::CacheId)
Q_DECLARE_METATYPE(cacheledger::NodeId)
