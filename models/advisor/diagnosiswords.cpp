// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/diagnosiswords.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <map>
#include <span>

namespace cacheledger
{

using namespace Qt::StringLiterals;

#define N_(text) QT_TRANSLATE_NOOP("DiagnosisWords", text)

static QString diagnosisText(const char* text)
{
    return QCoreApplication::translate("DiagnosisWords", text);
}

struct NamedWords {
    const char* name;
    const char* words;
};

// Source of the meanings: the servers' documentation of MEMORY STATS.
static constexpr NamedWords memoryMeanings[] = {
    {"peak.allocated", N_("the most memory that was in use since the start")},
    {"total.allocated", N_("in use now, all together")},
    {"startup.allocated", N_("taken by the empty server when it started")},
    {"replication.backlog", N_("kept so that replicas can catch up after a short break")},
    {"clients.slaves", N_("buffers of the replicas; big where one cannot keep up")},
    {"clients.normal", N_("buffers of the clients; big where one does not read its answers")},
    {"cluster.links", N_("links between the nodes of the cluster")},
    {"aof.buffer", N_("waiting to be written to the append-only file")},
    {"lua.caches", N_("scripts that were loaded")},
    {"functions.caches", N_("functions that were loaded")},
    {"script.VMs", N_("the machines that run scripts and functions")},
    {"replica.fullsync.buffer", N_("changes kept while a replica is copied to")},
    {"overhead.total", N_("all that is not data: start, buffers, tables of keys")},
    {"overhead.db.hashtable.lut", N_("the tables that find keys")},
    {"overhead.db.hashtable.rehashing", N_("a second table while the first one is made larger")},
    {"db.dict.rehashing.count", N_("tables that are being made larger now")},
    {"keys.count", N_("keys in all databases")},
    {"keys.bytes-per-key", N_("on average, all memory but that of the start")},
    {"dataset.bytes", N_("your data: all but the overhead")},
    {"dataset.percentage", N_("your data's share of what was taken since the start")},
    {"peak.percentage", N_("what is in use now, of the most since the start")},
    {"allocator.allocated", N_("asked of the allocator")},
    {"allocator.active", N_("pages that the allocator uses for that; more is fragmentation")},
    {"allocator.resident", N_("pages that the allocator holds of the machine")},
    {"allocator.muzzy", N_("pages that the machine may take back when it needs them")},
    {"allocator-fragmentation.ratio", N_("over 1.1: memory lies scattered, activedefrag can tidy it up")},
    {"allocator-fragmentation.bytes", N_("lost because memory lies scattered")},
    {"allocator-rss.ratio", N_("over 1.1: pages are free but not given back yet")},
    {"allocator-rss.bytes", N_("free pages not given back yet; MEMORY PURGE gives them back")},
    {"rss-overhead.ratio", N_("what the process takes beside the allocator: code, stacks, shared pages")},
    {"rss-overhead.bytes", N_("what the process takes beside the allocator")},
    {"fragmentation", N_("memory of the machine for each byte in use; under 1 the server is swapped out")},
    {"fragmentation.bytes", N_("taken of the machine beyond what is in use")},
};

QString memoryPartMeaning(const QString& name)
{
    if (name.startsWith("db."_L1)) {
        if (name.endsWith("hashtable.main"_L1))
            return diagnosisText(N_("the table of this database's keys"));
        if (name.endsWith("hashtable.expires"_L1))
            return diagnosisText(N_("the table of when this database's keys expire"));
        if (name.endsWith("hashtable.slot-to-keys"_L1))
            return diagnosisText(N_("the table of this database's keys by slot"));
    }
    for (const NamedWords& each : memoryMeanings)
        if (name == QLatin1String(each.name))
            return diagnosisText(each.words);
    return {};
}

QString memoryPartValue(const MemoryPart& part)
{
    const bool isRatio = part.name.endsWith(".ratio"_L1) || part.name == "fragmentation"_L1;
    if (isRatio)
        return QLocale().toString(part.value, 'f', 2);
    if (part.name.endsWith(".percentage"_L1))
        return format::value(part.value / 100, Unit::Ratio).joined();
    if (part.name.endsWith(".count"_L1))
        return format::value(part.value, Unit::Count).joined();
    return format::value(part.value, Unit::Bytes).joined();
}

QString latencyMeaning(const QString& event)
{
    static const std::map<QString, const char*> meanings{
        {u"command"_s, N_("a command took long")},
        {u"fast-command"_s, N_("a command that is fast by nature took long: the machine was busy")},
        {u"fork"_s, N_("the copy of the process for saving took long")},
        {u"expire-cycle"_s, N_("many keys expired at once")},
        {u"expire-del"_s, N_("a big key expired")},
        {u"eviction-cycle"_s, N_("keys were evicted for want of memory")},
        {u"eviction-del"_s, N_("a big key was evicted")},
        {u"active-defrag-cycle"_s, N_("memory was tidied up")},
        {u"aof-write"_s, N_("writing the append-only file took long")},
        {u"aof-fsync-always"_s, N_("the disk took long to keep the append-only file")},
        {u"aof-write-pending-fsync"_s, N_("the disk was still busy with the append-only file")},
        {u"aof-write-active-child"_s, N_("the append-only file was written while the server saved")},
        {u"aof-write-alone"_s, N_("writing the append-only file took long by itself")},
        {u"aof-fstat"_s, N_("the file system was slow")},
        {u"aof-rename"_s, N_("the file system was slow")},
        {u"rdb-unlink-temp-file"_s, N_("the file system was slow")},
    };
    const auto found = meanings.find(event);
    return found == meanings.end() ? QString() : diagnosisText(found->second);
}

/// The doctors' own words, in lower case, and ours.
static QStringList wordsFound(std::span<const NamedWords> known, const QString& text)
{
    QStringList found;
    for (const NamedWords& each : known)
        if (text.contains(QLatin1String(each.name), Qt::CaseInsensitive))
            found << diagnosisText(each.words);
    return found;
}

QStringList memoryDoctorWords(const QString& text)
{
    static constexpr NamedWords known[] = {
        {"is empty or is using very little memory",
         N_("The server is nearly empty (under 5 MiB): there is nothing to judge yet.")},
        {"can't find any memory issue", N_("The server sees nothing wrong with its memory.")},
        {"no memory issues", N_("The server sees nothing wrong with its memory.")},
        {"peak memory:", N_("Memory was far higher once than it is now, and the process may still hold it: harmless, "
                            "unless the machine needs it. MEMORY PURGE or a restart gives it back.")},
        {"high total rss:", N_("The process takes over 1.4 times what is in use. The parts above say where: "
                               "fragmentation, free pages, or the process itself.")},
        {"high allocator fragmentation:",
         N_("Memory lies scattered (over 1.1): CONFIG SET activedefrag yes tidies it up while the server runs.")},
        {"high allocator rss overhead:",
         N_("Freed pages were not given back (over 1.1), as after a deletion of much: MEMORY PURGE gives them back.")},
        {"high process rss overhead:",
         N_("The process takes over 1.1 times what its allocator holds: scripts, modules, "
            "or pages shared with a child that saves.")},
        {"big replica buffers:", N_("A replica cannot keep up (over 10 MiB waiting on average): look at its load and "
                                    "at the network between the two.")},
        {"big slave buffers:", N_("A replica cannot keep up (over 10 MiB waiting on average): look at its load and at "
                                  "the network between the two.")},
        {"big client buffers:", N_("Clients do not read what they asked for (over 200 KiB each on average): see the "
                                   "biggest of them under Clients.")},
        {"many scripts:", N_("Very many scripts are loaded: applications make a new one for each call instead of "
                             "passing arguments.")},
    };
    QStringList found = wordsFound(known, text);
    found.removeDuplicates();
    return found;
}

QStringList latencyDoctorWords(const QString& text)
{
    static constexpr NamedWords known[] = {
        {"latency monitoring is disabled",
         N_("The server does not watch its latency: CONFIG SET latency-monitor-threshold 100 lets it note what takes "
            "over 100 ms; 0 is off again.")},
        {"no latency spike was observed", N_("Nothing took longer than latency-monitor-threshold since the start.")},
        {"slowlog-log-slower-than",
         N_("The slow log misses what the latency monitor sees: its limit (slowlog-log-slower-than) is higher.")},
        {"slow log to understand",
         N_("Slow commands are the cause: the view Slow log says which, by command and key.")},
        {"deleting, expiring or evicting",
         N_("Big keys that go at once stop everything: split them, or let them go in the background "
            "(lazyfree-lazy-expire, lazyfree-lazy-eviction, UNLINK).")},
        {"anonymous huge pages", N_("Transparent huge pages of the machine make copies for saving slow: switch them "
                                    "off (echo never > /sys/kernel/mm/transparent_hugepage/enabled).")},
        {"disk contention", N_("The disk is slow or shared by others: appendfsync everysec waits less for it.")},
        {"no-appendfsync-on-rewrite", N_("While the server saves, the append-only file waits for the disk: "
                                         "no-appendfsync-on-rewrite yes avoids it, at the risk of some seconds of "
                                         "data.")},
        {"local disks", N_("Disks over a network are slow to write safely: a local one is better.")},
        {"xen is known", N_("Some virtual machines copy processes slowly: another kind of instance helps.")},
    };
    QStringList found;
    static const QRegularExpression spike(u"^\\d+\\. ([a-z-]+): (\\d+) latency spikes? .*event (\\d+)ms"_s,
                                          QRegularExpression::MultilineOption);
    for (auto matches = spike.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const QString meaning = latencyMeaning(match.captured(1));
        found << diagnosisText(N_("%1 (%2 times, at worst %3): %4."))
                     .arg(match.captured(1), match.captured(2), format::duration(match.captured(3).toLongLong()),
                          meaning.isEmpty() ? diagnosisText(N_("an event that is not known here")) : meaning);
    }
    found += wordsFound(known, text);
    found.removeDuplicates();
    return found;
}

#undef N_

} // namespace cacheledger
