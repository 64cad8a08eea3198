// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/listbuilder.h"

#include <QtCore/QCoreApplication>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qsizetype longestListedName = 90; // a number in brackets fits behind it
static constexpr qsizetype longestWord = 60;       // of foreign text in a message
static constexpr qsizetype mostUnknown = 20;

QString listText(const char* text)
{
    return QCoreApplication::translate("CacheList", text);
}

Error badList(const QString& problem, const QString& hint)
{
    return {ErrorCode::InvalidArgument, problem, hint};
}

bool meansEnvironment(const QString& word)
{
    static const QStringList words{u"environment"_s, u"env"_s, u"stage"_s, u"deployment_environment"_s};
    return words.contains(word, Qt::CaseInsensitive);
}

/// Names and tags are shown and go into files: no line breaks and the like.
static QString plain(const QString& text, qsizetype most)
{
    QString result;
    for (const QChar c : text.simplified().left(most)) {
        if (c.category() != QChar::Other_Control)
            result += c;
    }
    return result;
}

static QString serverKey(const Endpoint& endpoint)
{
    return endpoint.transport == Transport::Unix ? endpoint.path : endpoint.address().toCaseFolded();
}

ListBuilder::ListBuilder(CacheListFormat format, const std::vector<CacheConfig>& known)
{
    m_list.format = format;
    for (const CacheConfig& cache : known) {
        m_names.insert(cache.name.toCaseFolded());
        for (const NodeConfig& node : cache.nodes)
            m_servers.try_emplace(serverKey(node.endpoint),
                                  listText("it is watched already, as \"%1\".").arg(cache.name));
    }
}

void ListBuilder::noteUnknown(const QString& word)
{
    const QString shown = plain(word, longestWord);
    if (!shown.isEmpty() && m_list.unknown.size() < mostUnknown && !m_list.unknown.contains(shown))
        m_list.unknown << shown;
}

void ListBuilder::skip(const ListEntry& entry, const QString& why)
{
    // An address may hold a password: of one that is not understood nothing is repeated.
    m_list.skipped.push_back({entry.where, plain(entry.name, longestWord), why});
}

Result<ParsedUrl> ListBuilder::endpointOf(const ListEntry& entry) const
{
    QString address = entry.address.trimmed();
    if (address.isEmpty())
        return badList(listText("it has no address."));
    const bool isIpv6 = address.count(u':') > 1 && !address.contains(u"//"_s) && !address.startsWith(u'[');
    if (isIpv6 && !entry.port.isEmpty())
        address = u'[' + address + u']';
    if (!entry.port.isEmpty())
        address += u':' + entry.port.trimmed();
    auto parsed = parseEndpointUrl(address);
    if (!parsed)
        return parsed.error();
    Endpoint& endpoint = parsed->endpoint;
    if (!entry.user.isEmpty() && entry.user != "default"_L1)
        endpoint.user = entry.user;
    if (entry.tls && endpoint.transport != Transport::Unix)
        endpoint.transport = *entry.tls ? Transport::Tls : Transport::Tcp;
    if (endpoint.transport == Transport::Tls)
        endpoint.tls = entry.tlsOptions;
    if (!entry.database.isEmpty()) {
        bool isNumber = false;
        endpoint.database = entry.database.toInt(&isNumber);
        if (!isNumber || endpoint.database < 0)
            return badList(listText("its database is no number from 0."));
    }
    return parsed;
}

QString ListBuilder::freeName(const QString& wanted)
{
    QString name = wanted;
    for (int number = 2; !m_names.insert(name.toCaseFolded()).second; ++number)
        name = u"%1 (%2)"_s.arg(wanted).arg(number);
    return name;
}

void ListBuilder::add(ListEntry entry)
{
    ++m_entries;
    if (!entry.refused.isEmpty())
        return skip(entry, entry.refused);
    const auto parsed = endpointOf(entry);
    if (!parsed)
        return skip(entry, parsed.error().message);
    const QString key = serverKey(parsed->endpoint);
    if (const auto known = m_servers.find(key); known != m_servers.end())
        return skip(entry, known->second);
    ListedCache listed;
    listed.where = entry.where;
    listed.password = entry.password.isEmpty() ? parsed->password : entry.password;
    listed.leftOut = entry.leftOut;
    if (!listed.password.isEmpty())
        listed.leftOut.prepend(listText("password"));
    CacheConfig& cache = listed.cache;
    cache.id = newCacheId();
    const QString name = plain(entry.name, longestListedName);
    cache.name = name.isEmpty() ? parsed->endpoint.address().left(longestListedName) : name;
    cache.nodes.push_back({newNodeId(), parsed->endpoint});
    cache.environment = plain(entry.environment, longestWord);
    for (const QString& tag : entry.tags) {
        const QString text = plain(tag, longestWord);
        if (!text.isEmpty() && !cache.tags.contains(text))
            cache.tags << text;
    }
    cache.follow.how = entry.cluster ? Following::Cluster : Following::Off;
    if (const auto valid = validate(cache); !valid)
        return skip(entry, valid.error().message);
    cache.name = freeName(cache.name);
    m_servers.emplace(key, listText("it is the server of %1 again.").arg(entry.where));
    m_list.taken.push_back(std::move(listed));
}

CacheList ListBuilder::take()
{
    return std::move(m_list);
}

} // namespace cacheledger
