// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/suggest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace cacheledger
{

static int editDistance(const QString& a, const QString& b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j) + 1;
            const int substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[at];
            row[at] = std::min({substituted, row[at] + 1, row[at - 1] + 1});
        }
    }
    return row.back();
}

QString nearestWord(const QString& word, const QStringList& candidates)
{
    const QString wanted = word.toLower().left(100);
    QString best;
    int bestDistance = std::max<int>(2, static_cast<int>(wanted.size()) / 3) + 1;
    for (const QString& candidate : candidates) {
        const int distance = editDistance(wanted, candidate.toLower());
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace cacheledger
