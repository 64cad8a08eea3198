// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/framebuilder.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cmath>

/// Samples and frames as text, so that a test's row can be read.
namespace cacheledger::frametext
{

inline QString number(double value)
{
    return std::isnan(value) ? QStringLiteral("-") : QString::number(value, 'g', 10);
}

/// "1000=5,7 2000=-,8 3000=1,9r": time=values, '-' for absent, 'r' for a reset before it.
inline SampleRun samples(const QString& text, int intervalMs = 1000)
{
    SampleRun run;
    run.intervalMs = intervalMs;
    for (QString item : text.split(u' ', Qt::SkipEmptyParts)) {
        const bool reset = item.endsWith(u'r');
        if (reset)
            item.chop(1);
        const QStringList sides = item.split(u'=');
        run.times.push_back(sides.at(0).toLongLong());
        run.resetBefore.push_back(reset);
        const QStringList values = sides.at(1).split(u',');
        run.columns.resize(static_cast<std::size_t>(values.size()));
        for (qsizetype i = 0; i < values.size(); ++i)
            run.columns[static_cast<std::size_t>(i)].push_back(values[i] == u"-" ? WindowStat::nan
                                                                                 : values[i].toDouble());
    }
    return run;
}

/// "1000:7[5,9] | 3000:8": time:value, with the extremes where they differ from it; a bar where the line breaks.
inline QString text(const Frame& frame, std::size_t series = 0)
{
    QStringList points;
    const FrameSeries& of = frame.series.at(series);
    for (std::size_t i = 0; i < frame.times.size(); ++i) {
        if (frame.breakBefore.at(i))
            points += QStringLiteral("|");
        QString point = QStringLiteral("%1:%2").arg(frame.times[i]).arg(number(of.value.at(i)));
        const QString value = number(of.value[i]);
        if (number(of.min.at(i)) != value || number(of.max.at(i)) != value)
            point += QStringLiteral("[%1,%2]").arg(number(of.min[i]), number(of.max[i]));
        points += point;
    }
    return points.join(u' ');
}

/// "1000-3000 5000-6000".
inline QString gapsText(const Frame& frame)
{
    QStringList gaps;
    for (const TimeGap& gap : frame.gaps)
        gaps += QStringLiteral("%1-%2").arg(gap.fromMs).arg(gap.toMs);
    return gaps.join(u' ');
}

inline FrameRequest request(std::vector<std::string> metrics, TimeMs fromMs, TimeMs toMs, int columns,
                            std::size_t nodes = 1)
{
    FrameRequest request;
    for (std::size_t n = 0; n < nodes; ++n)
        request.nodes.push_back(NodeId{QString::number(n)});
    request.metrics = std::move(metrics);
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.columns = columns;
    return request;
}

inline std::unique_ptr<FrameBuilder> builder(const FrameRequest& request, const std::vector<std::string>& rawNames = {})
{
    Result<MetricPlan> plan = MetricPlan::make(request.metrics, rawNames, MetricPlan::Unknown::Accept);
    if (!plan)
        return nullptr;
    auto made = FrameBuilder::make(request, std::move(plan).value());
    return made ? std::move(made).value() : nullptr;
}

} // namespace cacheledger::frametext
