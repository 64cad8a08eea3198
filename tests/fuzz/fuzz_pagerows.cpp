// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a SQLite file: any bytes are safe to look for rows in. The input is the file, in pages of 512 bytes.
#include "history/pagerows.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cacheledger;
    constexpr std::size_t pageSize = 512;
    const std::string_view file(reinterpret_cast<const char*>(data), size);
    const auto fetch = [&](std::uint32_t number, Blob& page) {
        if (number == 0 || number > file.size() / pageSize)
            return false;
        page = file.substr((number - 1) * pageSize, pageSize);
        return true;
    };
    PageRows rows(fetch, pageSize);
    std::size_t bytes = 0;
    for (std::uint32_t page = 1; page <= file.size() / pageSize; ++page)
        rows.read(page, [&](const PageRow& row) {
            // Every value can be read, and none is longer than the pages that it is said to lie on.
            for (const PageValue& value : row.values) {
                if (value.bytes.size() > row.pages.size() * pageSize)
                    std::abort();
                for (const char byte : value.bytes)
                    bytes += static_cast<std::uint8_t>(byte);
            }
        });
    return bytes == std::size_t(-1) ? 1 : 0;
}
