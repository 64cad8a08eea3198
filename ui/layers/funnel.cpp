// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/funnel.h"

#include "metrics/format.h"
#include "ui/headline.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString funnelText(const char* text)
{
    return QCoreApplication::translate("Funnel", text);
}

static std::string stageMetric(const StageConfig& stage, std::string_view leaf)
{
    return "stage." + stage.id.toStdString() + "." + std::string(leaf);
}

static constexpr std::string_view stageCounters[] = {"requests", "hits", "misses", "errors"};
static constexpr std::string_view stageGauges[] = {"latency.median", "latency.p95", "reported_hit_ratio"};

std::vector<std::string> funnelMetrics(const std::vector<StageConfig>& stages, const LayerMetrics& metrics)
{
    std::vector<std::string> wanted;
    for (const StageConfig& stage : stages) {
        for (const std::string_view leaf : stageCounters)
            if (const std::string id = stageMetric(stage, leaf); metrics.has(id))
                wanted.push_back("increase." + id);
        for (const std::string_view leaf : stageGauges)
            if (const std::string id = stageMetric(stage, leaf); metrics.has(id))
                wanted.push_back(id);
    }
    if (metrics.has("app.requests"))
        wanted.emplace_back("increase.app.requests");
    return wanted;
}

static FunnelStage stageOf(const StageConfig& config, const Frame* frame)
{
    const auto increase = [&](std::string_view leaf) {
        return singleValue(frame, "increase." + stageMetric(config, leaf));
    };
    FunnelStage stage;
    stage.id = config.id;
    stage.name = config.name.isEmpty() ? config.id : config.name;
    stage.answers = config.answers;
    stage.requests = increase("requests");
    stage.hits = increase("hits");
    stage.misses = increase("misses");
    stage.errors = increase("errors");
    if (!stage.requests && stage.hits && stage.misses)
        stage.requests = *stage.hits + *stage.misses;
    if (!stage.misses && stage.requests && stage.hits)
        stage.misses = std::max(0.0, *stage.requests - *stage.hits);
    if (stage.hits && stage.misses && *stage.hits + *stage.misses > 0)
        stage.hitRatio = *stage.hits / (*stage.hits + *stage.misses);
    if (stage.errors && stage.requests && *stage.requests > 0)
        stage.errorRate = *stage.errors / *stage.requests;
    if (const auto reported = singleValue(frame, stageMetric(config, "reported_hit_ratio")); reported && !stage.hits) {
        stage.hitRatio = reported;
        stage.ratioOnly = true;
    }
    stage.p50Ms = singleValue(frame, stageMetric(config, "latency.median"));
    stage.p95Ms = singleValue(frame, stageMetric(config, "latency.p95"));
    return stage;
}

Funnel funnelOf(const std::vector<StageConfig>& stages, const Frame* frame)
{
    Funnel funnel;
    funnel.requestsIn = singleValue(frame, "increase.app.requests");
    for (const StageConfig& config : stages) {
        funnel.stages.push_back(stageOf(config, frame));
        if (!funnel.requestsIn && config.answers)
            funnel.requestsIn = funnel.stages.back().requests;
    }
    std::optional<double> left = funnel.requestsIn;
    for (FunnelStage& stage : funnel.stages) {
        stage.arriving = left;
        if (stage.answers) {
            // Counts of one answer may be taken moments apart: nobody is answered twice.
            left = left && stage.hits ? std::optional(std::max(0.0, *left - *stage.hits)) : std::nullopt;
            if (stage.hits && funnel.requestsIn && *funnel.requestsIn > 0)
                stage.answeredShare = std::min(1.0, *stage.hits / *funnel.requestsIn);
        }
        stage.passedOn = left;
    }
    funnel.fullPipeline = funnel.stages.empty() ? std::nullopt : left;
    return funnel;
}

std::optional<double> Funnel::answered() const
{
    return requestsIn && fullPipeline ? std::optional(*requestsIn - *fullPipeline) : std::nullopt;
}

static Figure unknownFigure()
{
    return {format::value({}, Unit::Count).joined(), true, false};
}

static Figure quietFigure()
{
    return {funnelText(QT_TRANSLATE_NOOP("Funnel", "no traffic")), true, false};
}

Figure countFigure(std::optional<double> count)
{
    return count ? Figure{format::value(count, Unit::Count).joined(), true} : unknownFigure();
}

Figure ratioFigure(std::optional<double> ratio, bool quiet)
{
    if (!ratio)
        return quiet ? quietFigure() : unknownFigure();
    return {format::value(ratio, Unit::Ratio).joined(), true};
}

Figure latencyFigure(std::optional<double> ms)
{
    return ms ? Figure{format::value(ms, Unit::Milliseconds).joined(), true} : unknownFigure();
}

QString funnelSummary(const Funnel& funnel)
{
    if (!funnel.requestsIn)
        return funnelText(QT_TRANSLATE_NOOP("Funnel", "How many requests came in is unknown."));
    if (*funnel.requestsIn == 0)
        return funnelText(QT_TRANSLATE_NOOP("Funnel", "No traffic in this range."));
    QStringList parts{
        funnelText(QT_TRANSLATE_NOOP("Funnel", "%1 requests came in")).arg(countFigure(funnel.requestsIn).text)};
    for (const FunnelStage& stage : funnel.stages) {
        if (stage.answers)
            parts << funnelText(QT_TRANSLATE_NOOP("Funnel", "%1 answered %2"))
                         .arg(stage.name, ratioFigure(stage.answeredShare, false).text);
    }
    const std::optional<double> rest =
        funnel.fullPipeline ? std::optional(*funnel.fullPipeline / *funnel.requestsIn) : std::nullopt;
    parts << funnelText(QT_TRANSLATE_NOOP("Funnel", "the full pipeline %1")).arg(ratioFigure(rest, false).text);
    return parts.join(u"; "_s) + u'.';
}

QStringList funnelHeadings()
{
    return {funnelText(QT_TRANSLATE_NOOP("Funnel", "Stage")),     funnelText(QT_TRANSLATE_NOOP("Funnel", "Requests")),
            funnelText(QT_TRANSLATE_NOOP("Funnel", "Hits")),      funnelText(QT_TRANSLATE_NOOP("Funnel", "Hit ratio")),
            funnelText(QT_TRANSLATE_NOOP("Funnel", "Answered")),  funnelText(QT_TRANSLATE_NOOP("Funnel", "Passed on")),
            funnelText(QT_TRANSLATE_NOOP("Funnel", "p50")),       funnelText(QT_TRANSLATE_NOOP("Funnel", "p95")),
            funnelText(QT_TRANSLATE_NOOP("Funnel", "Error rate"))};
}

static std::vector<Figure> stageRow(const FunnelStage& stage)
{
    const auto dash = [](const char* why) { return Figure{u"–"_s, true, false, false, funnelText(why)}; };
    Figure ratio = ratioFigure(stage.hitRatio, stage.isQuiet());
    Figure name{stage.name};
    if (stage.ratioOnly) {
        ratio.note = funnelText(QT_TRANSLATE_NOOP(
            "Funnel", "Reported by the source, over a window of its own: it tells no counts to compute it from."));
        name.text = funnelText(QT_TRANSLATE_NOOP("Funnel", "%1 (reports a ratio only)")).arg(stage.name);
        name.note = ratio.note;
    }
    const char* spares = QT_TRANSLATE_NOOP("Funnel", "A hit here spares a step; it does not answer the request.");
    return {name,
            countFigure(stage.requests),
            countFigure(stage.hits),
            ratio,
            stage.answers ? ratioFigure(stage.answeredShare, stage.isQuiet()) : dash(spares),
            stage.answers ? countFigure(stage.passedOn) : dash(spares),
            latencyFigure(stage.p50Ms),
            latencyFigure(stage.p95Ms),
            ratioFigure(stage.errorRate, stage.isQuiet())};
}

std::vector<std::vector<Figure>> funnelRows(const Funnel& funnel)
{
    const Figure none{{}, true};
    std::vector<std::vector<Figure>> rows;
    rows.push_back({{funnelText(QT_TRANSLATE_NOOP("Funnel", "Requests in")), false, true, true},
                    countFigure(funnel.requestsIn),
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    none});
    for (const FunnelStage& stage : funnel.stages)
        rows.push_back(stageRow(stage));
    std::optional<double> share;
    const bool quiet = funnel.requestsIn && *funnel.requestsIn == 0;
    if (funnel.fullPipeline && !quiet)
        share = *funnel.fullPipeline / *funnel.requestsIn;
    rows.push_back({{funnelText(QT_TRANSLATE_NOOP("Funnel", "Full pipeline")), false, true, true},
                    countFigure(funnel.fullPipeline),
                    none,
                    none,
                    ratioFigure(share, quiet),
                    none,
                    none,
                    none,
                    none});
    return rows;
}

} // namespace cacheledger
