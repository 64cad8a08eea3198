// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/healthreport.h"

#include "app/console.h"
#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "redis/serverkind.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

OrderedJson jsonList(const QStringList& texts)
{
    OrderedJson list = OrderedJson::array();
    for (const QString& text : texts)
        list.push_back(text.toStdString());
    return list;
}

Severity NodeHealth::severity() const
{
    return error ? Severity::Unknown : worst(findings);
}

NodeHealth assessNode(const QString& subject, const LiveWindow& window, int samples)
{
    NodeHealth health;
    health.subject = subject;
    health.latest = window.latest();
    health.timeMs = health.latest->timeMs;
    health.windowMs = window.coveredMs();
    health.samples = samples;
    health.findings = assess(window);
    return health;
}

static InfoValues infoOf(const Snapshot& snapshot)
{
    InfoValues info;
    info.layout = snapshot.layout;
    info.values = snapshot.values;
    info.texts = snapshot.texts;
    return info;
}

static QString serverName(const InfoValues& info)
{
    const QString kind = serverKind(info);
    return kind.isEmpty() ? Cli::tr("unknown server") : kind;
}

QString serverDescription(const Snapshot& snapshot)
{
    const InfoValues info = infoOf(snapshot);
    QStringList parts{serverName(info)};
    if (const QString role = serverRole(info); !role.isEmpty())
        parts << role;
    if (const auto uptime = snapshot.value("uptime_in_seconds"))
        parts << Cli::tr("up %1").arg(format::duration(static_cast<qint64>(*uptime * 1000)));
    return parts.join(u", "_s);
}

static QString metricTitle(const std::string& metric)
{
    const QString name = catalogue::metricName(metric);
    return name.isEmpty() ? QString::fromStdString(metric) : name;
}

/// The server's own hit ratio since it started: another thing than the ratio over a window, and never judged.
static std::optional<double> hitRatioSinceStart(const Snapshot& snapshot)
{
    const auto hits = snapshot.value("keyspace_hits");
    const auto misses = snapshot.value("keyspace_misses");
    if (!hits || !misses || *hits + *misses <= 0)
        return {};
    return *hits / (*hits + *misses);
}

static QString windowText(const NodeHealth& health)
{
    if (health.windowMs <= 0)
        return Cli::tr("one moment: rates and ratios over time are unknown");
    return Cli::tr("over %1, samples: %2").arg(format::duration(health.windowMs)).arg(health.samples);
}

/// An absent value for which no reason is known.
static bool isReasonless(const Finding& finding)
{
    return finding.text ==
           QCoreApplication::translate("Health", "%1: unknown").arg(catalogue::metricName(finding.metric));
}

/// "  Hit ratio    75.0 %    critical: Hit ratio 75.0 % is below 80 %". A value that is absent says why, where that is
/// known, instead of "unknown" once more.
static QString findingLine(const Finding& finding)
{
    const QString name = metricTitle(finding.metric);
    const Unit unit = catalogue::lookup(finding.metric).unit;
    QString line =
        u"  "_s + name.leftJustified(30) + u' ' + format::value(finding.value, unit).joined().leftJustified(16) + u' ';
    if (!finding.value)
        line += isReasonless(finding) ? QString() : finding.text;
    else if (finding.severity == Severity::Normal)
        line += QLatin1String(severityName(finding.severity));
    else
        line += QLatin1String(severityName(finding.severity)) + u": "_s + finding.text;
    return line.trimmed().prepend(u"  "_s) + u'\n';
}

/// What the watching that led to this costs the server; empty where nothing was watched.
static QString watchingLine(const Snapshot& snapshot)
{
    const auto commands = snapshot.value(selfcost::commands);
    if (!commands)
        return {};
    const QString name = Cli::tr("Watching like this, a minute");
    const QString sent = Cli::tr("%1 commands").arg(*commands);
    const auto time = snapshot.value(selfcost::serverUs);
    return u"  "_s + name.leftJustified(30) + u' ' +
           (time ? Cli::tr("%1, %2 of the server's time").arg(sent, format::value(time, Unit::Microseconds).joined())
                 : sent) +
           u'\n';
}

QString healthText(const NodeHealth& health)
{
    if (health.error)
        return health.subject + u": "_s + health.error->text() + u'\n';
    QString text = health.subject + u": "_s + serverDescription(*health.latest) + u'\n';
    text += QString::fromLatin1(severityName(health.severity())).toUpper() + u", "_s + windowText(health) + u'\n';
    for (const Finding& finding : health.findings)
        text += findingLine(finding);
    if (const auto ratio = hitRatioSinceStart(*health.latest))
        text += u"  "_s + Cli::tr("Hit ratio since server start").leftJustified(30) + u' ' +
                format::value(ratio, Unit::Ratio).joined().leftJustified(16) + u' ' + Cli::tr("not judged") + u'\n';
    text += watchingLine(*health.latest);
    if (health.latest->malformedLines > 0)
        text += u"  "_s + Cli::tr("Lines that were not understood: %1").arg(health.latest->malformedLines) + u'\n';
    return text;
}

static OrderedJson number(std::optional<double> value)
{
    return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

static const char* unitId(Unit unit)
{
    switch (unit) {
    case Unit::None:
        return "none";
    case Unit::Count:
        return "count";
    case Unit::Bytes:
        return "bytes";
    case Unit::Ratio:
        return "ratio";
    case Unit::Percent:
        return "percent";
    case Unit::Seconds:
        return "seconds";
    case Unit::Milliseconds:
        return "milliseconds";
    case Unit::Microseconds:
        return "microseconds";
    case Unit::PerSecond:
        return "per_second";
    case Unit::BytesPerSecond:
        return "bytes_per_second";
    case Unit::KibPerSecond:
        return "kib_per_second";
    case Unit::TimestampS:
        return "timestamp_seconds";
    case Unit::CpuCores:
        return "cpu_cores";
    }
    return "none";
}

OrderedJson errorJson(const Error& error)
{
    return OrderedJson{{"code", errorCodeName(error.code)},
                       {"message", error.message.toStdString()},
                       {"hint", error.hint.toStdString()}};
}

OrderedJson healthJson(const NodeHealth& health)
{
    OrderedJson json;
    json["subject"] = health.subject.toStdString();
    json["severity"] = severityName(health.severity());
    if (health.error) {
        json["error"] = errorJson(*health.error);
        return json;
    }
    const InfoValues info = infoOf(*health.latest);
    json["server"] = serverName(info).toStdString();
    json["role"] = serverRole(info).toStdString();
    json["time"] = health.timeMs ? OrderedJson(format::isoUtc(*health.timeMs).toStdString()) : OrderedJson(nullptr);
    json["windowSeconds"] =
        health.windowMs > 0 ? OrderedJson(static_cast<double>(health.windowMs) / 1000) : OrderedJson(nullptr);
    json["samples"] = health.samples;
    json["malformedLines"] = health.latest->malformedLines;
    json["metrics"] = OrderedJson::array();
    for (const Finding& finding : health.findings)
        json["metrics"].push_back(OrderedJson{{"id", finding.metric},
                                              {"value", number(finding.value)},
                                              {"unit", unitId(catalogue::lookup(finding.metric).unit)},
                                              {"severity", severityName(finding.severity)},
                                              {"text", finding.text.toStdString()}});
    json["sinceServerStart"] = OrderedJson{{"uptimeSeconds", number(health.latest->value("uptime_in_seconds"))},
                                           {"hit_ratio", number(hitRatioSinceStart(*health.latest))}};
    if (health.latest->value(selfcost::commands))
        json["watchingPerMinute"] =
            OrderedJson{{"commands", number(health.latest->value(selfcost::commands))},
                        {"bytesSent", number(health.latest->value(selfcost::bytesSent))},
                        {"bytesReceived", number(health.latest->value(selfcost::bytesReceived))},
                        {"serverMicroseconds", number(health.latest->value(selfcost::serverUs))}};
    return json;
}

static int worstExit(const std::vector<NodeHealth>& healths)
{
    ExitCode code = ExitCode::Ok;
    for (const NodeHealth& health : healths) {
        if (health.error)
            return static_cast<int>(exitCodeFor(health.error->code));
        if (health.severity() == Severity::Warning || health.severity() == Severity::Critical)
            code = ExitCode::ThresholdBreached;
    }
    return static_cast<int>(code);
}

int reportHealth(const std::vector<NodeHealth>& healths, bool json, Console& console)
{
    if (json) {
        OrderedJson nodes = OrderedJson::array();
        for (const NodeHealth& health : healths)
            nodes.push_back(healthJson(health));
        console.write(QByteArray::fromStdString(OrderedJson{{"nodes", nodes}}.dump(2)) + '\n');
    }
    for (const NodeHealth& health : healths) {
        if (health.error)
            console.note(*health.error);
        else if (!json)
            console.write(healthText(health).toUtf8());
    }
    if (const auto flushed = console.flush(); !flushed)
        return console.fail(flushed.error());
    return worstExit(healths);
}

} // namespace cacheledger
