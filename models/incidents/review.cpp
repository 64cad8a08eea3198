// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/review.h"

#include "incidents/evidencefile.h"
#include "incidents/reviewwriter.h"

#include <algorithm>

namespace cacheledger
{

void addEvidence(ReviewInput& input, const EvidenceItem& item, const QByteArray& content)
{
    std::optional<Error> problem;
    if (item.kind == EvidenceKind::Charts) {
        auto charts = evidencefile::chartsIn(content);
        // A later one begins as early and reaches further.
        std::erase_if(input.charts, [&](const auto& each) { return charts && each.first.node == item.node; });
        if (charts)
            input.charts.emplace_back(item, std::move(*charts));
        else
            problem = charts.error();
    } else if (item.kind == EvidenceKind::Info) {
        if (input.info.isEmpty())
            input.info = content;
    } else {
        auto table = evidencefile::tableIn(content);
        if (table)
            input.tables.push_back({item, std::move(*table)});
        else
            problem = table.error();
    }
    for (EvidenceItem& each : input.incident.evidence) {
        if (problem && each == item)
            each.reason = problem->text();
    }
}

QString markdownText(const QString& text)
{
    static constexpr QStringView special = u"\\`*_{}[]<>#|~&";
    QString escaped;
    for (const QChar c : text.simplified()) {
        if (special.contains(c))
            escaped += u'\\';
        escaped += c;
    }
    // What would begin a list or a rule at the start of a line.
    if (!escaped.isEmpty() && QStringView(u"-+=").contains(escaped.front()))
        escaped.prepend(u'\\');
    return escaped;
}

QString reviewMarkdown(const ReviewInput& input)
{
    return ReviewWriter(input).write();
}

} // namespace cacheledger
