// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/pagerows.h"

#include "history/pagefile.h"

#include <algorithm>
#include <optional>

namespace cacheledger
{

namespace
{

constexpr std::uint8_t tableLeaf = 0x0d;
constexpr std::uint8_t indexLeaf = 0x0a;
constexpr std::uint8_t indexInner = 0x02;
constexpr std::size_t fileHeaderBytes = 100; // before the b-tree header of page 1
constexpr std::size_t maxColumns = 32;

/// SQLite's varint: most significant first, the ninth byte whole.
std::optional<std::uint64_t> takeVarint(std::string_view& bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(bytes[i]);
        value = i == 8 ? value << 8 | byte : value << 7 | (byte & 0x7f);
        if (i == 8 || !(byte & 0x80)) {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

/// Bytes of a value by its serial type; nothing for the two that are not used.
std::optional<std::size_t> sizeOfSerial(std::uint64_t serial)
{
    static constexpr std::size_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (serial < 10)
        return sizes[serial];
    if (serial < 12)
        return std::nullopt;
    return static_cast<std::size_t>((serial - 12) / 2);
}

PageValue valueOf(std::uint64_t serial, std::string_view bytes)
{
    using enum PageValue::Type;
    if (serial == 0)
        return {};
    if (serial >= 12)
        return {serial % 2 == 0 ? Bytes : Text, 0, bytes};
    std::uint64_t number = serial == 9 ? 1 : 0;
    if (!bytes.empty() && (bytes.front() & 0x80))
        number = ~std::uint64_t(0);
    for (const char byte : bytes)
        number = number << 8 | static_cast<std::uint8_t>(byte);
    return {serial == 7 ? Real : Integer, static_cast<std::int64_t>(number), {}};
}

/// How much of a payload lies in the cell (1.6).
std::size_t localBytes(std::size_t payload, std::size_t usable, bool table)
{
    const std::size_t most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (payload <= most)
        return payload;
    const std::size_t least = (usable - 12) * 32 / 255 - 23;
    const std::size_t fitting = least + (payload - least) % (usable - 4);
    return fitting <= most ? fitting : least;
}

} // namespace

void PageRows::read(std::uint32_t number, const std::function<void(const PageRow&)>& sink)
{
    if (!m_fetch(number, m_page) || m_page.size() != m_pageSize)
        return;
    const std::size_t header = number == 1 ? fileHeaderBytes : 0;
    const auto type = static_cast<std::uint8_t>(m_page[header]);
    if (type != tableLeaf && type != indexLeaf && type != indexInner)
        return;
    const std::size_t pointers = header + (type == indexInner ? 12 : 8);
    const std::size_t cells = std::min<std::size_t>(bigEndian16(m_page, header + 3), (m_pageSize - pointers) / 2);
    for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t offset = bigEndian16(m_page, pointers + 2 * i);
        if (offset >= pointers && readCell(number, offset, type) && decode())
            sink(m_row);
    }
}

bool PageRows::readCell(std::uint32_t number, std::size_t offset, std::uint8_t type)
{
    m_row.pages = {number};
    m_row.keyed = type != tableLeaf;
    m_row.rowid = 0;
    std::string_view cell = std::string_view(m_page).substr(std::min<std::size_t>(offset, m_page.size()));
    if (type == indexInner) {
        if (cell.size() < 4)
            return false;
        cell.remove_prefix(4); // the page below
    }
    const auto payload = takeVarint(cell);
    if (!payload || *payload == 0 || *payload > maxPayload)
        return false;
    if (!m_row.keyed) {
        const auto rowid = takeVarint(cell);
        if (!rowid)
            return false;
        m_row.rowid = static_cast<std::int64_t>(*rowid);
    }
    const std::size_t local = localBytes(*payload, m_pageSize, !m_row.keyed);
    if (local == *payload)
        return cell.size() >= local && gather(cell.substr(0, local), *payload, 0);
    return cell.size() >= local + 4 && gather(cell.substr(0, local), *payload, bigEndian32(cell, local));
}

bool PageRows::gather(std::string_view local, std::size_t payload, std::uint32_t next)
{
    m_payload = local;
    while (m_payload.size() < payload) {
        if (next == 0 || std::ranges::find(m_row.pages, next) != m_row.pages.end() || !m_fetch(next, m_overflow) ||
            m_overflow.size() != m_pageSize)
            return false;
        m_row.pages.push_back(next);
        next = bigEndian32(m_overflow, 0);
        m_payload.append(m_overflow, 4, std::min<std::size_t>(payload - m_payload.size(), m_pageSize - 4));
    }
    return next == 0;
}

/// A record's values have to fill it exactly, which makes random bytes unlikely ones.
bool PageRows::decode()
{
    m_row.values.clear();
    std::string_view header(m_payload);
    const auto headerBytes = takeVarint(header);
    if (!headerBytes || *headerBytes > m_payload.size() || *headerBytes < m_payload.size() - header.size())
        return false;
    std::string_view body = std::string_view(m_payload).substr(*headerBytes);
    header = header.substr(0, *headerBytes - (m_payload.size() - header.size()));
    while (!header.empty()) {
        const auto serial = takeVarint(header);
        const auto size = serial ? sizeOfSerial(*serial) : std::nullopt;
        if (!size || *size > body.size() || m_row.values.size() == maxColumns)
            return false;
        m_row.values.push_back(valueOf(*serial, body.substr(0, *size)));
        body.remove_prefix(*size);
    }
    return body.empty();
}

} // namespace cacheledger
