// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"
#include "history/frame.h"
#include "ui/figuretable.h"
#include "ui/layers/layermetrics.h"

namespace cacheledger
{

/// One stage over a range. Absent is "not known", never 0.
struct FunnelStage {
    QString id;
    QString name;
    bool answers = true;                                  ///< a hit answers the request; else it only spares a step
    std::optional<double> requests, hits, misses, errors; ///< increases in the range
    std::optional<double> hitRatio;      ///< hits / (hits + misses), or the reported one of a ratio-only source
    bool ratioOnly = false;              ///< its source tells a ratio and no counts
    std::optional<double> errorRate;     ///< errors / requests
    std::optional<double> answeredShare; ///< of the requests in; of stages that answer
    std::optional<double> arriving;      ///< requests that no stage before it answered
    std::optional<double> passedOn;      ///< requests that no stage up to this one answered
    std::optional<double> p50Ms, p95Ms;
    bool isQuiet() const { return requests && *requests == 0; } ///< "no traffic"
};

/// How requests fall through the stages of a cache: in, answered by each, passed on, and what reaches the full
/// pipeline. A request is credited once, at the first stage that answered it.
struct Funnel {
    std::optional<double> requestsIn;   ///< of the application, else of the first stage that answers
    std::optional<double> fullPipeline; ///< answered by no stage
    std::vector<FunnelStage> stages;
    std::optional<double> answered() const; ///< by all stages together
};

/// The metrics that funnelOf() reads, of those that are there.
std::vector<std::string> funnelMetrics(const std::vector<StageConfig>& stages, const LayerMetrics& metrics);
/// From a frame of one column. Null: everything unknown.
Funnel funnelOf(const std::vector<StageConfig>& stages, const Frame* frame);
/// "1,000 requests came in; response answered 30.0 %; ...": one or two sentences for a screen reader.
QString funnelSummary(const Funnel& funnel);

/// A count as the page shows it: "3,512,904", "no traffic" where nothing came, "unknown".
Figure countFigure(std::optional<double> count);
/// A share: "41.8 %"; "no traffic" for a stage without requests.
Figure ratioFigure(std::optional<double> ratio, bool quiet);
Figure latencyFigure(std::optional<double> ms);

QStringList funnelHeadings();
std::vector<std::vector<Figure>> funnelRows(const Funnel& funnel);

} // namespace cacheledger
