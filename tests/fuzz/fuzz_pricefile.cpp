// SPDX-License-Identifier: GPL-3.0-or-later
// Price lists and price files: what is understood is valid, adds nothing when it comes again, and is the same after it
// was written and read.
#include "cost/litellm.h"
#include "cost/pricefile.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

static void checkBook(const PriceBook& book)
{
    const PriceFile again = pricefile::parse(pricefile::toText(book.versions()), QStringLiteral("prices.json"));
    if (!again.problems.empty() || !(again.versions == book.versions()))
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray document(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const QString name = QStringLiteral("prices.json");
    if (const auto list = litellm::parse(document, name, 1000)) {
        PriceBook book;
        const PriceAdditions first = book.addList(list->versions);
        if (first.added != static_cast<int>(list->versions.size()) || !first.refused.empty())
            std::abort();
        if (book.addList(list->versions).unchanged != first.added)
            std::abort();
        checkBook(book);
    }
    const PriceFile file = pricefile::parse(document, name);
    PriceBook book;
    for (const PriceVersion& version : file.versions)
        if (!book.add(version))
            std::abort();
    if (!file.problems.empty() && !file.versions.empty())
        std::abort();
    checkBook(book);
    return 0;
}
