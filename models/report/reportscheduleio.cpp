// SPDX-License-Identifier: GPL-3.0-or-later
// The files of schedules and of what was made.
#include "config/configfile.h"
#include "metrics/format.h"
#include "report/reportformat.h"
#include "report/reportschedule.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

using ReportJson = nlohmann::ordered_json;

static constexpr int reportsVersion = 1;
static constexpr std::size_t mostMadeReports = 200;

static QString textOf(const ReportJson& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>()) : QString();
}

static TimeMs timeOf(const ReportJson& object, const char* key)
{
    return parseTime(textOf(object, key), 0).value_or(0);
}

/// The objects of a list in a file that may not exist.
static Result<std::vector<ReportJson>> listIn(const QString& file, const char* key)
{
    const auto bytes = configfile::read(file);
    if (!bytes)
        return bytes.error();
    if (!*bytes)
        return std::vector<ReportJson>();
    const auto json = configfile::parse(**bytes, file, reportsVersion);
    if (!json)
        return json.error();
    const auto list = json->find(key);
    if (list == json->end())
        return std::vector<ReportJson>();
    if (!list->is_array())
        return configfile::keyError(file, QString::fromLatin1(key), reportText("it has to be a list"));
    std::vector<ReportJson> objects;
    for (const ReportJson& each : *list) {
        if (!each.is_object())
            return configfile::keyError(file, QString::fromLatin1(key), reportText("it has to hold objects"));
        objects.push_back(each);
    }
    return objects;
}

static Result<void> writeList(const QString& file, const char* key, ReportJson list)
{
    ReportJson json{{"version", reportsVersion}};
    json[key] = std::move(list);
    return configfile::write(file, configfile::toText(json));
}

static Result<ReportSchedule> scheduleFrom(const ReportJson& json, const QString& file, std::size_t index)
{
    const auto wrong = [&](const char* key, const char* problem) {
        return configfile::keyError(file, u"schedules[%1].%2"_s.arg(index).arg(QLatin1String(key)),
                                    reportText(problem));
    };
    ReportSchedule schedule;
    schedule.id = textOf(json, "id");
    if (schedule.id.isEmpty())
        return wrong("id", "it is missing");
    const QString every = textOf(json, "every");
    if (every != "week"_L1 && every != "month"_L1)
        return wrong("every", "it has to be \"week\" or \"month\"");
    schedule.every = every == "week"_L1 ? ReportEvery::Week : ReportEvery::Month;
    const auto form = reportFormOf(textOf(json, "format"));
    if (!form)
        return wrong("format", "it has to be \"pdf\", \"html\" or \"csv\"");
    const auto paper = reportPaperOf(textOf(json, "paper"));
    if (!paper)
        return wrong("paper", "it has to be \"a4\" or \"letter\"");
    schedule.order = {CacheId{textOf(json, "cache")},
                      {},
                      *form,
                      *paper,
                      textOf(json, "currency"),
                      QLocale(textOf(json, "locale")),
                      textOf(json, "title"),
                      textOf(json, "logo")};
    schedule.folder = textOf(json, "folder");
    schedule.channel = textOf(json, "mail");
    schedule.sinceMs = timeOf(json, "since");
    if (const auto checked = checkReportSchedule(schedule); !checked)
        return configfile::keyError(file, u"schedules[%1]"_s.arg(index), checked.error().message);
    return schedule;
}

Result<std::vector<ReportSchedule>> loadReportSchedules(const QString& file)
{
    const auto list = listIn(file, "schedules");
    if (!list)
        return list.error();
    std::vector<ReportSchedule> schedules;
    for (const ReportJson& json : *list) {
        auto schedule = scheduleFrom(json, file, schedules.size());
        if (!schedule)
            return schedule.error();
        schedules.push_back(std::move(schedule).value());
    }
    return schedules;
}

Result<void> saveReportSchedules(const QString& file, const std::vector<ReportSchedule>& schedules)
{
    ReportJson list = ReportJson::array();
    for (const ReportSchedule& schedule : schedules) {
        const ReportOrder& order = schedule.order;
        list.push_back({{"id", schedule.id.toStdString()},
                        {"cache", order.cache.value.toStdString()},
                        {"every", schedule.every == ReportEvery::Week ? "week" : "month"},
                        {"format", reportFormName(order.form).toStdString()},
                        {"paper", reportPaperName(order.paper).toStdString()},
                        {"currency", order.currency.toStdString()},
                        {"locale", order.locale.name().toStdString()},
                        {"title", order.title.toStdString()},
                        {"logo", order.logoFile.toStdString()},
                        {"folder", schedule.folder.toStdString()},
                        {"mail", schedule.channel.toStdString()},
                        {"since", format::isoUtc(schedule.sinceMs).toStdString()}});
    }
    return writeList(file, "schedules", std::move(list));
}

Result<std::vector<MadeReport>> loadMadeReports(const QString& file)
{
    const auto list = listIn(file, "reports");
    if (!list)
        return list.error();
    std::vector<MadeReport> made;
    for (const ReportJson& json : *list)
        made.push_back({textOf(json, "file"),
                        textOf(json, "cache"),
                        {timeOf(json, "from"), timeOf(json, "to")},
                        timeOf(json, "made"),
                        textOf(json, "schedule"),
                        textOf(json, "problem")});
    return made;
}

Result<void> addMadeReport(const QString& file, const MadeReport& made)
{
    auto known = loadMadeReports(file);
    if (!known)
        return known.error();
    std::erase_if(*known, [&made](const MadeReport& each) { return each.file == made.file; });
    known->insert(known->begin(), made);
    if (known->size() > mostMadeReports)
        known->resize(mostMadeReports);
    ReportJson list = ReportJson::array();
    for (const MadeReport& each : *known)
        list.push_back({{"file", each.file.toStdString()},
                        {"cache", each.cacheName.toStdString()},
                        {"from", format::isoUtc(each.period.fromMs).toStdString()},
                        {"to", format::isoUtc(each.period.toMs).toStdString()},
                        {"made", format::isoUtc(each.madeMs).toStdString()},
                        {"schedule", each.schedule.toStdString()},
                        {"problem", each.problem.toStdString()}});
    return writeList(file, "reports", std::move(list));
}

} // namespace cacheledger
