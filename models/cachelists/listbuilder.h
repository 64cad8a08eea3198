// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the module.

#include "cachelists/cachelist.h"

#include <map>
#include <set>

namespace cacheledger
{

/// What one entry of a list says, whichever format it is of.
struct ListEntry {
    QString where;
    QString name;    ///< empty: the address
    QString address; ///< URL, "host:port", host or path
    QString port;    ///< where it stands by itself; empty: in the address
    QString user;
    QString password;
    QString database;
    QString environment;
    QStringList tags;
    std::optional<bool> tls;
    TlsOptions tlsOptions;
    bool cluster = false;
    QStringList leftOut;
    QString refused; ///< why it cannot be taken, known already; empty: nothing speaks against it
};

/// Turns entries into caches: valid, each server once, each name once.
class ListBuilder
{
public:
    ListBuilder(CacheListFormat format, const std::vector<CacheConfig>& known);

    void add(ListEntry entry);
    void noteUnknown(const QString& word);
    bool isFull() const { return m_entries >= mostEntries; }
    int entries() const { return m_entries; }
    CacheList take();

    static constexpr int mostEntries = 10'000;

private:
    Result<ParsedUrl> endpointOf(const ListEntry& entry) const;
    void skip(const ListEntry& entry, const QString& why);
    QString freeName(const QString& wanted);

    CacheList m_list;
    std::map<QString, QString> m_servers; // place of a server, to what it is known as
    std::set<QString> m_names;            // case folded
    int m_entries = 0;
};

/// One sentence for the user, in the context of lists.
QString listText(const char* text);
Error badList(const QString& problem, const QString& hint = {});
/// "environment", "env", "stage", "deployment_environment": a word that names an environment.
bool meansEnvironment(const QString& word);

// The formats. Each calls add() for each entry, and fails where the whole is not of that format.
Result<void> readCsvList(const QString& text, ListBuilder& builder);
Result<void> readTargetList(const QByteArray& text, ListBuilder& builder);
Result<void> readInsightList(const QByteArray& text, ListBuilder& builder);

} // namespace cacheledger
