// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/pagerows.h"

#include "history/pageformat.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

constexpr std::size_t maxColumns = 32;

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
