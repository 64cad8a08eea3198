// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an HTTP server sends, in whatever pieces: the body stays within its bound, and the pieces change nothing.
#include "sources/httpanswer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

namespace
{
constexpr qint64 mostBytes = 4096;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

HttpAnswer readInPieces(const QByteArray& text, qsizetype piece)
{
    HttpAnswer answer(mostBytes);
    for (qsizetype at = 0; at < text.size(); at += piece)
        answer.add(text.mid(at, piece));
    answer.end();
    require(answer.state() != HttpAnswer::State::Reading && answer.body().size() <= mostBytes);
    return answer;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const HttpAnswer whole = readInPieces(text, std::max<qsizetype>(1, text.size()));
    const HttpAnswer single = readInPieces(text, 1);
    if (whole.state() == HttpAnswer::State::Whole)
        require(single.state() == HttpAnswer::State::Whole && single.status() == whole.status() &&
                single.body() == whole.body());
    return 0;
}
