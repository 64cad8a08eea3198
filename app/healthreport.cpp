// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/healthreport.h"

#include "app/console.h"
#include "metrics/catalogue.h"
#include "metrics/format.h"

#include <nlohmann/json.hpp>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

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

static QString serverName(const Snapshot& snapshot)
{
    static constexpr std::array<std::pair<const char*, const char*>, 5> products{{{"valkey_version", "Valkey"},
                                                                                  {"dragonfly_version", "Dragonfly"},
                                                                                  {"kvrocks_version", "Kvrocks"},
                                                                                  {"garnet_version", "Garnet"},
                                                                                  {"redis_version", "Redis"}}};
    for (const auto& [field, name] : products) {
        if (const auto version = snapshot.text(field))
            return QLatin1String(name) + u' ' + *version;
    }
    return Cli::tr("unknown server");
}

static QString roleName(const Snapshot& snapshot)
{
    const QString role = snapshot.text("role").value_or(QString());
    if (role == u"master"_s)
        return Cli::tr("primary");
    return role == u"slave"_s ? Cli::tr("replica") : role;
}

QString serverDescription(const Snapshot& snapshot)
{
    QStringList parts{serverName(snapshot)};
    if (const QString role = roleName(snapshot); !role.isEmpty())
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
    return Cli::tr("over %1, %n sample(s)", nullptr, health.samples).arg(format::duration(health.windowMs));
}

QString healthText(const NodeHealth& health)
{
    if (health.error)
        return health.subject + u": "_s + health.error->text() + u'\n';
    QString text = health.subject + u": "_s + serverDescription(*health.latest) + u'\n';
    text += QString::fromLatin1(severityName(health.severity())).toUpper() + u", "_s + windowText(health) + u'\n';
    for (const Finding& finding : health.findings) {
        const Unit unit = catalogue::lookup(finding.metric).unit;
        text += u"  "_s + metricTitle(finding.metric).leftJustified(30) + u' ' +
                format::value(finding.value, unit).joined().leftJustified(16) + u' ' +
                QLatin1String(severityName(finding.severity));
        if (finding.severity != Severity::Normal)
            text += u": "_s + finding.text;
        text += u'\n';
    }
    if (const auto ratio = hitRatioSinceStart(*health.latest))
        text += u"  "_s + Cli::tr("Hit ratio since server start").leftJustified(30) + u' ' +
                format::value(ratio, Unit::Ratio).joined().leftJustified(16) + u' ' + Cli::tr("not judged") + u'\n';
    if (health.latest->malformedLines > 0)
        text += u"  "_s + Cli::tr("%n line(s) were not understood.", nullptr, health.latest->malformedLines) + u'\n';
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
    json["server"] = serverName(*health.latest).toStdString();
    json["role"] = roleName(*health.latest).toStdString();
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
            console.note(health.error->text());
        else if (!json)
            console.write(healthText(health).toUtf8());
    }
    if (const auto flushed = console.flush(); !flushed)
        return console.fail(flushed.error());
    return worstExit(healths);
}

} // namespace cacheledger
