// SPDX-License-Identifier: GPL-3.0-or-later
// Files of several INFO texts, and dates in lines and names: texts come in order, none is empty, and every one ends.
#include "metrics/infodumps.h"

#include <QtCore/QBuffer>

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    QBuffer in;
    in.setData(text);
    in.open(QIODevice::ReadOnly);
    InfoDumpReader reader(in);
    qint64 line = 0;
    while (const auto dump = reader.next()) {
        if (dump->line <= line || dump->text.empty())
            std::abort();
        line = dump->line;
        (void)infoServerTime(dump->text);
    }
    (void)dateInName(QString::fromUtf8(text));
    return 0;
}
