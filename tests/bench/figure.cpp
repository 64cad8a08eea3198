// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include <sys/resource.h>

namespace bench
{

void print(const Figure& figure)
{
    QJsonObject json{{"figure", figure.name}, {"value", figure.value}, {"unit", figure.unit}};
    if (!figure.baseline.isEmpty()) {
        json["baseline"] = figure.baseline;
        json["baseline_value"] = figure.baselineValue;
        json["ratio"] = figure.ratio;
    }
    std::printf("%s\n", QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

bool listed(int argc, char** argv, const std::vector<const char*>& names)
{
    if (argc < 2 || std::strcmp(argv[1], "--list") != 0)
        return false;
    for (const char* name : names)
        std::puts(name);
    return true;
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double ownCpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::optional<double> cpuSecondsOf(qint64 pid)
{
    // By thread, in nanoseconds: /proc/PID/stat counts in ticks of 10 ms, which is several polls.
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(pid));
    double nanoseconds = 0;
    const QStringList threads = tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& thread : threads) {
        QFile file(tasks.filePath(thread + QStringLiteral("/schedstat")));
        if (file.open(QIODevice::ReadOnly))
            nanoseconds += file.readAll().split(' ').first().toDouble();
    }
    return threads.isEmpty() ? std::nullopt : std::optional(nanoseconds / 1e9);
}

std::optional<double> residentMibOf(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return std::nullopt;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    return std::nullopt;
}

} // namespace bench
