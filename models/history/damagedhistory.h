// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/layoutstore.h"
#include "history/pagefile.h"
#include "history/pagerows.h"
#include "metrics/snapshot.h"

#include <map>
#include <set>

namespace cacheledger
{

/// A block (or, with one bucket, a hot bucket) that was found, whole in itself and independent of the file's numbers.
struct SalvagedBlock {
    NodeId node;
    Tier tier = Tier::Raw;
    TimeMs first = 0;
    TimeMs last = 0;
    qint64 count = 0;
    LayoutPtr layout;
    int intervalMs = 0;
    Blob data; ///< its checksum was right and it holds what its row says
};

/// From `time` on a text field has this value; nothing: it is gone.
struct SalvagedText {
    NodeId node;
    std::string field;
    TimeMs time = 0;
    std::optional<std::string> value;
};

/// What was found, or a part of it.
struct SalvagePart {
    std::vector<KnownNode> nodes;
    std::vector<SalvagedText> texts;
    std::vector<Event> events;
    std::vector<SalvagedBlock> blocks;
    std::vector<SnapshotPtr> samples;
    std::vector<SalvagedBlock> buckets; ///< hot ones
    std::map<Tier, TimeMs> keptFrom;    ///< keptfrom.h; to be given last
};

/// What can be read of a damaged history, page by page and without SQLite (pagerows.h). Rows are known by the number
/// and types of their columns, and believed when what they hold fits: a block has a checksum, and says what its row
/// does. Two passes: readHead() to its end, then readBlocks(). One thread.
class DamagedHistory
{
public:
    /// Io, ReadOnly: the file cannot be read at all.
    static Result<std::unique_ptr<DamagedHistory>> open(const QString& path);
    /// Whether a file that SQLite cannot open is a history of ours all the same: it says so, or there is a row of ours
    /// in its first 64 MiB.
    static bool isHistory(const QString& path);

    /// Reads on for so many pages; true at the end. After it the members below are there.
    bool readHead(std::uint32_t pages);
    const std::vector<KnownNode>& nodes() const { return m_known; }
    const std::vector<SalvagedText>& texts() const { return m_texts; }
    const std::vector<Event>& events() const { return m_events; }
    const std::vector<SnapshotPtr>& samples() const { return m_samples; }   ///< hot rows, in order of time; no texts
    const std::vector<SalvagedBlock>& buckets() const { return m_buckets; } ///< hot buckets, in order of time
    const std::map<Tier, TimeMs>& keptFrom() const { return m_keptFrom; }   ///< where it was dropped what lay before

    /// Reads on for so many pages and gives the blocks on them, in no order; true at the end.
    bool readBlocks(std::uint32_t pages, const std::function<void(SalvagedBlock&&)>& sink);
    /// Rows that were blocks and cannot be read; pages that are lost altogether are not among them.
    qint64 unreadableBlocks() const { return m_unreadable; }
    /// Pages of each block that was given last by readBlocks(), for tests.
    const std::vector<std::uint32_t>& pagesOfBlock() const { return m_pagesOfBlock; }

private:
    explicit DamagedHistory(std::unique_ptr<PageFile> pages);
    bool nextPages(std::uint32_t pages, const std::function<void(const PageRow&)>& sink);
    void takeHeadRow(const PageRow& row);
    void takeSmallRow(const PageRow& row, std::string_view shape);
    void takeMark(const QString& key, const QString& value);
    void takeLayout(qint64 id, std::string_view packed, const std::int64_t* hash);
    void resolve();
    void resolveNodes();
    void resolveTexts();
    void resolveFresh();
    QString lostUid(qint64 id, const std::set<QString>& others) const;
    NodeId nodeOf(qint64 id) const;
    std::optional<SalvagedBlock> blockOf(const PageRow& row);
    bool holdsWhatItSays(const SalvagedBlock& block);

    struct FreshRow { // of hot or hotbucket: which of them shows when the layouts are known
        qint64 numbers[5];
        Blob data;
    };
    struct NodeRow {
        qint64 cache = 0;
        QString uid;
        QString address;
    };
    struct TextRow {
        qint64 node = 0;
        SalvagedText text;
    };
    struct EventRow {
        qint64 cache = 0;
        qint64 node = 0;
        Event event;
    };

    std::unique_ptr<PageFile> m_pages;
    PageRows m_rows;
    Compression m_compression;
    std::set<std::uint32_t> m_free;
    std::uint32_t m_next = 1; // page
    qint64 m_unreadable = 0;
    std::vector<std::uint32_t> m_pagesOfBlock;

    std::map<qint64, std::pair<QString, QString>> m_caches; // uid, name
    std::map<qint64, NodeRow> m_nodes;
    std::map<qint64, LayoutPtr> m_layouts;
    std::map<qint64, LayoutPtr> m_copies;  // of layouts, in meta
    std::multimap<qint64, QString> m_uids; // in the indexes of caches and nodes
    std::set<qint64> m_meant;              // nodes that rows refer to
    std::vector<TextRow> m_textRows;
    std::vector<EventRow> m_eventRows;
    std::vector<FreshRow> m_fresh;

    std::map<qint64, NodeId> m_nodeIds;
    std::vector<KnownNode> m_known;
    std::vector<SalvagedText> m_texts;
    std::vector<Event> m_events;
    std::vector<SnapshotPtr> m_samples;
    std::vector<SalvagedBlock> m_buckets;
    std::map<Tier, TimeMs> m_keptFrom;
};

} // namespace cacheledger
